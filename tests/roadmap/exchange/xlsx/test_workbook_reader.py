"""Workbooks as other programs write them: what their cells say, and nothing of the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZipFile

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from content.catalogue import Catalogue, KnownCatalogue
from roadmap.exchange.errors import ImportRejected
from roadmap.exchange.imports.reader import read_file
from roadmap.exchange.xlsx.escaping import escaped
from roadmap.exchange.xlsx.workbook_reader import Unreadable, WorkbookSheet, sheets_of
from roadmap.exchange.xlsx.xml_package import CHUNK

DATA = Path(settings.BASE_DIR, "tests", "roadmap", "exchange", "data")
PLAN = "xl/worksheets/sheet1.xml"
MEND = "Typ een waarde, of maak de cel leeg."
NO_OUTCOME = (
    "deze cel bevat een formule zonder haar uitkomst. Typ de waarde zelf, of open het bestand in "
    "Excel of LibreOffice en bewaar het opnieuw."
)
Parts = dict[str, str]
Change = Callable[[Parts], object]


def plan_in(name: str) -> WorkbookSheet:
    return sheets_of((DATA / name).read_bytes())["Plan"]


def rewritten(change: Change) -> WorkbookSheet:
    """The sheet Plan of a sound workbook after another program's way of writing."""
    with ZipFile(DATA / "13-rgb-0.xlsx") as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    change(parts)
    output = BytesIO()
    with ZipFile(output, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return sheets_of(output.getvalue())["Plan"]


def sub(part: str, pattern: str, replacement: str) -> Change:
    def change(parts: Parts) -> None:
        parts[part], count = re.subn(pattern, replacement, parts[part], flags=re.S)
        assert count

    return change


def cell(xml: str) -> Change:
    """F2, 'Wie trekt dit' of the first activity, written so."""
    return sub(PLAN, r'<c r="F2".*?</c>', xml)


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("01-sheetjs-resaved.xlsx", "An Peeters"),
        ("02-strict-ooxml.xlsx", "Cas Nieuw"),
        ("03-font-family-34.xlsx", "Cas Nieuw"),
        ("04-empty-fill.xlsx", "Cas Nieuw"),
        ("05-core-created-date-only.xlsx", "Cas Nieuw"),
        ("06-case-of-part-names.xlsx", "Cas Nieuw"),
        ("07-backslash-in-zip.xlsx", "Cas Nieuw"),
        ("13-rgb-0.xlsx", "Cas Nieuw"),
    ],
)
def test_styles_properties_and_part_names_are_not_looked_at(name: str, owner: str) -> None:
    sheet = plan_in(name)

    assert len(sheet.rows) == 17
    assert sheet.rows[1][0] == "Formuleer een AI-strategie"
    assert sheet.rows[1][5] == owner
    assert str(sheet.rows[1][9]).startswith('Eerste lijn\nTweede lijn: é, €, "aanhaling"')
    assert sheet.rows[4][4] == "Klaar"


def without_references(parts: Parts) -> None:
    parts[PLAN] = re.sub(r'<c r="[A-Z]+[0-9]+"', "<c", parts[PLAN])
    parts[PLAN] = re.sub(r'<row r="[0-9]+"', "<row", parts[PLAN])


def with_prefixes(parts: Parts) -> None:
    for name in (PLAN, "xl/workbook.xml", "xl/sharedStrings.xml"):
        parts[name] = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", parts[name]).replace("xmlns=", "xmlns:x=")


def with_absolute_targets(parts: Parts) -> None:
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace('Target="', 'Target="/xl/')
    parts["_rels/.rels"] = parts["_rels/.rels"].replace('Target="', 'Target="./')


def with_inline_texts(parts: Parts) -> None:
    texts = re.findall(r"<si>(.*?)</si>", parts.pop("xl/sharedStrings.xml"), re.S)
    for name in [name for name in parts if name.startswith("xl/worksheets/")]:
        parts[name] = re.sub(
            r't="s"><v>([0-9]+)</v>',
            lambda found: f't="inlineStr"><is>{texts[int(found[1])]}</is>',
            parts[name],
        )


