"""Reads the table of activities in a sheet, whose rows may have been moved, retitled and edited.

The rows are laid over the plan's document. A cell that still shows the document's value leaves it
as it is, so that nothing gets lost that a table cannot hold.

A row carries its activity's key in a hidden column. People lose that column, leave it behind when
they sort the visible ones, and copy it with a row; so the row's title and place count as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from content.catalogue import Catalogue
from roadmap.domain.plan.fields import ActivityValues
from roadmap.domain.plan.limits import FIRST_YEAR, LAST_ORDER, LAST_YEAR, MAX_ACTIVITIES
from roadmap.exchange import columns
from roadmap.exchange.errors import FileError, ImportRejected, rejected, shown
from roadmap.exchange.imports.cells import Cells, InvalidCell, cell_text, field_of, holds, text_of
from roadmap.exchange.imports.matching import matched
from roadmap.exchange.xlsx.escaping import showings
from roadmap.exchange.xlsx.workbook_reader import WorkbookSheet, moment
from roadmap.exchange.xlsx.workbook_writer import KEY

COLUMNS = {name.casefold(): name for name in (*columns.COLUMNS, KEY)}
MAX_HEADER_ROWS = 10
"""The headings are in one of so many first rows."""
EMPTY_ROW = ActivityValues("", "", 0, LAST_ORDER).as_json()
PLACES = (columns.PILLAR, columns.TRACK, columns.PHASE)
NO_ACTIVITY = (
    "‘{}’ heeft geen pijler, spoor en fase. Is het een nieuwe activiteit, vul die dan in. Is het "
    "een som, een legende of een opmerking, zet ze dan op een ander blad of verwijder de rij."
)
NO_KEY = (
    f"zonder de verborgen kolom ‘{KEY}’ is niet te zien of deze activiteit nieuw is of een andere "
    "titel kreeg. Download het plan opnieuw en laat die kolom staan."
)
Carried = Sequence[tuple[int | None, Cells]]
"""The cells of rows, each with the known key in its hidden column, or None."""


@dataclass(frozen=True)
class Table:
    """`rows`: the number in the sheet, and the cells, of each row that is not empty.

    `unread`: headings that are not ours; `missing`: columns of ours that the sheet lacks.
    """

    sheet: WorkbookSheet
    rows: Sequence[tuple[int, Cells]]
    unread: tuple[str, ...]
    missing: Sequence[str]


def table_of(sheet: WorkbookSheet, also: Collection[str] = ()) -> Table:
    """The table in a sheet. `also`: further headings to read, with or without ': …' behind them.

    Raises ImportRejected for ambiguous headings and for merged cells.
    """
    top = header_of(sheet)
    if top is None:
        raise rejected(
            f"De rij met kolomtitels ‘{columns.TITLE}’ en ‘{columns.STATUS}’ ontbreekt.",
            sheet.place(),
        )
    titles, below = [text_of(value) for value in sheet.rows[top]], sheet.rows[top + 1 :]
    names = [_column(title, also) for title in titles]
    unread = tuple(_unknown_headings(names, titles, below))
    missing = [name for name in columns.COLUMNS if name not in names]
    _refuse_ambiguous(sheet, names, unread, missing)
    rows = []
    for number, row in enumerate(below, top + 2):
        cells = {
            name: _day(value, sheet) if name in columns.DAYS else value
            for name, value in zip(names, row, strict=True)
            if name
        }
        if any(holds(cells.get(name)) for name in columns.COLUMNS):
            rows.append((number, cells))
    _refuse_merged(sheet, [number for number, _ in rows], names)
    if len(rows) > MAX_ACTIVITIES:
        raise rejected(f"hoogstens {MAX_ACTIVITIES} activiteiten zijn toegelaten.", sheet.place())
    return Table(sheet, rows, unread, missing)


def header_of(sheet: WorkbookSheet) -> int | None:
    """The index of the row with the headings; None when the first rows have none."""
    wanted = {columns.TITLE, columns.STATUS}
    first = enumerate(sheet.rows[:MAX_HEADER_ROWS])
    return next((n for n, row in first if wanted <= {_column(text_of(v)) for v in row}), None)


def _column(title: str, also: Collection[str] = ()) -> str:
    """The column that a heading names, in any case; '' when it is not ours."""
    if (first := title.partition(":")[0]) in also:
        return first
    return COLUMNS.get(" ".join(title.split()).casefold(), "")


def _day(value: Any, sheet: WorkbookSheet) -> Any:
    """A number in a column of dates as a date, also when its cell lost that format."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = moment(value, sheet.epoch)
        if found and FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
    return value


def _unknown_headings(
    names: Sequence[str], titles: Sequence[str], below: Sequence[tuple[Any, ...]]
) -> Iterator[str]:
    """The headings of columns that are not ours; of a column without one, its letter."""
    for number, (name, title) in enumerate(zip(names, titles, strict=True)):
        if not name and title:
            yield shown(title)
        elif not name and any(holds(row[number]) for row in below):
            yield f"kolom {xl_col_to_name(number)}"


