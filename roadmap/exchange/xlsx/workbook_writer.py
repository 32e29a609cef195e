"""Writes a plan as a workbook: a sheet Plan to edit, and sheets to read. Pure.

No cell is a formula: all text is written as text, with `quotePrefix` if it begins like a formula,
so that it stays text when somebody edits it. Colours are conditional formats: they follow edits,
and an import ignores them. A very hidden sheet holds the plan's document, with all that the sheet
Plan has no column for; `imports/sheets.py` reads both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from content.catalogue import Catalogue
from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.plan.fields import STATUSES, Status
from roadmap.domain.plan.wording import phase_name
from roadmap.exchange import columns
from roadmap.exchange.plan_document import PART, Document, Snapshot
from roadmap.exchange.xlsx.escaping import Book

PLAN, GRID, ROLES, MILESTONES = "Plan", "Rooster", "Rollen", "Mijlpalen"
SAVED_STATES, SOURCE = "Momentopnamen", "Bron"
KEY, QUOTE = "Sleutel", '"'
CHUNK = 30_000
"""Characters of the document in one cell; Excel allows 32,767."""
MAX_ROWS = 1000
LINE, TALLEST = 15, 300
"""Height in points of a line of text, and of the tallest row, which shows a full note."""
PHASE_WIDTH = 36
WIDTHS = {
    columns.TITLE: 40, columns.PILLAR: 19, columns.TRACK: 20, columns.PHASE: 24, columns.STATUS: 13,
    columns.OWNER: 20, columns.START: 11, columns.DUE: 20, columns.ROLES: 26, columns.NOTE: 46,
    columns.LINKS: 40, columns.STEPS: 44, columns.ORDER: 10,
}  # fmt: skip
LAST_PRINTED = columns.COLUMNS.index(columns.NOTE)
"""The last column in print: those up to here are legible on the width of an A4."""
PILLAR_COLOURS = (
    ("#7A4B00", "#FDF3DC"),
    ("#0B6B4F", "#E3F5EE"),
    ("#8A1F3D", "#FBE8ED"),
    ("#5B3FA8", "#EFEAFB"),
    ("#0A5A86", "#E3F1F9"),
)
"""Colours of text and cell for each pillar, in order, as on the screen."""
STATUS_COLOURS = {
    Status.TODO: ("#5A6270", "#F5F6F8"),
    Status.DOING: ("#003C99", "#E6EEFB"),
    Status.DONE: ("#1F4A0C", "#DCEBD0"),
}
LATE_COLOURS = ("#A8201A", "#FDECEA")
LATE = "te laat"


def xlsx_of(snapshot: Snapshot, catalogue: Catalogue) -> bytes:
    """The bytes of the workbook. Each row of the sheet Plan holds its activity's id, hidden."""
    output = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Book(output, options)
    version = f"versie {snapshot.version}, {snapshot.day:%d/%m/%Y}"
    title, made = snapshot.state.plan.title, datetime.combine(snapshot.day, time())
    book.set_properties({"title": title, "comments": version, "created": made})
    writer = _Writer(book, catalogue, snapshot, f"{title} · {version}")
    writer.plan()
    writer.overview()
    writer.roles()
    if snapshot.state.milestones:
        writer.milestones()
    if snapshot.saved_states:
        writer.saved_states(snapshot.plan["saved_states"])
    writer.source({"document": snapshot.document, "rows": snapshot.rows})
    book.close()
    return output.getvalue()