def with_rows_in_reverse(parts: Parts) -> None:
    rows = re.findall(r"<row .*?</row>", parts[PLAN], re.S)
    data = re.compile(r"<sheetData>.*</sheetData>", re.S)
    text = "".join(reversed(rows))
    parts[PLAN] = data.sub(lambda _: f"<sheetData>{text}</sheetData>", parts[PLAN])


@pytest.mark.parametrize(
    "change",
    [
        without_references,
        with_prefixes,
        with_absolute_targets,
        with_inline_texts,
        with_rows_in_reverse,
        sub(PLAN, '(<row r="2"[^>]*>)(.*?)(<c r="F2".*?</row>)', r"\1\2</row>\1\3"),
        sub(PLAN, '(?=<row r="3")', '<row r="2"><c r="A2" t="b"><v>1</v></c></row>'),
        sub(PLAN, r"<dimension[^>]*>", ""),
        sub(PLAN, r"(<row )", r'\1hidden="1" '),
        sub(PLAN, r"</sheetData>", '<row r="4000" ht="15"><c r="A4000" s="2"/></row></sheetData>'),
        lambda parts: [parts.pop("[Content_Types].xml"), parts.pop("_rels/.rels")],
        lambda parts: [parts.pop("docProps/core.xml"), parts.pop("xl/theme/theme1.xml")],
        sub("docProps/app.xml", ".+", "<geen xml"),
    ],
)
def test_other_ways_to_write_the_same_say_the_same(change: Change) -> None:
    assert rewritten(change).rows == plan_in("13-rgb-0.xlsx").rows


@pytest.mark.parametrize(
    ("xml", "value"),
    [
        ('<c r="F2" t="inlineStr"><is><r><rPr/><t>An </t></r><r><t>P</t></r></is></c>', "An P"),
        ('<c r="F2" t="inlineStr"><is><t>東京</t><rPh><t>と</t></rPh></is></c>', "東京"),
        ('<c r="F2" t="inlineStr"><is><t>a_x000A_b _x005F_x000A_</t></is></c>', "a\nb _x000A_"),
        ('<c r="F2" t="str"><f>A1</f><v>An</v></c>', "An"),
        ('<c r="F2" t="str"><f>A1</f><v></v></c>', None),
        ('<c r="F2" t="b"><v>1</v></c>', True),
        ('<c r="F2"><v>12.0</v></c>', 12),
        ('<c r="F2"><v>1.5E-1</v></c>', 0.15),
        ('<c r="F2" s="3"><v>46446.5</v></c>', datetime(2027, 2, 28, 12)),
        ('<c r="F2" s="3"><v>46445.9999999</v></c>', datetime(2027, 2, 28)),
        ('<c r="F2" s="3"><v>0.5625</v></c>', "13:30"),
        ('<c r="F2" s="3"><v>1e300</v></c>', 1e300),
        ('<c r="F2" t="d"><v>2027-02-28T00:00:00Z</v></c>', datetime(2027, 2, 28)),
        ('<c r="F2" t="s"/>', None),
        ('<c r="F2"/>', None),
        ('<c r="F2"><f>A1</f></c>', Unreadable(NO_OUTCOME)),
        ('<c r="F2" t="e"><v>#N/A</v></c>', Unreadable(f"deze cel toont de fout ‘#N/A’. {MEND}")),
    ],
)  # fmt: skip
def test_value_of_a_cell(xml: str, value: object) -> None:
    assert rewritten(cell(xml)).rows[1][5] == value


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("d mmmm yyyy", True),
        ("[$-813]dddd d mmmm yyyy;@", True),
        ("yyyy\\\\-mm\\\\-dd", True),
        ("General", False),
        ("0.00 &quot;dagen&quot;", False),
        ("[Red]#,##0", False),
        ("0\\\\d", False),
    ],
)
def test_format_that_makes_a_number_a_date(code: str, is_date: bool) -> None:
    sheet = rewritten(sub("xl/styles.xml", 'formatCode="dd/mm/yyyy"', f'formatCode="{code}"'))

    assert sheet.rows[2][7] == (datetime(2027, 2, 28) if is_date else 46446)


