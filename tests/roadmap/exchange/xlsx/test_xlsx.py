"""The workbook: no formula, nothing cut, and read back as somebody edited it."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pytest_django import DjangoDbBlocker

from content.catalogue import Catalogue, KnownCatalogue
from content.published import published_catalogue
from roadmap.exchange.errors import ImportRejected
from roadmap.exchange.imports.incoming import Incoming
from roadmap.exchange.imports.reader import read_file, read_stored
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
Edit = Callable[[Worksheet], object]


@pytest.fixture(scope="module")
def book(rich_plan_of_module: Plan, django_db_blocker: DjangoDbBlocker) -> bytes:
    with django_db_blocker.unblock():
        catalogue = published_catalogue()
        return written(taken(rich_plan_of_module, catalogue), "xlsx", catalogue)


@pytest.fixture
def rich_plan(rich_plan_of_module: Plan, db: None) -> Plan:
    return Plan.objects.get(pk=rich_plan_of_module.pk)


def edited(data: bytes, edit: Edit) -> bytes:
    """The workbook after somebody's work in the sheet Plan."""
    book = load_workbook(BytesIO(data))
    edit(book["Plan"])
    return saved(book)


def saved(book: Workbook) -> bytes:
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def put(row: int, column: str, value: object) -> Edit:
    def edit(page: Worksheet) -> None:
        page.cell(row, COLUMN[column]).value = value  # type: ignore[assignment]

    return edit


def row_of(data: bytes, title: str) -> int:
    page = load_workbook(BytesIO(data))["Plan"]
    return next(row[0].row for row in page.iter_rows() if row[0].value == title)


