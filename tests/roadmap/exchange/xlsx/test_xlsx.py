"""The workbook: no formula, nothing cut, and read back as somebody edited it.

Edits are made in the values of its sheets; `test_workbook.py` has how other programs write them.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.test import Client
from openpyxl import Workbook, load_workbook
from pytest_django import DjangoDbBlocker

from content.catalogue import Catalogue, KnownCatalogue
from content.published import known_catalogue, published_catalogue
from roadmap.domain.plan.fields import ActivityValues
from roadmap.exchange.errors import ImportRejected
from roadmap.exchange.imports.incoming_plan import Incoming
from roadmap.exchange.imports.reader import read_file
from roadmap.exchange.imports.sheets import read_sheets
from roadmap.exchange.plan_document import Document, Snapshot
from roadmap.exchange.schema import ActivityContent
from roadmap.exchange.xlsx.workbook_reader import Unreadable, WorkbookSheet, sheets_of
from roadmap.models import Plan
from tests.roadmap.exchange.conftest import NOTES, add_own, taken, written

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KEY = 16
COLUMN = {
    name: number
    for number, name in enumerate(
        ("Activiteit", "Pijler", "Spoor", "Fase", "Status", "Wie trekt dit", "Begin",
         "Klaar tegen", "Rollen", "Notitie", "Links", "Herzien", "Volgende herziening",
         "Stappen", "Volgorde", "Sleutel"), 1
    )
}  # fmt: skip
CODES = "_x000D_ letterlijk _x005F_x000D_"
MARKUP = "<r>x & y</r>"
TEXTS = (MARKUP, f"{CODES} _x0041_ en \u200d en \U0001f600\n\t.")
Rows = list[list[Any]]
Edit = Callable[[Rows], object]


@dataclass(frozen=True)
class Rich:
    """A plan that holds something of everything, also texts that look like codes or markup."""

    snapshot: Snapshot
    book: bytes
    catalogue: Catalogue
    known: KnownCatalogue
    as_read: dict[str, WorkbookSheet]

    @property
    def sheets(self) -> dict[str, WorkbookSheet]:
        return dict(self.as_read)

    def read(self, *edits: Edit, has_source: bool = True, name: str = "") -> Incoming:
        """The workbook after somebody's work in the sheet Plan, with its hidden sheet or not."""
        sheets = self.sheets
        sheets["Plan"] = edited(sheets["Plan"], *edits)
        if not has_source:
            del sheets["Bron"]
        return self.read_sheets(sheets, name)

    def read_sheets(self, sheets: dict[str, WorkbookSheet], name: str = "") -> Incoming:
        return read_sheets(sheets, self.catalogue, self.known, name)

    def read_file(self, data: bytes) -> Incoming:
        return read_file(data, self.catalogue, self.known)

    def row_of(self, title: str) -> int:
        return [row[0] for row in self.sheets["Plan"].rows].index(title) + 1


@pytest.fixture(scope="module")
def rich(rich_browser: Client, django_db_blocker: DjangoDbBlocker) -> Iterator[Rich]:
    with django_db_blocker.unblock(), transaction.atomic():
        plan, catalogue = Plan.objects.get(), published_catalogue()
        for number, text in enumerate(TEXTS):
            add_own(plan, f"_x000D_ en x005F_ {number}", 200 + number, note=text)
        snapshot = taken(plan, catalogue)
        book = written(snapshot, "xlsx", catalogue)
        yield Rich(snapshot, book, catalogue, known_catalogue(), sheets_of(book))
        transaction.set_rollback(True)


def edited(sheet: WorkbookSheet, *edits: Edit) -> WorkbookSheet:
    rows = [list(row) for row in sheet.rows]
    for edit in edits:
        edit(rows)
    return replace(sheet, rows=[tuple(row) for row in rows])


