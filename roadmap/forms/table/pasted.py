"""Cells pasted into the table: the form, and a preview of each change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict

from content.catalogue import Catalogue
from roadmap.domain.changes.bulk_edits import REMOVED, UNTITLED, Versioned
from roadmap.domain.overview.pasted_cells import MAX_PASTED, pasted_cells
from roadmap.domain.plan.fields import STATUSES, ActivityValues, Fields, fields_of
from roadmap.domain.plan.limits import MAX_ACTIVITY_TITLE
from roadmap.domain.plan.wording import Wording
from roadmap.exchange import columns
from roadmap.forms.base import DUE_BEFORE_START, KeyedForm, set_choices
from roadmap.forms.table.bulk import TicksField
from roadmap.forms.table.rows import CELLS, EMPTY, OWNER, RowForm

LABELS = {name: fields_of(ActivityValues)[name].label for name in CELLS} | {
    "title": "Activiteit",
    "owner": OWNER,
}
NOTHING = "Plak eerst cellen uit een rekenblad."
TOO_LONG = "Dit is te veel om in één keer te plakken. Plak het in delen."
SHOWN = MAX_ACTIVITY_TITLE
"""Characters of a refused cell that the page shows."""


class PasteForm(KeyedForm):
    """A pasted block, the column of its first cell, and the rows of the page in order.

    `vanaf`: the id of the first row to fill.
    """

    rij = TicksField()
    vanaf = forms.ChoiceField(label="Eerste activiteit", required=False)
    kolom = forms.ChoiceField(label="Eerste kolom", choices=list(LABELS.items()), initial="owner")
    cellen = forms.CharField(
        label="Cellen uit een rekenblad",
        help_text="Elke rij van het rekenblad komt bij de volgende activiteit van de lijst.",
        strip=False,
        max_length=MAX_PASTED,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": NOTHING, "max_length": TOO_LONG},
    )

    def __init__(self, rows: Mapping[str, str], sent: QueryDict | None) -> None:
        """`rows`: the titles of the page's rows by their ids."""
        super().__init__(_with_first(sent, rows) if sent else sent)
        set_choices(self, "vanaf", rows.items())
        self.auto_id = "plak-%s"

    def rows(self) -> dict[int, int]:
        """The rows of a valid form from `vanaf` on: id → version."""
        rows: dict[int, int] = self.cleaned_data["rij"]
        ids = list(rows)
        first = int(self.cleaned_data["vanaf"] or 0)
        return {row: rows[row] for row in ids[ids.index(first) if first in rows else 0 :]}


def _with_first(sent: QueryDict, rows: Mapping[str, str]) -> QueryDict:
    """The sent data with `vanaf`: a script sends only the rows to fill, without it."""
    [first] = [tick.partition("-")[0] for tick in sent.getlist("rij")[:1]] or [""]
    if "vanaf" in sent or first not in rows:
        return sent
    data = sent.copy()
    data["vanaf"] = first
    return data


@dataclass(frozen=True, slots=True)
class PastedCell:
    """One cell of the block over one of the plan. `error`: why it cannot be filled in, or ''."""

    title: str
    label: str
    old: str
    new: str
    error: str = ""


@dataclass
class PastedBlock:
    """`fields`: the changed fields by activity id. `removed`: ids that are no longer in the plan.
    `rows`, `columns`: how many of the block lie beyond the last activity and the last column.
    """

    cells: list[PastedCell] = field(default_factory=list)
    fields: dict[int, Fields] = field(default_factory=dict)
    removed: list[int] = field(default_factory=list)
    rows: int = 0
    columns: int = 0

    @property
    def changes(self) -> list[PastedCell]:
        return [cell for cell in self.cells if not cell.error]

    @property
    def refused(self) -> list[PastedCell]:
        return [cell for cell in self.cells if cell.error]


def pasted_block(
    catalogue: Catalogue, now: Versioned, rows: Mapping[int, int], column: str, text: str
) -> PastedBlock:
    """The changes and the refused cells of a block that starts at this column of the first row."""
    names = CELLS[CELLS.index(column) :]
    lines = pasted_cells(text)
    reader = _Reader(catalogue)
    block = PastedBlock(
        rows=max(len(lines) - len(rows), 0),
        columns=max([len(line) - len(names) for line in lines] + [0]),
    )
    for row_id, line in zip(rows, lines, strict=False):
        if row_id in now:
            cells, fields = reader.read(now[row_id][1], dict(zip(names, line, strict=False)))
        elif text := next(filter(None, line), ""):
            cells = [PastedCell(UNTITLED, LABELS[column], "", text[:SHOWN], REMOVED)]
            fields = {}
            block.removed.append(row_id)
        else:
            continue
        block.cells += cells
        if fields:
            block.fields[row_id] = fields
    return block


class _Reader:
    """Reads cells by the fields of RowForm; statuses and phases also by name."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.wording = Wording(catalogue)
        self.fields = RowForm(EMPTY).fields

    def read(
        self, now: ActivityValues, texts: Mapping[str, str]
    ) -> tuple[list[PastedCell], dict[str, Any]]:
        values, errors = {}, {}
        for name, text in texts.items():
            try:
                values[name] = self.fields[name].clean(self._sent(name, text))
            except forms.ValidationError as error:
                errors[name] = " ".join(error.messages)
        held = {**now.as_fields(), "owner": str(now.owner)}  # a member by name, as in a cell
        changed = {name: value for name, value in values.items() if value != held[name]}
        start, due = (changed.get(n, getattr(now, n)) for n in ("start_date", "due_date"))
        if start and due and due < start:
            for name in {"start_date", "due_date"} & changed.keys():
                errors[name] = DUE_BEFORE_START
                del changed[name]
        cells = [
            self._cell(now, name, texts[name], changed.get(name), errors.get(name, ""))
            for name in texts
            if name in changed or name in errors
        ]
        return cells, changed

    def _sent(self, name: str, text: str) -> str:
        """The value that a form would send for this text."""
        if name == "phase":
            phase = columns.phase_at(self.catalogue, text) if text else None
            return str(phase.number) if phase else text
        if name == "status":
            codes = {columns.comparable(label): code for code, label in STATUSES.items()}
            return codes.get(columns.comparable(text), text)
        return text

    def _cell(
        self, now: ActivityValues, name: str, text: str, value: Any, error: str
    ) -> PastedCell:
        item = fields_of(ActivityValues)[name]
        old = self.wording.value(item, getattr(now, name))
        new = text[:SHOWN] if error else self.wording.value(item, value)
        return PastedCell(now.title, LABELS[name], old, new, error)