def test_number_of_a_format_that_no_workbook_declares_makes_a_date() -> None:
    sheet = rewritten(sub("xl/styles.xml", 'numFmtId="165" fontId', 'numFmtId="14" fontId'))

    assert sheet.rows[2][7] == datetime(2027, 2, 28)


def test_dates_of_an_old_mac_count_from_1904() -> None:
    sheet = rewritten(sub("xl/workbook.xml", "<workbookPr", '<workbookPr date1904="1"'))

    assert sheet.rows[2][7] == datetime(2031, 3, 1)
    assert sheet.epoch == datetime(1904, 1, 1)


@pytest.mark.parametrize(
    "change",
    [
        cell('<c r="F2" t="s"><v>-1</v></c>'),
        cell('<c r="F2" t="s"><v>9999</v></c>'),
        cell('<c r="F2"><v>twaalf</v></c>'),
        sub("xl/workbook.xml", "</sheets>", ""),
        lambda parts: parts.pop("xl/sharedStrings.xml"),
    ],
)
def test_value_that_is_nowhere_is_refused(change: Change) -> None:
    with pytest.raises(ImportRejected, match="beschadigd"):
        rewritten(change)


def test_rows_beyond_the_most_are_told_and_not_read() -> None:
    text = f'<row r="3001"><c><v>1</v></c></row><!--{" " * CHUNK}--><geen xml'

    sheet = rewritten(sub(PLAN, "</sheetData>", text))

    assert sheet.is_cut
    assert len(sheet.rows) == 17


def test_part_is_read_for_so_many_sheets_as_a_package_may_hold() -> None:
    filled = f"<!--{' ' * 900_000}-->" * 5

    def change(parts: Parts) -> None:
        sub(PLAN, "</sheetData>", f"</sheetData>{filled}")(parts)
        [sheet] = re.findall(r'<sheet [^>]*name="Plan"[^>]*>', parts["xl/workbook.xml"])
        more = "".join(sheet.replace('"Plan"', f'"Plan {n}"') for n in range(8))
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(sheet, sheet + more)

    with pytest.raises(ImportRejected, match="pakt uit tot meer"):
        rewritten(change)


def test_styles_are_as_many_as_a_company_template_has() -> None:
    style = '<xf numFmtId="0"><alignment horizontal="left"/><protection locked="0"/></xf>'

    sheet = rewritten(sub("xl/styles.xml", "</cellXfs>", f"{style * 17_000}</cellXfs>"))

    assert sheet.rows[2][7] == datetime(2027, 2, 28)


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "at", "field", "expected"),
    [
        ("01-sheetjs-resaved.xlsx", 0, "start_date", "2027-01-15"),
        ("08-date-2-digit-year-text.xlsx", 2, "due_date", "2027-02-28"),
        ("09-status-two-spaces.xlsx", 2, "status", "todo"),
        ("10-date-format-cleared.xlsx", 1, "due_date", "2027-02-28"),
        ("11-title-with-alt-enter.xlsx", 0, "title", "Formuleer een AI-strategie"),
        ("12-phase-as-Fase-2.xlsx", 2, "phase", 2),
    ],
)
def test_file_of_somebody_is_read_as_meant(
    catalogue: Catalogue, known: KnownCatalogue, name: str, at: int, field: str, expected: object
) -> None:
    plan = read_file((DATA / name).read_bytes(), catalogue, known).exported.plan

    assert getattr(plan.activities[at], field) == expected


VISIBLE = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")


@given(
    st.text(VISIBLE | st.sampled_from("\n\t"), max_size=40) | st.sampled_from(["_x000D_", "]]>"])
)
def test_any_text_that_a_cell_holds_comes_back(text: str) -> None:
    xml = f'<c r="F2" t="inlineStr"><is><t>{escape(escaped(text))}</t></is></c>'

    assert rewritten(cell(xml.replace("\\", r"\\"))).rows[1][5] == text


PIECES = ["<row", "<c", "</c>", " r=", '"F2"', " t=", '"s"', "<v>", "</v>", ">", "1", "<f/>", "/"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_markup_in_a_sheet_is_read_or_refused(xml: str) -> None:
    with suppress(ImportRejected):
        assert len(rewritten(cell(xml)).rows) >= 1