def put(row: int, column: str | int, value: object) -> Edit:
    def edit(rows: Rows) -> None:
        rows.extend([None] * 60 for _ in range(row - len(rows)))
        rows[row - 1][(COLUMN[column] if isinstance(column, str) else column) - 1] = value

    return edit


def drop_column(rows: Rows, column: str) -> None:
    for row in rows:
        del row[COLUMN[column] - 1]
        row.append(None)


def saved(book: Workbook) -> bytes:
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def refused(rich: Rich, *edits: Edit, **named: Any) -> str:
    with pytest.raises(ImportRejected) as rejected:
        rich.read(*edits, **named)
    return str(rejected.value)


def test_no_cell_is_a_formula_and_what_looks_like_one_is_quoted(rich: Rich) -> None:
    with ZipFile(BytesIO(rich.book)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}

    sheets = [text for name, text in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 6
    assert not [text for text in sheets if re.search(r"<f[ >/]", text)]
    assert not [text for text in sheets if "<hyperlink" in text]
    seen = set()
    for page in load_workbook(BytesIO(rich.book)).worksheets:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    assert cell.data_type == "s"
                    looks = cell.value.startswith(("=", "+", "-", "@", "\t", "'"))
                    assert cell.quotePrefix == looks, cell.value
                    seen |= {cell.value} if looks else set()
    assert {note for note in NOTES if note[0] in "=+@'"} <= seen


def test_workbook_is_made_to_work_in(rich: Rich) -> None:
    opened = load_workbook(BytesIO(rich.book))
    page = opened["Plan"]

    assert opened.sheetnames == ["Plan", "Rooster", "Rollen", "Mijlpalen", "Momentopnamen", "Bron"]
    assert opened["Bron"].sheet_state == "veryHidden"
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:P52"
    assert page.column_dimensions["P"].hidden
    rule = page.data_validations.dataValidation[0]
    assert rule.formula1 == '"Niet gestart,Bezig,Klaar"'
    assert str(rule.sqref) == "E2:E1001"
    due = page.cell(rich.row_of("+32 2 553 1"), COLUMN["Klaar tegen"])
    assert due.value == datetime(2027, 2, 2)
    assert due.number_format == "dd/mm/yyyy"
    assert [row[0] for row in opened["Momentopnamen"].iter_rows(min_row=4, values_only=True)] == [
        "Voor de zomer", "Na de zomer",
    ]  # fmt: skip
    milestones = [*opened["Mijlpalen"].iter_rows(min_row=4, values_only=True)]
    assert milestones == [
        ("=Start", datetime(2027, 3, 3)), ("Goedkeuring door het college", datetime(2027, 3, 15)),
    ]  # fmt: skip
    roles = [row[0] for row in opened["Rollen"].iter_rows(min_row=4, values_only=True)]
    assert roles[-1] == "AI-trekker"
    assert "31/03/2027" in str(opened["Rooster"]["C3"].value)
    assert str(opened["Rooster"]["C5"].value) == "Identificeer AI use cases"
    assert "+32 2 553 1 (bezig, te laat)" in str(opened["Rooster"]["C4"].value).splitlines()


def test_workbook_is_fit_to_hand_on(rich: Rich) -> None:
    page = load_workbook(BytesIO(rich.book))["Plan"]

    assert (page.page_setup.fitToHeight, page.page_setup.orientation) == (0, "landscape")
    setup = page.sheet_properties.pageSetUpPr
    assert setup and setup.fitToPage
    assert page.print_area == "'Plan'!$A$1:$J$52"
    rules = {
        str(area.sqref): area.rules for area in page.conditional_formatting
    }  # colours follow what somebody changes
    assert {rule.formula[0] for rule in rules["E2:E1001"]} == {
        '"Niet gestart"', '"Bezig"', '"Klaar"',
    }  # fmt: skip
    assert '"Innovatie"' in {rule.formula[0] for rule in rules["B2:B1001"]}
    (late,) = rules["H2:H1001"]
    assert late.formula == ['AND(ISNUMBER($H2),$H2<TODAY(),$E2<>"Klaar")']
    assert late.dxf.numFmt.formatCode == 'dd/mm/yyyy" te laat"'


def test_plan_without_milestones_or_saved_states_has_no_sheets_for_them(rich: Rich) -> None:
    state = replace(rich.snapshot.state, milestones={})

    data = written(replace(rich.snapshot, state=state, saved_states=()), "xlsx", rich.catalogue)

    assert list(sheets_of(data)) == ["Plan", "Rooster", "Rollen", "Bron"]


def test_grid_cell_that_cannot_hold_all_says_so(rich: Rich) -> None:
    own = ActivityValues("a" * 150, "ai-use-cases", 1, 1)
    state = replace(rich.snapshot.state, activities=dict.fromkeys(range(200), own))

    sheets = sheets_of(written(replace(rich.snapshot, state=state), "xlsx", rich.catalogue))

    texts = [cell for row in sheets["Rooster"].rows for cell in row]
    assert "200 activiteiten: zie het blad Plan" in texts
    assert len(sheets["Plan"].rows) == 1 + 200


def test_as_it_left_and_saved_by_another_program_it_reads_back_equal(rich: Rich) -> None:
    for data in (rich.book, saved(load_workbook(BytesIO(rich.book)))):
        again = rich.read_file(data)

        assert again.exported.document() == rich.snapshot.document
        assert again.rows == rich.snapshot.rows


def test_libreoffice_opens_it_and_saves_it_equal(rich: Rich, tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_bytes(rich.book)

    done = subprocess.run(
        [
            "libreoffice", "--headless", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"),
            str(tmp_path / "plan.xlsx"),
        ],
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        timeout=90,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    resaved = (tmp_path / "out" / "plan.xlsx").read_bytes()
    assert resaved != rich.book
    again = rich.read_file(resaved)
    assert again.exported.document() == rich.snapshot.document
    assert again.rows == rich.snapshot.rows
    assert b"<f>" not in ZipFile(BytesIO(resaved)).read("xl/worksheets/sheet1.xml")


def test_edits_are_read(rich: Rich) -> None:
    row, last = rich.row_of("Identificeer AI use cases"), len(rich.sheets["Plan"].rows)

    plan = rich.read(
        put(row, "Status", "klaar"),
        put(row, "Wie trekt dit", 12345),
        put(row, "Begin", datetime(2027, 5, 1)),
        put(row, "Klaar tegen", "31/05/2027"),
        put(row, "Rollen", "management team;\nInnovatieverantwoordelijke"),
        put(row, "Notitie", "regel 1\r\nregel 2 "),
        put(row, "Links", "https://voorbeeld.be\n\nhttps://x.be "),
        put(row, "Fase", 3),
        put(row, "Stappen", "[x] Bel An\nVraag budget"),
        put(last + 2, "Activiteit", "Nieuw idee"),
        put(last + 2, "Pijler", "visie & STRATEGIE"),
        put(last + 2, "Fase", "keuzes maken"),
    ).exported.plan

    changed = next(a for a in plan.activities if a.activity == "identificeer-ai-use-cases")
    assert (changed.status, changed.owner, changed.phase) == ("done", "12345", 3)
    assert (changed.start_date, changed.due_date) == ("2027-05-01", "2027-05-31")
    assert changed.roles == ["innovatieverantwoordelijke", "management-team"]
    assert changed.note == "regel 1\nregel 2"
    assert changed.links == ["https://voorbeeld.be", "https://x.be"]
    assert [(step.text, step.done) for step in changed.steps] == [
        ("Bel An", True),
        ("Vraag budget", False),
    ]
    new = plan.activities[-1]
    assert (new.activity, new.title, new.track, new.phase, new.status) == (
        "", "Nieuw idee", "visie-strategie", 2, "todo",
    )  # fmt: skip
    assert len(plan.activities) == len(rich.snapshot.rows) + 1


def by_title(rows: list[Document]) -> list[Document]:
    return sorted(rows, key=lambda row: str(row["title"]))


def dumped(activities: list[ActivityContent]) -> list[Document]:
    return [activity.model_dump() for activity in activities]


def test_sorted_rows_moved_columns_and_taken_out_ones_change_nothing(rich: Rich) -> None:
    def edit(rows: Rows) -> None:
        drop_column(rows, "Notitie")
        head, *rest = (list(reversed(row)) for row in rows)
        rows[:] = [["Een titel erboven"] + [None] * 59, head, *sorted(rest, key=str)]

    again = rich.read(edit).exported.plan

    assert by_title(dumped(again.activities)) == by_title(rich.snapshot.plan["activities"])


def test_removed_row_is_gone(rich: Rich) -> None:
    row = rich.row_of("Identificeer AI use cases")

    plan = rich.read(lambda rows: rows.pop(row - 1)).exported.plan

    assert len(plan.activities) == len(rich.snapshot.rows) - 1
    assert "identificeer-ai-use-cases" not in [a.activity for a in plan.activities]


@pytest.mark.parametrize("at", [5, 52])
def test_copied_row_with_another_title_is_a_new_activity(rich: Rich, at: int) -> None:
    """Above the original as well as below it."""
    again = rich.read(
        lambda rows: rows.insert(at - 1, list(rows[4])), put(at, "Activiteit", "Onze versie")
    )

    new = again.exported.plan.activities[at - 2]
    assert (new.title, new.activity) == ("Onze versie", "")
    assert again.rows == (*rich.snapshot.rows[: at - 2], None, *rich.snapshot.rows[at - 2 :])


FAULTS: list[tuple[Edit, str]] = [
    (put(14, "Status", "Half"), "blad Plan, rij 14, kolom Status: ‘Half’ is geen status"),
    (put(3, "Herzien", "soms"), "kolom Herzien: ‘soms’ zegt niet hoe vaak. Kies uit ‘Niet’, ‘Elke"),
    (put(3, "Activiteit", ""), "blad Plan, rij 3, kolom Activiteit: dit mag niet leeg"),
    (put(3, "Activiteit", "a" * 201), "rij 3, kolom Activiteit: Gebruik hoogstens 200"),
    (put(3, "Activiteit", "\u3164"), "kolom Activiteit: Typ minstens één zichtbaar teken"),
    (put(3, "Fase", "6. Rusten"), "rij 3, kolom Fase: .*‘6. Rusten’"),
    (put(3, "Spoor", "Zijspoor"), "rij 3, kolom Spoor: .*‘Zijspoor’"),
    (put(3, "Pijler", "Pijler X"), "rij 3, kolom Pijler: .*‘Pijler X’"),
    (put(3, "Rollen", "Paus"), "rij 3, kolom Rollen: .*‘Paus’"),
    *[
        (put(3, "Begin", value), "rij 3, kolom Begin: .*geen datum. Schrijf ze als 28/02/2027")
        for value in ("31/02/2027", "02/28/2027", "28 brumaire 2027", "28/02/2027 14:30", "28/02")
    ],
    (put(3, "Begin", 3.5), "rij 3, kolom Begin: ‘3.5’ is geen datum"),
    (put(3, "Klaar tegen", datetime(1850, 1, 1)), "rij 3, kolom Klaar tegen: Geef een"),
    (put(3, "Klaar tegen", datetime(2150, 1, 1)), "rij 3, kolom Klaar tegen: Geef een"),
    (put(3, "Notitie", "a" * 2001), "rij 3, kolom Notitie: Gebruik hoogstens 2.000"),
    (put(3, "Notitie", Unreadable("want.")), "rij 3, kolom Notitie: want."),
    (put(3, "Klaar tegen", Unreadable("want.")), "rij 3, kolom Klaar tegen: want."),
    (put(3, "Activiteit", Unreadable("want.")), "rij 3, kolom Activiteit: want."),
    (put(3, "Links", "javascript:1"), "rij 3, kolom Links: .*geen volledig adres"),
    (put(3, "Volgorde", "eerst"), "rij 3, kolom Volgorde: ‘eerst’ is geen plaats"),
    (put(3, "Volgorde", 0), "rij 3, kolom Volgorde: dit getal moet minstens 1"),
    (put(60, "Activiteit", "Nieuw"), "rij 60: ‘Nieuw’ heeft geen pijler, spoor en fase"),
    (put(60, "Volgorde", 49), "rij 60: ‘49’ heeft geen pijler.*een som, een legende"),
    (put(60, "Pijler", "Innovatie"), "rij 60, kolom Spoor: het playbook kent geen spoor"),
    (put(1, "Activiteit", "Titel"), "De rij met kolomtitels"),
    (put(1, "Notitie", "STATUS "), "kolom ‘Status’ staat er tweemaal"),
    (put(1, "Notitie", "Opmerking"), "‘Notitie’ ontbreekt, en ‘Opmerking’ kennen we niet"),
    (put(1, "Links", ""), "‘Links’ ontbreekt, en ‘kolom K’ kennen we niet"),
    (lambda rows: rows.append(rows[2]), "rij 53, kolom Activiteit: deze activiteit staat er"),
    (lambda rows: drop_column(rows, "Activiteit"), "De rij met kolomtitels"),
    (
        lambda rows: rows.extend([["x", "Visie & strategie", "", 1] + [None] * 56] * 260),
        "blad Plan: hoogstens 300",
    ),
]  # fmt: skip


def test_fault_is_told_with_its_cell(rich: Rich) -> None:
    refusals = [(says, refused(rich, edit)) for edit, says in FAULTS]

    assert not [(says, text) for says, text in refusals if not re.search(says, text)]


def test_dates_the_wrong_way_round_are_told_with_their_row(rich: Rich) -> None:
    edits = put(3, "Begin", datetime(2027, 5, 2)), put(3, "Klaar tegen", datetime(2027, 5, 1))

    assert "blad Plan, rij 3: ‘klaar tegen’" in refused(rich, *edits)


def test_rows_beyond_the_most_are_refused(rich: Rich) -> None:
    sheets = rich.sheets

    for name in ("Plan", "Bron"):
        with pytest.raises(ImportRejected, match=f"blad {name}: .*meer dan 3000 rijen"):
            rich.read_sheets({**sheets, name: replace(sheets[name], is_cut=True)})


def test_merged_cells_are_refused_among_the_rows_and_columns_alone(rich: Rich) -> None:
    sheets, plan = rich.sheets, rich.sheets["Plan"]
    inside = replace(plan, merged=[(5, 3, 5, 5), (1, 50, 26, 60)])
    outside = replace(plan, merged=[(17, 3, 18, 4), (1, 70, 2, 71)])

    with pytest.raises(ImportRejected) as rejected:
        rich.read_sheets({**sheets, "Plan": inside})

    places = [fault.place for fault in rejected.value.errors]
    assert places == ["blad Plan, cellen E3:E5", "blad Plan, cellen A50:Z60"]
    again = rich.read_sheets({**sheets, "Plan": outside})
    assert again.exported.document() == rich.snapshot.document


def test_headings_in_capitals_and_spaces_are_the_same(rich: Rich) -> None:
    again = rich.read(
        put(1, "Notitie", " NOTITIE\n"),
        put(1, "Status", "status"),
        put(1, "Wie trekt dit", "Wie  trekt dit"),
        put(2, "Notitie", "gewijzigd"),
        put(2, "Status", "Klaar"),
        put(2, "Wie trekt dit", "An"),
    )

    first = again.exported.plan.activities[0]
    assert (first.note, first.status, first.owner) == ("gewijzigd", "done", "An")
    assert again.unread == ()


def test_columns_of_ones_own_are_told(rich: Rich) -> None:
    """Whatever stands in them."""
    again = rich.read(put(1, 17, "Budget"), put(2, 17, Unreadable("fout")), put(3, 19, "los"))

    assert again.unread == ("Budget", "kolom S")
    assert again.exported.document() == rich.snapshot.document
    assert Incoming.from_text(again.as_text(), rich.known) == again


def without_keys(rows: Rows) -> None:
    drop_column(rows, "Sleutel")


def with_blank_keys(rows: Rows) -> None:
    for row in range(2, len(rows) + 1):
        put(row, "Sleutel", None)(rows)


@pytest.mark.parametrize("lose", [without_keys, with_blank_keys])
def test_rows_without_their_keys_are_known_by_their_words(rich: Rich, lose: Edit) -> None:
    again = rich.read(
        put(4, "Fase", 5), put(6, "Notitie", "gewijzigd"), lambda rows: rows.pop(8), lose
    )

    assert again.rows == (*rich.snapshot.rows[:7], *rich.snapshot.rows[8:])
    activities = again.exported.plan.activities
    assert [a.activity for a in activities] == [
        a["activity"] for n, a in enumerate(rich.snapshot.plan["activities"]) if n != 7
    ]
    assert (activities[2].phase, activities[4].note) == (5, "gewijzigd")
    refusal = refused(rich, put(5, "Activiteit", "Een nieuwe titel"), lose)
    assert "rij 5, kolom Activiteit: zonder de verborgen kolom" in refusal


def test_sorting_without_the_hidden_column_retitles_nothing(rich: Rich) -> None:
    def sort(rows: Rows) -> None:
        visible = sorted((row[: KEY - 1] for row in rows[1:]), key=lambda row: str(row[0]))
        rows[1:] = [
            [*values, *row[KEY - 1 :]] for values, row in zip(visible, rows[1:], strict=True)
        ]

    again = rich.read(put(5, "Activiteit", "ZZ Een nieuwe titel"), sort)

    now = dict(zip(again.rows, dumped(again.exported.plan.activities), strict=True))
    before = dict(zip(rich.snapshot.rows, rich.snapshot.plan["activities"], strict=True))
    retitled = rich.snapshot.rows[3]
    assert now == before | {retitled: before[retitled] | {"title": "ZZ Een nieuwe titel"}}


def test_rows_with_the_same_new_title_keep_their_keys(rich: Rich) -> None:
    again = rich.read(put(3, "Activiteit", "Hetzelfde"), put(4, "Activiteit", "Hetzelfde"))

    assert again.rows == rich.snapshot.rows


def test_source_sheet_is_checked_too(rich: Rich) -> None:
    sheets = rich.sheets
    source = json.loads("".join(row[0] for row in sheets["Bron"].rows))
    wrong = [
        "geen json",
        "[]",
        json.dumps({**source, "rows": source["rows"][1:]}),
        json.dumps({**source, "rows": ["1"] * len(source["rows"])}),
        json.dumps({**source, "document": None}),
    ]
    for text in wrong:
        with pytest.raises(ImportRejected):
            rich.read_sheets({**sheets, "Bron": replace(sheets["Bron"], rows=[(text,)])})


def test_what_is_plain_is_read_as_meant(rich: Rich) -> None:
    meant: list[tuple[str, object, str, object]] = [
        ("Klaar tegen", "28.02.2027", "due_date", "2027-02-28"),
        ("Klaar tegen", "28 februari 2027", "due_date", "2027-02-28"),
        ("Klaar tegen", "28/02/27", "due_date", "2027-02-28"),
        ("Klaar tegen", "28-2-2027 00:00", "due_date", "2027-02-28"),
        ("Klaar tegen", "2027-02-28T00:00:00", "due_date", "2027-02-28"),
        ("Klaar tegen", "2027/2/28 00:00:00.000", "due_date", "2027-02-28"),
        ("Klaar tegen", "zondag  28 FEB. 2027", "due_date", "2027-02-28"),
        ("Klaar tegen", "1ste mrt 2027", "due_date", "2027-03-01"),
        ("Klaar tegen", "1 May 2027", "due_date", "2027-05-01"),
        ("Klaar tegen", 46446, "due_date", "2027-02-28"),
        ("Klaar tegen", 46446.75, "due_date", "2027-02-28"),
        ("Status", " niet\u00a0 gestart", "status", "todo"),
        ("Status", "KLAAR.", "status", "done"),
        ("Herzien", "elk  kwartaal", "review", "quarterly"),
        ("Fase", "Fase 2", "phase", 2),
        ("Fase", "fase 02", "phase", 2),
        ("Fase", "2 - Keuzes  maken", "phase", 2),
        ("Fase", "Verkennen en experimenteren", "phase", 1),
        ("Pijler", "visie en  Strategie", "track", "visie-strategie"),
        ("Rollen", "Risicobeheer/interne controle", "roles", ["risicobeheer-interne-controle"]),
        ("Wie trekt dit", " An\n Peeters ", "owner", "An Peeters"),
        ("Wie trekt dit", datetime(2027, 2, 28, 14, 30), "owner", "28/02/2027 14:30"),
        ("Activiteit", "Formuleer een\nAI-strategie", "title", "Formuleer een AI-strategie"),
    ]

    for column, value, field, expected in meant:
        first = rich.read(put(2, column, value)).exported.plan.activities[0]
        assert getattr(first, field) == expected, value


def test_copied_sheet_counts_only_where_it_says_something_else(rich: Rich) -> None:
    sheets, done = rich.sheets, edited(rich.sheets["Plan"], put(3, "Status", "Klaar"))

    same = rich.read_sheets({**sheets, "Plan (2)": replace(sheets["Plan"], name="Plan (2)")})
    assert same.exported.document() == rich.snapshot.document
    with pytest.raises(ImportRejected, match=r"blad Plan \(2\): .*verwijder ‘Plan \(2\)’"):
        rich.read_sheets({**sheets, "Plan (2)": replace(done, name="Plan (2)")})
    del sheets["Plan"]
    renamed = rich.read_sheets({**sheets, "Plan (2)": done})
    assert renamed.exported.plan.activities[1].status == "done"


def test_workbook_without_its_hidden_sheet_is_a_table(rich: Rich) -> None:
    again = rich.read(put(2, "Status", "Klaar"), name="Ons plan.xlsx", has_source=False)

    whole, now = rich.snapshot.plan, again.exported.plan
    assert again.is_table
    assert (now.title, now.activities[0].status) == ("Ons plan", "done")
    assert dumped(now.activities[1:]) == whole["activities"][1:]
    refusal = refused(rich, put(3, "Status", "Half"), has_source=False)
    assert "blad Plan, rij 3, kolom Status: ‘Half’" in refusal


def test_csv_that_a_spreadsheet_saved_as_a_workbook_is_that_table(rich: Rich) -> None:
    text = written(rich.snapshot, "csv", rich.catalogue).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text, newline=""), delimiter=";"))

    again = rich.read_sheets({"plan": WorkbookSheet("plan", [tuple(row) for row in rows])})

    assert (again.exported.version, again.unread) == (7, ())
    assert dumped(again.exported.plan.activities) == rich.snapshot.plan["activities"]


@pytest.mark.parametrize(("head", "unread"), [("Datum overleg", ("Datum overleg",)), ("Datum", ())])
def test_column_of_dates_does_not_make_a_workbook_one_of_a_csv(
    rich: Rich, head: str, unread: tuple[str, ...]
) -> None:
    read = rich.read(
        put(1, KEY + 1, head), put(2, "Activiteit", "'s Avonds leren"), has_source=False
    )

    assert (read.exported.plan.activities[0].title, read.unread) == ("'s Avonds leren", unread)
    assert read.exported.version == 1