def _refuse_ambiguous(
    sheet: WorkbookSheet, names: Sequence[str], unread: Sequence[str], missing: Sequence[str]
) -> None:
    """Refuse a column that is there twice, and a missing one beside an unknown one.

    The unknown one may be the missing one with another title. Columns that earlier releases did
    not write may be missing.
    """
    missing = [name for name in missing if name not in columns.LATER]
    twice = [name for name in COLUMNS.values() if names.count(name) > 1]
    if twice:
        raise rejected(f"De kolom ‘{twice[0]}’ staat er tweemaal.", sheet.place())
    if missing and unread:
        raise rejected(
            f"De kolom ‘{missing[0]}’ ontbreekt, en ‘{unread[0]}’ kennen we niet. Geef elke kolom "
            "de titel waarmee u ze downloadde, of neem weg wat niet van ons komt.",
            sheet.place(),
        )


def _refuse_merged(sheet: WorkbookSheet, numbers: Sequence[int], names: Sequence[str]) -> None:
    """Refuse merged cells in the table: all but the first of them would read as empty."""
    errors = []
    for left, first, right, last in sheet.merged:
        is_in_rows = bool(numbers) and first <= numbers[-1] and last >= numbers[0]
        if is_in_rows and any(names[left - 1 : right]):
            cells = f"{xl_col_to_name(left - 1)}{first}:{xl_col_to_name(right - 1)}{last}"
            text = "deze cellen zijn samengevoegd. Splits ze en vul elke cel in."
            errors.append(FileError(text, sheet.place(f"cellen {cells}")))
    if errors:
        raise ImportRejected(errors)


def overlaid(
    table: Table, activities: Mapping[int, dict[str, Any]], catalogue: Catalogue
) -> tuple[list[dict[str, Any]], tuple[int | None, ...]]:
    """The fields of each row, as JSON, and its key. `activities`: the document's, by key.

    A copied row with another title is a new activity. Raises ImportRejected.
    """
    shown_lines = columns.lines(map(ActivityValues.from_json, activities.values()), catalogue)
    lines: dict[int, Cells] = dict(zip(activities, shown_lines, strict=True))
    known = {str(key): key for key in lines}
    carried = [(known.get(text_of(cells.get(KEY))), cells) for _, cells in table.rows]
    keys = _keys(carried, lines)
    holders = {key: cells for key, (_, cells) in zip(keys, carried, strict=True)}
    has_no_keys = len(holders.keys() & lines) < len(lines) and not any(own for own, _ in carried)
    errors: list[FileError] = []
    rows = []
    for key, (number, cells), (own, _) in zip(keys, table.rows, carried, strict=True):
        title = row_place(table.sheet, number, columns.TITLE)
        is_copy = key is None and own is not None
        if is_copy and _texts(cells, columns.TITLE) == _texts(holders[own], columns.TITLE):
            errors.append(FileError("deze activiteit staat er tweemaal in.", title))
        elif key is None and has_no_keys:
            errors.append(FileError(NO_KEY, title))
        if key is None and not any(holds(cells.get(name)) for name in PLACES):
            first = next(filter(None, map(text_of, cells.values())), "")
            text = NO_ACTIVITY.format(shown(first))
            errors.append(FileError(text, row_place(table.sheet, number)))
            continue
        fields = dict(activities.get(key or 0, EMPTY_ROW))
        line = lines.get(key or 0, {})
        cells = {**line, **cells}  # a column that was taken out of the sheet changes nothing
        for column in columns.COLUMNS:
            try:
                text = cell_text(column, cells.get(column))
                if key is None or text not in map(text_of, showings(str(line[column]))):
                    fields |= field_of(column, text, cells, catalogue)
            except InvalidCell as error:
                errors.append(FileError(str(error), row_place(table.sheet, number, column)))
        rows.append(fields)
    if errors:
        raise ImportRejected(errors)
    return rows, tuple(keys)


def row_place(sheet: WorkbookSheet, number: int, column: str = "") -> str:
    return sheet.place(f"rij {number}" + (f", kolom {column}" if column else ""))


def _keys(rows: Carried, lines: Mapping[int, Cells]) -> list[int | None]:
    """The key of each row's activity, None for a new one.

    `lines`: the sheet's original lines, by key.
    """
    title = columns.TITLE
    words = [name for name in (title, *PLACES) if all(name in cells for _, cells in rows)]
    keys = matched(
        rows,
        lines,
        (
            lambda key, cells: key and (key, _texts(cells, *words)),
            lambda _, cells: _texts(cells, *words),
            lambda key, cells: key and (key, _texts(cells, title)),
            lambda key, _: key,
            lambda _, cells: _texts(cells, title),
        ),
    )
    holders = {key: number for number, key in enumerate(keys) if key}
    for number in [number for number, key in enumerate(keys) if not key]:
        # A row that was retitled and then sorted away from its key. The row that took its key has
        # left one behind too: follow that chain until a key is free.
        key, seen = rows[number][0], set[int]()
        while key in holders and key not in seen:
            seen.add(key)
            key = rows[holders[key]][0]
        if key and key not in holders:
            keys[number] = key
            holders[key] = number
    return keys


def _texts(cells: Cells, *names: str) -> tuple[str, ...]:
    return tuple(" ".join(text_of(cells[name]).split()) for name in names)