class _Writer:
    """Writes the sheets. `quoted`: for each format its twin for texts that look like a formula."""

    def __init__(
        self, book: Workbook, catalogue: Catalogue, snapshot: Snapshot, about: str
    ) -> None:
        """`about`: which plan, at which version."""
        self.book, self.catalogue, self.state = book, catalogue, snapshot.state
        items = (GridItem.on(snapshot.day, row) for row in self.state.activities.values())
        self.grid = build_grid(catalogue, items)
        self.part = f"{PART}: {snapshot.selection}" if snapshot.selection else ""
        self.heading = f"{self.part} · {about}" if self.part else about
        self.day = book.add_format({"valign": "top", "num_format": "dd/mm/yyyy"})
        self.quoted: dict[Format, Format] = {}
        self.usual = self._format()
        self.head = self._format(bold=True, bg_color="#1B1F27", font_color="#FFFFFF")
        self.strong = self._format(bold=True, text_wrap=False)

    def _format(self, **properties: Any) -> Format:
        base = {"valign": "top", "text_wrap": True, "num_format": "@", **properties}
        made = self.book.add_format(base)
        self.quoted[made] = self.book.add_format({**base, "quote_prefix": True})
        return made

    def plan(self) -> None:
        page, top = self._sheet(PLAN, is_wide=True), 0
        if self.part:
            page.write(top, 0, self.part, self.strong)
            top += 1
        names = (*columns.COLUMNS, KEY)
        page.write_row(top, 0, names, self.head)
        for column, name in enumerate(names):
            page.set_column(column, column, WIDTHS.get(name, 10))
        key = len(names) - 1
        page.set_column(key, key, 10, None, {"hidden": True})
        rows = self.state.activities
        lines = columns.lines(rows.values(), self.catalogue)
        for row, (line, row_id) in enumerate(zip(lines, rows, strict=True), top + 1):
            cells = [
                line[name] or None if name in columns.DAYS else line[name] for name in names[:-1]
            ]
            page.write_row(row, 0, (*cells, row_id))
            page.set_row(row, _height((str(line[name]), width) for name, width in WIDTHS.items()))
        page.freeze_panes(top + 1, 1)
        page.autofilter(top, 0, top + max(len(rows), 1), key)
        choices = {"validate": "list", "source": list(STATUSES.values())}
        status = names.index(columns.STATUS)
        page.data_validation(top + 1, status, MAX_ROWS, status, choices)
        page.repeat_rows(top)
        page.print_area(0, 0, top + max(len(rows), 1), LAST_PRINTED)
        self._colour_pillars(page, top + 1, names.index(columns.PILLAR))
        for value, label in STATUSES.items():
            self._colour(page, (top + 1, status), label, STATUS_COLOURS[Status(value)])
        self._mark_late(page, top + 1, status, names.index(columns.DUE))

    def _colour_pillars(self, page: Worksheet, first: int, column: int) -> None:
        for pillar in self.catalogue.pillars:
            colours = PILLAR_COLOURS[(pillar.number - 1) % len(PILLAR_COLOURS)]
            self._colour(page, (first, column), pillar.name, colours)

    def _colour(
        self, page: Worksheet, place: tuple[int, int], text: str, colours: tuple[str, str]
    ) -> None:
        """Colour the cells from `place` down that hold this text."""
        first, column = place
        looks = {"font_color": colours[0], "bg_color": colours[1], "bold": True}
        rule = {"type": "cell", "criteria": "==", "value": f'"{text.replace(QUOTE, 2 * QUOTE)}"'}
        rule |= {"format": self.book.add_format(looks)}
        page.conditional_format(first, column, MAX_ROWS, column, rule)

    def _mark_late(self, page: Worksheet, first: int, status: int, due: int) -> None:
        """Mark past due dates of unfinished activities, in red and in words, when opened."""
        day, state = (xl_rowcol_to_cell(first, one, col_abs=True) for one in (due, status))
        done = STATUSES[Status.DONE]
        looks = {"font_color": LATE_COLOURS[0], "bg_color": LATE_COLOURS[1], "bold": True}
        rule = {
            "type": "formula",
            "criteria": f'=AND(ISNUMBER({day}),{day}<TODAY(),{state}<>"{done}")',
            "format": self.book.add_format({**looks, "num_format": f'dd/mm/yyyy" {LATE}"'}),
        }
        page.conditional_format(first, due, MAX_ROWS, due, rule)

    def overview(self) -> None:
        page = self._sheet(GRID, is_wide=True)
        page.write(0, 0, self.heading, self.strong)
        page.set_column(0, 1, 28)
        page.set_column(2, 1 + len(self.catalogue.phases), PHASE_WIDTH)
        heads = [columns.PILLAR, columns.TRACK]
        for phase in self.catalogue.phases:
            span = self.state.plan.phase_dates.get(phase.number)
            dates = f"\n{span.first:%d/%m/%Y} – {span.last:%d/%m/%Y}" if span else ""
            heads.append(f"{phase_name(phase)}{dates}")
        page.write_row(2, 0, heads, self.head)
        for row, one in enumerate(self.grid.rows, 3):
            page.write_row(row, 0, (one.pillar.name, one.track.name), self.strong)
            cells = [_in_a_cell(cell.items) for cell in one.cells]
            page.write_row(row, 2, cells)
            page.set_row(row, _height((cell, PHASE_WIDTH) for cell in cells))
        page.set_row(2, 2 * LINE)
        page.freeze_panes(3, 2)
        page.repeat_rows(2)
        self._colour_pillars(page, 3, 0)

    def roles(self) -> None:
        pillars = self.grid.pillars
        lines = [
            (role.name, role.time, ", ".join(p.name for p in pillars if p.slug in role.pillars))
            for role in self.catalogue.roles_of(pillar.slug for pillar in pillars)
        ]
        lines.append(("AI-trekker", self.catalogue.lead_time, "het geheel"))
        self._table(ROLES, {"Rol": 36, "Verwachte tijd": 18, "Pijlers van dit plan": 60}, lines)

    def milestones(self) -> None:
        lines = [(one.title, one.day) for one in self.state.milestones.values()]
        self._table(MILESTONES, {"Mijlpaal": 48, "Datum": 14}, lines)

    def saved_states(self, saved_states: Iterable[Document]) -> None:
        lines = []
        for saved_state in saved_states:
            statuses = [activity["status"] for activity in saved_state["plan"]["activities"]]
            day = date.fromisoformat(saved_state["at"][:10])
            lines.append((saved_state["name"], day, len(statuses), statuses.count(Status.DONE)))
        heads = {"Momentopname": 48, "Datum": 14, "Activiteiten": 14, "Klaar": 10}
        self._table(SAVED_STATES, heads, lines)

    def source(self, source: Document) -> None:
        """Write the hidden sheet; in ASCII without '_', as programs differ on codes as _x000D_."""
        page = self._worksheet(SOURCE)
        page.very_hidden()
        text = json.dumps(source, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        text = text.replace("_", "\\u005f")
        chunks = [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]
        page.write_column(0, 0, chunks)

    def _worksheet(self, name: str) -> Worksheet:
        """A new sheet that writes texts and days by our own handlers."""
        page = self.book.add_worksheet(name)
        page.add_write_handler(str, self._write_text)
        page.add_write_handler(date, self._write_day)
        page.add_write_handler(type(None), self._write_day)
        return page

    def _sheet(self, name: str, *, is_wide: bool = False) -> Worksheet:
        page = self._worksheet(name)
        page.set_paper(9)
        if is_wide:
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        # '&' is the footer's own sign; Excel keeps 255 characters of one.
        page.set_footer(f"&L{self.heading[:100].replace('&', '&&')}&R&P / &N")
        return page

    def _table(self, name: str, heads: Mapping[str, int], lines: Iterable[Sequence[Any]]) -> None:
        """A sheet to read, with the plan's title above. `heads`: headings and column widths."""
        page = self._sheet(name)
        page.write(0, 0, self.heading, self.strong)
        page.write_row(2, 0, heads, self.head)
        for column, width in enumerate(heads.values()):
            page.set_column(column, column, width)
        page.freeze_panes(3, 0)
        for row, line in enumerate(lines, 3):
            page.write_row(row, 0, line)

    def _write_text(
        self, page: Worksheet, row: int, column: int, text: str, form: Format | None = None
    ) -> Any:
        form = form or self.usual
        is_quoted = text.startswith(columns.FORMULA_STARTS)
        return page.write_string(row, column, text, self.quoted[form] if is_quoted else form)

    def _write_day(
        self, page: Worksheet, row: int, column: int, day: date | None, _: Format | None = None
    ) -> Any:
        write = page.write_datetime if day else page.write_blank
        return write(row, column, day, self.day)


def _in_a_cell(items: Iterable[GridItem]) -> str:
    """The titles, with their states, as in the grid on the page."""
    titles = []
    for item in items:
        states = [item.status_label.lower()] if item.is_begun else []
        states += [LATE] if item.is_late else []
        titles.append(f"{item.title} ({', '.join(states)})" if states else item.title)
    text = "\n".join(titles)
    # Excel counts some characters as two. A cell that would be too long says so.
    is_short = len(text) <= CHUNK // 2
    return text if is_short else f"{len(titles)} activiteiten: zie het blad {PLAN}"


def _height(cells: Iterable[tuple[str, int]]) -> int:
    """The height in points of a row. `cells`: each text, and its column's width in characters."""
    lines = 1
    for text, width in cells:
        lines = max(lines, sum(-(-max(len(part), 1) // width) for part in text.split("\n")))
    return min(lines * LINE, TALLEST)
