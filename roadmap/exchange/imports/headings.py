"""The table of activities in a sheet, as somebody may have moved and retitled it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from roadmap.domain.plan.limits import FIRST_YEAR, LAST_YEAR, MAX_ACTIVITIES
from roadmap.exchange import columns
from roadmap.exchange.errors import FileError, ImportRejected, rejected, shown
from roadmap.exchange.imports.cells import Cells, holds, text_of
from roadmap.exchange.xlsx.workbook import WorkbookSheet, moment
from roadmap.exchange.xlsx.writer import KEY

COLUMNS = {name.casefold(): name for name in (*columns.COLUMNS, KEY)}
WITHIN = 10
"""The headings stand in one of the first rows."""


@dataclass(frozen=True)
class Table:
    """Number and cells of each row that holds anything.

    `unread`: headings that we do not know; `missing`: columns of ours that are not there.
    """

    sheet: WorkbookSheet
    rows: Sequence[tuple[int, Cells]]
    unread: tuple[str, ...]
    missing: Sequence[str]


def table_of(sheet: WorkbookSheet) -> Table:
    """Raises ImportRejected for headings or merged cells that leave open what is meant."""
    top = header_of(sheet)
    if top is None:
        raise rejected(
            f"De rij met kolomtitels ‘{columns.TITLE}’ en ‘{columns.STATUS}’ ontbreekt.",
            sheet.place(),
        )
    below = sheet.rows[top + 1 :]
    names = [_column(value) for value in sheet.rows[top]]
    unread = tuple(_strangers(sheet.rows[top], below))
    missing = [name for name in columns.COLUMNS if name not in names]
    _refuse_doubtful(sheet, names, unread, missing)
    rows = []
    for number, row in enumerate(below, top + 2):
        cells = {
            name: _day(value, sheet) if name in columns.DAYS else value
            for name, value in zip(names, row, strict=True)
            if name
        }
        if any(holds(value) for name, value in cells.items() if name != KEY):
            rows.append((number, cells))
    _refuse_merged(sheet, [number for number, _ in rows], names)
    if len(rows) > MAX_ACTIVITIES:
        raise rejected(f"hoogstens {MAX_ACTIVITIES} activiteiten zijn toegelaten.", sheet.place())
    return Table(sheet, rows, unread, missing)


def header_of(sheet: WorkbookSheet) -> int | None:
    """The place of the row with the headings among the first rows."""
    wanted = {columns.TITLE, columns.STATUS}
    first = enumerate(sheet.rows[:WITHIN])
    return next((n for n, row in first if wanted <= {_column(value) for value in row}), None)


def _column(value: Any) -> str:
    """The column that a heading names, however it is capitalised; '' for none of ours."""
    return COLUMNS.get(" ".join(text_of(value).split()).casefold(), "")


def _day(value: Any, sheet: WorkbookSheet) -> Any:
    """A number in a column of dates is one, also where the cell no longer has its format."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = moment(value, sheet.epoch)
        if found and FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
    return value


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


def _refuse_doubtful(
    sheet: WorkbookSheet, names: Sequence[str], unread: Sequence[str], missing: Sequence[str]
) -> None:
    """A column taken out changes nothing; with a strange one next to it, it may be retitled.

    Those that earlier releases did not write are not missing in their tables.
    """
    missing = [name for name in missing if name not in columns.LATER]
    twice = [name for name, times in Counter(filter(None, names)).items() if times > 1]
    if twice:
        raise rejected(f"De kolom ‘{twice[0]}’ staat er tweemaal.", sheet.place())
    if missing and unread:
        raise rejected(
            f"De kolom ‘{missing[0]}’ ontbreekt, en ‘{unread[0]}’ kennen we niet. Geef elke kolom "
            "de titel waarmee u ze downloadde, of neem weg wat niet van ons komt.",
            sheet.place(),
        )


def _refuse_merged(sheet: WorkbookSheet, numbers: Sequence[int], names: Sequence[str]) -> None:
    """All but the first of merged cells are empty, whatever the rows next to it say."""
    faults = []
    for left, first, right, last in sheet.merged:
        is_in_rows = bool(numbers) and first <= numbers[-1] and last >= numbers[0]
        if is_in_rows and any(names[left - 1 : right]):
            cells = f"{xl_col_to_name(left - 1)}{first}:{xl_col_to_name(right - 1)}{last}"
            text = "deze cellen zijn samengevoegd. Splits ze en vul elke cel in."
            faults.append(FileError(text, sheet.place(f"cellen {cells}")))
    if faults:
        raise ImportRejected(faults)