def test_no_cell_is_a_formula_and_what_looks_like_one_is_quoted(book: bytes) -> None:
    with ZipFile(BytesIO(book)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}

    sheets = [text for name, text in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 6
    assert not [text for text in sheets if re.search(r"<f[ >/]", text)]
    assert not [text for text in sheets if "<hyperlink" in text]
    opened = load_workbook(BytesIO(book))
    seen = set()
    for page in opened.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    assert cell.data_type == "s"
                    looks = cell.value.startswith(("=", "+", "-", "@", "\t", "'"))
                    assert cell.quotePrefix == looks, cell.value
                    seen |= {cell.value} if looks else set()
    assert {note for note in NOTES if note[0] in "=+@'"} <= seen


def test_workbook_is_made_to_work_in(book: bytes) -> None:
    opened = load_workbook(BytesIO(book))
    page = opened["Plan"]

    assert opened.sheetnames == ["Plan", "Rooster", "Rollen", "Mijlpalen", "Momentopnamen", "Bron"]
    assert opened["Bron"].sheet_state == "veryHidden"
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref == "A1:P50"
    assert page.column_dimensions["P"].hidden
    rule = page.data_validations.dataValidation[0]
    assert rule.formula1 == '"Niet gestart,Bezig,Klaar"'
    assert str(rule.sqref) == "E2:E1001"
    due = page.cell(row_of(book, "+32 2 553 1"), COLUMN["Klaar tegen"])
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


def test_workbook_is_fit_to_hand_on(book: bytes) -> None:
    page = load_workbook(BytesIO(book))["Plan"]

    assert (page.page_setup.fitToHeight, page.page_setup.orientation) == (0, "landscape")
    setup = page.sheet_properties.pageSetUpPr
    assert setup and setup.fitToPage
    assert page.print_area == "'Plan'!$A$1:$J$50"
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


def test_plan_without_milestones_or_saved_states_has_no_sheets_for_them(
    plan: Plan, catalogue: Catalogue
) -> None:
    opened = load_workbook(BytesIO(written(taken(plan, catalogue), "xlsx", catalogue)))

    assert opened.sheetnames == ["Plan", "Rooster", "Rollen", "Bron"]


def test_grid_cell_that_cannot_hold_all_says_so(rich_plan: Plan, catalogue: Catalogue) -> None:
    for number in range(200):
        add_own(rich_plan, f"{number} {'a' * 150}", number)

    data = written(taken(rich_plan, catalogue), "xlsx", catalogue)

    opened = load_workbook(BytesIO(data))
    texts = [str(cell.value) for row in opened["Rooster"].iter_rows() for cell in row]
    assert any(text.endswith("activiteiten: zie het blad Plan") for text in texts)
    assert len(list(opened["Plan"].iter_rows())) == 1 + 249


def read(data: bytes, catalogue: Catalogue, known: KnownCatalogue) -> Incoming:
    return read_file(data, catalogue, known)


def test_untouched_and_saved_by_another_program_reads_back_equal(
    rich_plan: Plan, book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    snapshot = taken(rich_plan, catalogue)

    again = read(edited(book, lambda page: None), catalogue, known)

    assert again.exported.document() == snapshot.document
    assert again.rows == snapshot.rows


CODES = "_x000D_ letterlijk _x005F_x000D_"
MARKUP = "<r>x & y</r>"


@pytest.mark.parametrize("text", [CODES, MARKUP, "x005F_", " _x005F_x005F__x0041_"])
def test_text_that_looks_like_a_code_or_markup_is_text(
    rich_plan: Plan, catalogue: Catalogue, known: KnownCatalogue, text: str
) -> None:
    add_own(rich_plan, "Codes", 99, note=text.strip())
    snapshot = taken(rich_plan, catalogue)
    book = written(snapshot, "xlsx", catalogue)

    for data in (book, edited(book, lambda page: None)):
        assert read(data, catalogue, known).exported.document() == snapshot.document


def test_unchanged_text_of_an_earlier_workbook_is_no_change(
    rich_plan: Plan, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    add_own(rich_plan, "Codes", 99, note=CODES)
    snapshot = taken(rich_plan, catalogue)
    book = written(snapshot, "xlsx", catalogue)
    part = "xl/sharedStrings.xml"
    now, then = b" _x005F_x005F_x005F_x000D_<", b" _x005F_x005F_x000D_<"

    with ZipFile(BytesIO(book)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert now in parts[part]
    parts[part] = parts[part].replace(now, then)
    output = BytesIO()
    with ZipFile(output, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)

    again = read(output.getvalue(), catalogue, known)
    assert again.exported.document() == snapshot.document


def test_edits_are_read(book: bytes, catalogue: Catalogue, known: KnownCatalogue) -> None:
    row = row_of(book, "Identificeer AI use cases")
    last = load_workbook(BytesIO(book))["Plan"].max_row

    def edit(page: Worksheet) -> None:
        put(row, "Status", "klaar")(page)
        put(row, "Wie trekt dit", 12345)(page)
        put(row, "Begin", datetime(2027, 5, 1))(page)
        put(row, "Klaar tegen", "31/05/2027")(page)
        put(row, "Rollen", "management team;\nInnovatieverantwoordelijke")(page)
        put(row, "Notitie", "regel 1\r\nregel 2 ")(page)
        put(row, "Links", "https://voorbeeld.be\n\nhttps://x.be ")(page)
        put(row, "Fase", 3)(page)
        put(row, "Stappen", "[x] Bel An\nVraag budget")(page)
        put(last + 2, "Activiteit", "Nieuw idee")(page)
        put(last + 2, "Pijler", "visie & STRATEGIE")(page)
        put(last + 2, "Fase", "keuzes maken")(page)

    plan = read(edited(book, edit), catalogue, known).exported.plan

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
    assert len(plan.activities) == 50


def test_sorted_rows_moved_columns_and_taken_out_ones_change_nothing(
    rich_plan: Plan, book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    opened = load_workbook(BytesIO(book))
    head, *rows = [list(row) for row in opened["Plan"].iter_rows(values_only=True)]
    order = sorted(range(KEY), key=lambda n: str(head[n]))
    order.remove(COLUMN["Notitie"] - 1)
    del opened["Plan"]
    page = opened.create_sheet("Plan")
    page.append(["Een titel erboven"])
    for row in [head, *sorted(rows, key=lambda row: str(row[0]))]:
        page.append([row[n] for n in order])
        for cell in page[page.max_row]:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type

    again = read(saved(opened), catalogue, known).exported.plan

    whole = taken(rich_plan, catalogue).plan
    by_title = sorted((a.model_dump() for a in again.activities), key=lambda a: a["title"])
    assert by_title == sorted(whole["activities"], key=lambda a: str(a["title"]))


def test_removed_row_is_gone(book: bytes, catalogue: Catalogue, known: KnownCatalogue) -> None:
    row = row_of(book, "Identificeer AI use cases")

    plan = read(edited(book, lambda page: page.delete_rows(row)), catalogue, known).exported.plan

    assert len(plan.activities) == 48
    assert "identificeer-ai-use-cases" not in [a.activity for a in plan.activities]


def test_copied_row_with_another_title_is_a_new_activity(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    row = row_of(book, "Identificeer AI use cases")

    def copy(page: Worksheet) -> None:
        page.append([cell.value for cell in page[row]])
        put(page.max_row, "Activiteit", "Onze eigen versie")(page)

    again = read(edited(book, copy), catalogue, known)

    assert again.exported.plan.activities[-1].title == "Onze eigen versie"
    assert again.exported.plan.activities[-1].activity == ""
    assert again.rows[-1] is None


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (put(14, "Status", "Half"), "blad Plan, rij 14, kolom Status: ‘Half’ is geen status"),
        (put(3, "Activiteit", ""), "blad Plan, rij 3, kolom Activiteit: dit mag niet leeg"),
        (put(3, "Activiteit", "a" * 201), "rij 3, kolom Activiteit: Gebruik hoogstens 200"),
        (put(3, "Activiteit", "\u3164"), "kolom Activiteit: Typ minstens één zichtbaar teken"),
        (put(3, "Fase", "6. Rusten"), "rij 3, kolom Fase: .*‘6. Rusten’"),
        (put(3, "Spoor", "Zijspoor"), "rij 3, kolom Spoor: .*‘Zijspoor’"),
        (put(3, "Pijler", "Pijler X"), "rij 3, kolom Pijler: .*‘Pijler X’"),
        (put(3, "Rollen", "Paus"), "rij 3, kolom Rollen: .*‘Paus’"),
        (put(3, "Begin", "31/02/2027"), "rij 3, kolom Begin: ‘31/02/2027’ is geen datum"),
        (put(3, "Klaar tegen", datetime(1850, 1, 1)), "rij 3, kolom Klaar tegen: Geef een"),
        (put(3, "Klaar tegen", datetime(2150, 1, 1)), "rij 3, kolom Klaar tegen: Geef een"),
        (put(3, "Begin", 3.5), "rij 3, kolom Begin: Geef een"),
        (put(3, "Notitie", "a" * 2001), "rij 3, kolom Notitie: Gebruik hoogstens 2.000"),
        (put(3, "Links", "javascript:1"), "rij 3, kolom Links: .*geen volledig adres"),
        (put(3, "Volgorde", "eerst"), "rij 3, kolom Volgorde: ‘eerst’ is geen plaats"),
        (put(3, "Volgorde", 0), "rij 3, kolom Volgorde: dit getal moet minstens 1"),
        (put(60, "Activiteit", "Nieuw"), "rij 60: ‘Nieuw’ heeft geen pijler, spoor en fase"),
        (put(60, "Volgorde", 49), "rij 60: ‘49’ heeft geen pijler.*een som, een legende"),
        (put(60, "Pijler", "Innovatie"), "rij 60, kolom Spoor: het playbook kent geen spoor"),
        (put(1, "Activiteit", "Titel"), "De rij met kolomtitels"),
        (put(1, "Notitie", "Status"), "kolom ‘Status’ staat er tweemaal"),
        (lambda page: page.append([c.value for c in page[3]]), "rij 51, kolom Activiteit: deze"),
        (lambda page: page.delete_cols(COLUMN["Activiteit"]), "De rij met kolomtitels"),
        (lambda page: [page.append(["x"]) for _ in range(3000)], "meer dan 3000 rijen"),
        (
            lambda page: [page.append(["x", "Visie & strategie", "", 1]) for _ in range(260)],
            "blad Plan: hoogstens 300",
        ),
    ],
)  # fmt: skip
def test_fault_is_told_with_its_cell(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue, edit: Edit, says: str
) -> None:
    with pytest.raises(ImportRejected, match=says):
        read(edited(book, edit), catalogue, known)


def heading(column: str, name: str) -> Edit:
    return put(1, column, name)


def test_headings_in_capitals_and_spaces_are_the_same(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    def edit(page: Worksheet) -> None:
        heading("Notitie", " NOTITIE\n")(page)
        heading("Status", "status")(page)
        heading("Wie trekt dit", "Wie  trekt dit")(page)
        put(2, "Notitie", "gewijzigd")(page)
        put(2, "Status", "Klaar")(page)
        put(2, "Wie trekt dit", "An")(page)

    again = read(edited(book, edit), catalogue, known)

    first = again.exported.plan.activities[0]
    assert (first.note, first.status, first.owner) == ("gewijzigd", "done", "An")
    assert again.unread == ()


def test_columns_of_ones_own_are_told(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    def edit(page: Worksheet) -> None:
        page.cell(1, 17).value = "Budget"
        page.cell(3, 19).value = "los"

    again = read(edited(book, edit), catalogue, known)

    assert again.unread == ("Budget", "kolom S")
    assert read_stored(again.as_text(), known) == again


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (heading("Notitie", "Opmerking"), "‘Notitie’ ontbreekt, en ‘Opmerking’ kennen we niet"),
        (heading("Links", ""), "‘Links’ ontbreekt, en ‘kolom K’ kennen we niet"),
        (heading("Notitie", "STATUS "), "kolom ‘Status’ staat er tweemaal"),
    ],
)
def test_column_that_may_be_retitled_is_refused(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue, edit: Edit, says: str
) -> None:
    with pytest.raises(ImportRejected, match=says):
        read(edited(book, edit), catalogue, known)


def merged(cells: str) -> Edit:
    return lambda page: page.merge_cells(cells)


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (put(3, "Notitie", "=A1"), "blad Plan, rij 3, kolom Notitie: deze cel bevat een formule"),
        (put(3, "Klaar tegen", "=TODAY()"), "rij 3, kolom Klaar tegen: .*een formule zonder"),
        (put(3, "Status", "=E5"), "rij 3, kolom Status: .*een formule zonder haar uitkomst"),
        (put(3, "Activiteit", "=A4"), "rij 3, kolom Activiteit: .*een formule zonder"),
        (put(3, "Wie trekt dit", "#REF!"), "rij 3, kolom Wie trekt dit: .*fout ‘#REF!’"),
        (put(3, "Notitie", "a" * 32_767 + "b"), "kolom Notitie: Gebruik hoogstens 2.000"),
        (merged("E3:E5"), "blad Plan, cellen E3:E5: deze cellen zijn samengevoegd"),
        (merged("A50:Z60"), "blad Plan, cellen A50:Z60"),
    ],
)
def test_cell_whose_value_is_not_in_the_file_is_told(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue, edit: Edit, says: str
) -> None:
    with pytest.raises(ImportRejected, match=says):
        read(edited(book, edit), catalogue, known)


def test_what_stands_outside_the_rows_and_columns_may_be_anything(
    rich_plan: Plan, book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    def edit(page: Worksheet) -> None:
        page.cell(1, 17).value = "Som"
        page.cell(2, 17).value = "=1+1"
        page.merge_cells("Q3:R4")
        page.merge_cells("A70:B71")

    again = read(edited(book, edit), catalogue, known)

    assert again.exported.document() == taken(rich_plan, catalogue).document


def test_formula_with_its_outcome_says_that(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    def with_cell(cell: str) -> bytes:
        output = BytesIO()
        with ZipFile(BytesIO(book)) as archive, ZipFile(output, "w") as changed:
            for name in archive.namelist():
                data = archive.read(name).decode()
                if name == "xl/worksheets/sheet1.xml":
                    data = re.sub(r'<c r="F2"[^>]*?(?:/>|>.*?</c>)', cell, data)
                changed.writestr(name, data)
        return output.getvalue()

    full = with_cell('<c r="F2" t="str"><f>"A"&amp;"n"</f><v>An</v></c>')
    empty = with_cell('<c r="F2" t="str"><f>""</f><v></v></c>')

    assert read(full, catalogue, known).exported.plan.activities[0].owner == "An"
    assert read(empty, catalogue, known).exported.plan.activities[0].owner == ""


def without_keys(page: Worksheet) -> None:
    page.delete_cols(KEY)


def with_blank_keys(page: Worksheet) -> None:
    for row in range(2, page.max_row + 1):
        put(row, "Sleutel", None)(page)


@pytest.mark.parametrize("lose", [without_keys, with_blank_keys])
def test_rows_without_their_keys_are_known_by_their_words(
    rich_plan: Plan, book: bytes, catalogue: Catalogue, known: KnownCatalogue, lose: Edit
) -> None:
    snapshot = taken(rich_plan, catalogue)

    def edit(page: Worksheet) -> None:
        put(4, "Fase", 5)(page)
        put(6, "Notitie", "gewijzigd")(page)
        page.delete_rows(9)
        lose(page)

    again = read(edited(book, edit), catalogue, known)

    assert again.rows == (*snapshot.rows[:7], *snapshot.rows[8:])
    activities = again.exported.plan.activities
    assert [a.activity for a in activities] == [
        a["activity"] for n, a in enumerate(snapshot.plan["activities"]) if n != 7
    ]
    assert (activities[2].phase, activities[4].note) == (5, "gewijzigd")


@pytest.mark.parametrize("lose", [without_keys, with_blank_keys])
def test_without_any_key_a_new_title_is_refused(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue, lose: Edit
) -> None:
    def edit(page: Worksheet) -> None:
        put(5, "Activiteit", "Een nieuwe titel")(page)
        lose(page)

    with pytest.raises(ImportRejected, match="rij 5, kolom Activiteit: zonder de verborgen kolom"):
        read(edited(book, edit), catalogue, known)


def test_copy_above_the_original_is_the_new_one(
    rich_plan: Plan, book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    snapshot = taken(rich_plan, catalogue)

    def edit(page: Worksheet) -> None:
        values = [cell.value for cell in page[5]]
        page.insert_rows(5)
        for column, value in enumerate(values, 1):
            page.cell(5, column).value = value
        put(5, "Activiteit", "Onze eigen versie")(page)

    again = read(edited(book, edit), catalogue, known)

    assert again.rows == (*snapshot.rows[:3], None, *snapshot.rows[3:])
    assert again.exported.plan.activities[3].activity == ""


def test_sorting_without_the_hidden_column_retitles_nothing(
    rich_plan: Plan, book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    snapshot = taken(rich_plan, catalogue)

    def edit(page: Worksheet) -> None:
        put(5, "Activiteit", "ZZ Een nieuwe titel")(page)
        visible = [[cell.value for cell in row[: KEY - 1]] for row in page.iter_rows(min_row=2)]
        for number, values in enumerate(sorted(visible, key=lambda row: str(row[0])), 2):
            for column, value in enumerate(values, 1):
                cell = page.cell(number, column)
                cell.value = value
                cell.data_type = "s" if isinstance(value, str) else cell.data_type

    again = read(edited(book, edit), catalogue, known)

    now = dict(zip(again.rows, again.exported.plan.activities, strict=True))
    for key, before in zip(snapshot.rows, snapshot.plan["activities"], strict=True):
        title = "ZZ Een nieuwe titel" if key == snapshot.rows[3] else before["title"]
        assert now[key].model_dump() == {**before, "title": title}


def test_rows_with_the_same_new_title_keep_their_keys(
    rich_plan: Plan, book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    snapshot = taken(rich_plan, catalogue)

    def edit(page: Worksheet) -> None:
        put(3, "Activiteit", "Twee keer hetzelfde")(page)
        put(4, "Activiteit", "Twee keer hetzelfde")(page)

    assert read(edited(book, edit), catalogue, known).rows == snapshot.rows


def test_dates_the_wrong_way_round_are_told_with_their_row(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    def edit(page: Worksheet) -> None:
        put(3, "Begin", date(2027, 5, 2))(page)
        put(3, "Klaar tegen", date(2027, 5, 1))(page)

    with pytest.raises(ImportRejected, match="blad Plan, rij 3: ‘klaar tegen’"):
        read(edited(book, edit), catalogue, known)


def test_source_sheet_is_checked_too(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    def spoiled(text: str) -> bytes:
        opened = load_workbook(BytesIO(book))
        page = opened["Bron"]
        page.delete_rows(1, page.max_row)
        page["A1"] = text
        return saved(opened)

    whole = "".join(
        str(row[0]) for row in load_workbook(BytesIO(book))["Bron"].iter_rows(values_only=True)
    )
    source = json.loads(whole)
    wrong = [
        "geen json",
        "[]",
        json.dumps({**source, "rows": source["rows"][1:]}),
        json.dumps({**source, "rows": ["1"] * len(source["rows"])}),
        json.dumps({**source, "document": None}),
    ]
    for text in wrong:
        with pytest.raises(ImportRejected):
            read(spoiled(text), catalogue, known)


def test_libreoffice_opens_it_and_saves_it_equal(
    rich_plan: Plan, catalogue: Catalogue, known: KnownCatalogue, tmp_path: Path
) -> None:
    add_own(rich_plan, "Markup", 98, note=MARKUP)
    add_own(
        rich_plan, "_x000D_ en x005F_", 99, note=f"{CODES} _x0041_ en \u200d en \U0001f600\n\t."
    )
    book = written(taken(rich_plan, catalogue), "xlsx", catalogue)
    (tmp_path / "plan.xlsx").write_bytes(book)

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
    assert resaved != book
    snapshot = taken(rich_plan, catalogue)
    again = read(resaved, catalogue, known)
    assert again.exported.document() == snapshot.document
    assert again.rows == snapshot.rows
    assert b"<f>" not in ZipFile(BytesIO(resaved)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("column", "value", "field", "expected"),
    [
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
        ("Fase", "Fase 2", "phase", 2),
        ("Fase", "fase 02", "phase", 2),
        ("Fase", "2 - Keuzes  maken", "phase", 2),
        ("Fase", "Verkennen en experimenteren", "phase", 1),
        ("Rollen", "Risicobeheer/interne controle", "roles", ["risicobeheer-interne-controle"]),
        ("Wie trekt dit", " An\n Peeters ", "owner", "An Peeters"),
        ("Wie trekt dit", datetime(2027, 2, 28, 14, 30), "owner", "28/02/2027 14:30"),
        ("Activiteit", "Formuleer een\nAI-strategie", "title", "Formuleer een AI-strategie"),
    ],
)
def test_what_is_plain_is_read_as_meant(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue,
    column: str, value: object, field: str, expected: object,
) -> None:  # fmt: skip
    again = read(edited(book, put(2, column, value)), catalogue, known)

    assert getattr(again.exported.plan.activities[0], field) == expected


@pytest.mark.parametrize(
    "value",
    ["31/02/2027", "02/28/2027", "28 brumaire 2027", "28/02/2027 14:30", "28/02", "1/2/3"],
)
def test_day_that_is_not_plain_is_refused(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue, value: object
) -> None:
    with pytest.raises(ImportRejected, match="rij 3, kolom Begin: .*geen datum"):
        read(edited(book, put(3, "Begin", value)), catalogue, known)


def test_pillar_written_with_and_without_sign_is_the_same(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    def edit(page: Worksheet) -> None:
        put(3, "Pijler", "visie en  Strategie")(page)
        put(3, "Spoor", None)(page)

    again = read(edited(book, edit), catalogue, known)

    assert again.exported.plan.activities[1].track == "visie-strategie"


def with_copy(data: bytes, edit: Edit, *, is_renamed: bool = False) -> bytes:
    """A second sheet like Plan, as Excel makes it; `is_renamed`: the first one is gone."""
    opened = load_workbook(BytesIO(data))
    copy = opened.copy_worksheet(opened["Plan"])
    if is_renamed:
        del opened["Plan"]
    copy.title = "Plan (2)"
    edit(copy)
    return saved(opened)


def test_copied_sheet_that_says_something_else_is_told(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    with pytest.raises(ImportRejected, match=r"blad Plan \(2\): .*verwijder ‘Plan \(2\)’"):
        read(with_copy(book, put(3, "Status", "Klaar")), catalogue, known)


def test_copied_sheet_that_says_the_same_changes_nothing(
    rich_plan: Plan, book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    again = read(with_copy(book, lambda page: None), catalogue, known)

    assert again.exported.document() == taken(rich_plan, catalogue).document


def test_sheet_with_another_name_is_read(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    edit = put(3, "Status", "Klaar")

    again = read(with_copy(book, edit, is_renamed=True), catalogue, known)

    assert again.exported.plan.activities[1].status == "done"


def test_workbook_without_its_hidden_sheet_is_a_table(
    rich_plan: Plan, book: bytes, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    opened = load_workbook(BytesIO(book))
    del opened["Bron"]
    opened["Plan"].title = "Activiteiten"
    put(2, "Status", "Klaar")(opened["Activiteiten"])

    again = read_file(saved(opened), catalogue, known, "Ons plan.xlsx")

    whole, now = taken(rich_plan, catalogue).plan, again.exported.plan
    assert again.is_table
    assert (now.title, now.activities[0].status) == ("Ons plan", "done")
    assert [a.model_dump() for a in now.activities[1:]] == whole["activities"][1:]
    put(3, "Status", "Half")(opened["Activiteiten"])
    with pytest.raises(ImportRejected, match="blad Activiteiten, rij 3, kolom Status: ‘Half’"):
        read(saved(opened), catalogue, known)


def test_csv_that_a_spreadsheet_saved_as_a_workbook_is_that_table(
    rich_plan: Plan, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    snapshot = taken(rich_plan, catalogue)
    text = written(snapshot, "csv", catalogue).decode("utf-8-sig")
    opened = Workbook()
    del opened["Sheet"]
    page = opened.create_sheet("plan")
    for number, line in enumerate(csv.reader(StringIO(text, newline=""), delimiter=";"), 1):
        for column, value in enumerate(line, 1):
            cell = page.cell(number, column)
            cell.value, cell.data_type = value, "s"

    again = read(saved(opened), catalogue, known)

    assert (again.exported.version, again.unread) == (7, ())
    activities = [a.model_dump() for a in again.exported.plan.activities]
    assert activities == snapshot.plan["activities"]


@pytest.mark.parametrize(("head", "unread"), [("Datum overleg", ("Datum overleg",)), ("Datum", ())])
def test_column_of_dates_does_not_make_a_workbook_one_of_a_csv(
    book: bytes, catalogue: Catalogue, known: KnownCatalogue, head: str, unread: tuple[str, ...]
) -> None:
    def with_dates(page: Worksheet) -> None:
        page.cell(1, KEY + 1).value = head
        page.cell(2, 1).value = "'s Avonds leren"

    opened = load_workbook(BytesIO(edited(book, with_dates)))
    del opened["Bron"]

    read = read_file(saved(opened), catalogue, known)

    assert (read.exported.plan.activities[0].title, read.unread) == ("'s Avonds leren", unread)
    assert read.exported.version == 1
