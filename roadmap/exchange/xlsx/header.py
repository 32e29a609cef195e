"""The rows of the sheet Plan below its headings, as somebody may have moved and retitled them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from roadmap.domain.plan.limits import FIRST_YEAR, LAST_YEAR
from roadmap.exchange import table
from roadmap.exchange.errors import FileError, ImportRejected, rejected, shown
from roadmap.exchange.xlsx.cells import Cells, text_of
from roadmap.exchange.xlsx.workbook import Unreadable, WorkbookSheet, moment
from roadmap.exchange.xlsx.writer import KEY, PLAN

COLUMNS = {name.casefold(): name for name in (*table.COLUMNS, KEY)}
WITHIN = 10
"""The headings stand in one of the first rows."""


@dataclass(frozen=True)
class Table:
    """Number and cells of each row that holds anything; `unread`: headings that we do not know."""

    rows: Sequence[tuple[int, Cells]]
    unread: tuple[str, ...]


def table_of(page: WorkbookSheet) -> Table:
    """Raises ImportRejected for headings or merged cells that leave open what is meant."""
    top = header_of(page)
    if top is None:
        raise rejected(
            f"De rij met kolomtitels ‘{table.TITLE}’ en ‘{table.STATUS}’ ontbreekt.", f"blad {PLAN}"
        )
    below = page.rows[top + 1 :]
    names = [_column(value) for value in page.rows[top]]
    unread = tuple(_strangers(page.rows[top], below))
    _refuse_doubtful(names, unread)
    rows = []
    for number, row in enumerate(below, top + 2):
        cells = {
            name: _day(value, page.epoch) if name in table.DAYS else value
            for name, value in zip(names, row, strict=True)
            if name
        }
        if any(holds(value) for name, value in cells.items() if name != KEY):
            rows.append((number, cells))
    _refuse_merged(page, [number for number, _ in rows], names)
    return Table(rows, unread)


def header_of(page: WorkbookSheet) -> int | None:
    """The place of the row with the headings among the first rows."""
    return next((n for n, row in enumerate(page.rows[:WITHIN]) if _is_head(row)), None)


def _column(value: Any) -> str:
    """The column that a heading names, however it is capitalised; '' for none of ours."""
    return COLUMNS.get(" ".join(text_of(value).split()).casefold(), "")


def _is_head(row: tuple[Any, ...]) -> bool:
    return {table.TITLE, table.STATUS} <= {_column(value) for value in row}


def _day(value: Any, epoch: datetime) -> Any:
    """A number in a column of dates is one, also where the cell no longer has its format."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = moment(value, epoch)
        if found and FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
    return value


def holds(value: Any) -> bool:
    return isinstance(value, Unreadable) or bool(text_of(value))


def _strangers(head: tuple[Any, ...], below: Sequence[tuple[Any, ...]]) -> list[str]:
    """What the columns that are none of ours are called; one without a heading by its letter."""
    strangers = []
    for number, value in enumerate(head):
        if not _column(value):
            if text := text_of(value):
                strangers.append(shown(text))
            elif any(holds(row[number]) for row in below):
                strangers.append(f"kolom {xl_col_to_name(number)}")
    return strangers


def _refuse_doubtful(names: Sequence[str], unread: Sequence[str]) -> None:
    """A column taken out changes nothing; with a strange one beside it, it may be retitled."""
    twice = [name for name, times in Counter(filter(None, names)).items() if times > 1]
    if twice:
        raise rejected(f"De kolom ‘{twice[0]}’ staat er tweemaal.", f"blad {PLAN}")
    missing = [name for name in table.COLUMNS if name not in names]
    if missing and unread:
        raise rejected(
            f"De kolom ‘{missing[0]}’ ontbreekt, en ‘{unread[0]}’ kennen we niet. Geef elke kolom "
            "de titel waarmee u ze downloadde, of neem weg wat niet van ons komt.",
            f"blad {PLAN}",
        )


def _refuse_merged(page: WorkbookSheet, numbers: Sequence[int], names: Sequence[str]) -> None:
    """All but the first of merged cells are empty, whatever the rows beside it say."""
    ours = [column for column, name in enumerate(names, 1) if name]
    top, bottom = (numbers[0], numbers[-1]) if numbers else (1, 0)
    faults = []
    for left, first, right, last in page.merged:
        is_in_rows = first <= bottom and last >= top
        if is_in_rows and any(left <= column <= right for column in ours):
            cells = f"{xl_col_to_name(left - 1)}{first}:{xl_col_to_name(right - 1)}{last}"
            text = "deze cellen zijn samengevoegd. Splits ze en vul elke cel in."
            faults.append(FileError(text, f"blad {PLAN}, cellen {cells}"))
    if faults:
        raise ImportRejected(faults)
