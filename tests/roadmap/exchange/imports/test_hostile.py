"""Hostile and broken files (cases 46, 48, 49): a reason with its place, and nothing stored."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from content.catalogue import Catalogue, KnownCatalogue
from content.published import published_catalogue
from roadmap.domain.plan.limits import MIB
from roadmap.exchange.columns import COLUMNS
from roadmap.exchange.errors import ImportRejected
from roadmap.exchange.imports.reader import read_file
from roadmap.exchange.xlsx.workbook_reader import MAX_TEXT
from roadmap.exchange.xlsx.xml_package import MAX_UNPACKED
from roadmap.models import Change, Plan, PlanActivity, Upload
from tests.roadmap.conftest import make_plan
from tests.roadmap.exchange.conftest import blank_pdf, taken, with_attachment, written

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1800)]  # the full profile takes its time
IMPORT = "/plannen/importeren/"
any_bytes = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def good(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, bytes]]:
    """Somebody's small plan in each form that can be read in."""
    with django_db_blocker.unblock(), transaction.atomic():
        catalogue = published_catalogue()
        snapshot = taken(make_plan(Client(), "verkenner"), catalogue)
        yield {
            "json": snapshot.json,
            "xlsx": written(snapshot, "xlsx", catalogue),
            "pdf": with_attachment(blank_pdf(), snapshot.json),
        }
        transaction.set_rollback(True)


def refused(client: Client, data: bytes, status: int = 422) -> str:
    """The answer's page; asserts that nothing at all was stored."""
    counted = (Plan, PlanActivity, Change, Upload)
    before = [model.objects.count() for model in counted]
    response = client.post(IMPORT, {"bestand": SimpleUploadedFile("plan", data)})
    assert response.status_code == status, response.content.decode()
    assert [model.objects.count() for model in counted] == before
    page = response.content.decode()
    assert "data-error-summary" in page
    return page


Reason = Callable[[bytes], str]


@pytest.fixture
def reason(catalogue: Catalogue, known: KnownCatalogue) -> Reason:
    """Why a file is refused, without the page that says so."""

    def read(data: bytes) -> str:
        with pytest.raises(ImportRejected) as rejected:
            read_file(data, catalogue, known)
        return str(rejected.value)

    return read


def spoiled(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    document = json.loads(data)
    change(document)
    return json.dumps(document).encode()


def test_broken_json_is_refused(client: Client, good: dict[str, bytes]) -> None:
    """As `test_strict_json.py` and `test_schema.py` have it for each fault."""
    data = good["json"]
    foreign = spoiled(data, lambda d: d["plan"]["activities"][0].update(activity="\ud7ff<b>x</b>"))

    assert "Dit bestand is leeg" in refused(client, b"")
    assert "geen volledige JSON" in refused(client, data[:-20])
    half = refused(client, data.replace(b"AI 2027", b"\\ud800"))
    assert "title: Na ‘Stappenplan’ staat een teken dat anderen niet" in half
    page = refused(client, foreign)
    assert "activiteit 1, activity" in page
    assert "<b>x" not in page


def test_foreign_ids_are_ignored(client: Client, good: dict[str, bytes]) -> None:
    """Case 49: a document that names another person's plan gives a plan of one's own."""
    other = Client()
    response = other.post(IMPORT, {"bestand": SimpleUploadedFile("plan", good["json"])})
    page = other.get(response["Location"]).content.decode()

    assert "Er komt een nieuw plan bij" in page
    assert json.loads(good["json"])["id"] not in page


def test_files_above_their_caps_are_refused(
    client: Client, good: dict[str, bytes], reason: Reason
) -> None:
    assert "groter dan 8 MiB" in refused(client, good["json"] + b" " * (8 * MIB), 413)
    assert "groter dan 8 MiB" in reason(good["xlsx"] + b"\0" * (8 * MIB))
    assert "groter dan 16 MiB" in reason(good["pdf"] + b"\0" * (16 * MIB))


def test_small_file_of_a_plan_too_large_to_come_back_is_refused(
    client: Client, good: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Saved states, written without a space."""
    document = json.loads(good["json"])
    plan = document["plan"]
    past = {name: value for name, value in plan.items() if name != "saved_states"}
    plan["saved_states"] = [{"name": "a", "at": "2027-03-03T14:02:05Z", "plan": past}] * 3
    data = json.dumps(document, separators=(",", ":")).encode()
    monkeypatch.setattr("roadmap.exchange.plan_document.MAX_SAVED_BYTES", len(data))

    assert "met zijn momentopnamen te groot" in refused(client, data, 413)
    del plan["saved_states"][1:]
    data = json.dumps(document, separators=(",", ":")).encode()
    response = client.post(IMPORT, {"bestand": SimpleUploadedFile("plan", data)})
    assert response.status_code == 302


def test_body_of_50_mb_is_refused_before_it_is_read(client: Client) -> None:
    response = client.post(IMPORT, {"bestand": SimpleUploadedFile("plan", b" " * 50_000_000)})

    assert response.status_code == 413
    assert "Dit is te groot" in response.content.decode()
    wrong = client.generic("POST", IMPORT, b"x", CONTENT_LENGTH="veel")
    assert wrong.status_code in (400, 403, 422)


def zipped(parts: dict[str, bytes]) -> bytes:
    output = BytesIO()
    with ZipFile(output, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return output.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.once
def test_broken_workbooks_are_refused(good: dict[str, bytes], reason: Reason) -> None:
    parts = parts_of(good["xlsx"])
    sheet = parts["xl/worksheets/sheet1.xml"]
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

    def with_part(name: str, data: bytes) -> bytes:
        return zipped({**parts, name: data})

    assert "beschadigd" in reason(good["xlsx"][:2000])
    for other in ({}, {"a.txt": b"a"}, {"mimetype": b"application/vnd.oasis", "content.xml": b""}):
        page = reason(zipped(other))
        assert "geen Excel-bestand (.xlsx)" in page
        assert "bewaar het als Excel-werkmap (.xlsx)" in page
    assert "beschadigd" in reason(with_part("xl/worksheets/sheet1.xml", sheet[:500]))
    assert "onveilige XML" in reason(with_part("xl/sharedStrings.xml", entity))
    in_utf_16 = entity.decode().encode("utf-16")
    assert "onveilige XML" in reason(with_part("xl/workbook.xml", in_utf_16))
    assert "macro" in reason(with_part("xl/vbaProject.bin", b"x"))
    no_source = parts["xl/workbook.xml"].replace(b'name="Bron"', b'name="Weg"')
    no_plan = parts["xl/workbook.xml"].replace(b'name="Plan"', b'name="Weg"')
    no_head = parts["xl/sharedStrings.xml"].replace(b">Activiteit<", b">Titel<")
    without = {"xl/workbook.xml": no_source, "xl/sharedStrings.xml": no_head}
    assert "ontbreekt het verborgen blad" in reason(zipped({**parts, **without}))
    neither = {"xl/workbook.xml": no_plan, "xl/sharedStrings.xml": no_head}
    assert "ontbreekt het blad" in reason(zipped({**parts, **neither}))
    assert "met een wachtwoord beveiligd" in reason(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 9)


@pytest.mark.once
def test_zip_bombs_are_refused_before_they_unpack(good: dict[str, bytes], reason: Reason) -> None:
    parts = parts_of(good["xlsx"])
    bomb = b"\0" * (MAX_UNPACKED + 1)

    assert "pakt uit tot meer" in reason(zipped({**parts, "xl/worksheets/sheet9.xml": bomb}))
    many = {f"xl/media/{n}": b"" for n in range(300)}
    assert "pakt uit tot meer" in reason(zipped({**parts, **many}))
    sheet = "xl/worksheets/sheet1.xml"
    for content in (
        b"<row>%s</row>" % (b"<c/>" * 500_000),
        b"<row %s/>" % b" ".join(b'a%d=""' % number for number in range(200_000)),
    ):
        full = parts[sheet].replace(b"</sheetData>", content + b"</sheetData>")
        assert "pakt uit tot meer" in reason(zipped({**parts, sheet: full}))


@pytest.mark.once
def test_one_large_text_in_every_cell_is_refused(good: dict[str, bytes], reason: Reason) -> None:
    """Kept once, it would be looked through as often as it is shown."""
    parts = parts_of(good["xlsx"])
    texts = parts["xl/sharedStrings.xml"]
    large = texts.replace(b"<si>", b"<si><t>" + b"a" * (MAX_TEXT + 1) + b"</t></si><si>", 1)
    cells = b'<c t="s"><v>0</v></c>' * 13
    rows = b"".join(b'<row r="%d">%s</row>' % (number, cells) for number in range(2, 3001))
    head, _, tail = parts["xl/worksheets/sheet1.xml"].partition(b"<sheetData>")
    titles = b"".join(
        b'<c t="inlineStr"><is><t>%s</t></is></c>' % name.encode() for name in (*COLUMNS, "Sleutel")
    )
    body = b'<sheetData><row r="1">' + titles + b"</row>" + rows + b"</sheetData>"
    tail = tail.partition(b"</sheetData>")[2]
    last = max(name for name in parts if name.startswith("xl/worksheets/sheet"))
    source = re.sub(rb"<v>\d+</v>", b"<v>0</v>", parts[last])
    plan = {"xl/worksheets/sheet1.xml": head + body + tail, "xl/sharedStrings.xml": large}

    assert "blad Bron" in reason(
        zipped({**parts, "xl/sharedStrings.xml": large, last: source}),
    )
    shifted = re.sub(
        rb"<v>(\d+)</v>",
        lambda m: b"<v>%d</v>" % (int(m[1]) + 1),
        parts[last],
    )
    assert "hoogstens 300" in reason(zipped({**parts, **plan, last: shifted}))
    few = b"".join(b'<row r="%d">%s</row>' % (number, cells) for number in range(2, 200))
    plan["xl/worksheets/sheet1.xml"] = (head + body + tail).replace(rows, few)
    assert "meer dan 32767 tekens" in reason(zipped({**parts, **plan, last: shifted}))


def pdf_with(change: Callable[[pikepdf.Pdf], object], **saving: Any) -> bytes:
    output = BytesIO()
    with pikepdf.new() as file:
        file.add_blank_page()
        change(file)
        file.save(output, **saving)
    return output.getvalue()


def attach(name: str, data: bytes) -> Callable[[pikepdf.Pdf], object]:
    return lambda file: file.attachments.__setitem__(name, pikepdf.AttachedFileSpec(file, data))


def packed(data: bytes) -> Callable[[pikepdf.Pdf], object]:
    """The attachment as a stream that somebody packed by hand."""

    def change(file: pikepdf.Pdf) -> None:
        attach("stappenplan.json", b"{}")(file)
        stream = file.attachments["stappenplan.json"].get_file().obj
        stream.write(data, filter=pikepdf.Name.FlateDecode)

    return change


@pytest.mark.once
def test_broken_pdfs_are_refused(good: dict[str, bytes], reason: Reason) -> None:
    nothing = pdf_with(lambda file: None)
    locked = pdf_with(
        attach("stappenplan.json", good["json"]),
        encryption=pikepdf.Encryption(owner="o", user="u"),
    )

    assert "beschadigd" in reason(b"%PDF-1.7 en verder niets")
    assert "beschadigd" in reason(good["pdf"][: len(good["pdf"]) // 2])
    assert "geen stappenplan" in reason(nothing)
    assert "geen stappenplan" in reason(pdf_with(attach("ander.json", good["json"])))
    assert "wachtwoord" in reason(locked)
    assert "geen volledige JSON" in reason(pdf_with(attach("stappenplan.json", b"x")))
    bomb = pdf_with(packed(zlib.compress(b" " * (20 * MIB))))
    assert "te groot om in te lezen" in reason(bomb)


def test_pdf_with_other_attachments_besides_ours_is_read(
    client: Client, good: dict[str, bytes], catalogue: Catalogue, known: KnownCatalogue
) -> None:
    def change(file: pikepdf.Pdf) -> None:
        for number in range(5):
            attach(f"{number}.json", b"{}")(file)
        attach("stappenplan.json", good["json"])(file)

    assert (
        read_file(pdf_with(change), catalogue, known).exported.plan.title == "Stappenplan AI 2027"
    )


@pytest.mark.once
@any_bytes
@given(data=st.data(), kind=st.sampled_from(["json", "xlsx", "pdf"]))
def test_changed_bytes_are_read_or_refused(
    data: st.DataObject,
    kind: str,
    good: dict[str, bytes],
    catalogue: Catalogue,
    known: KnownCatalogue,
) -> None:
    """Bytes overwritten, cut out and put in anywhere: never anything but a reason."""
    raw = bytearray(good[kind])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw)))
        until = at + data.draw(st.sampled_from([0, 1, 4, 300]))
        raw[at:until] = data.draw(st.binary(max_size=12))
    _read_or_refused(bytes(raw), catalogue, known)


@pytest.mark.once
@any_bytes
@given(data=st.data())
def test_changed_sheets_are_read_or_refused(
    data: st.DataObject, good: dict[str, bytes], catalogue: Catalogue, known: KnownCatalogue
) -> None:
    """A workbook whose parts are broken inside an unbroken archive."""
    parts = parts_of(good["xlsx"])
    name = data.draw(st.sampled_from(sorted(parts)))
    raw = bytearray(parts[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        until = at + data.draw(st.integers(0, 20))
        raw[at:until] = data.draw(st.binary(max_size=8) | st.sampled_from(XML))
    _read_or_refused(zipped({**parts, name: bytes(raw)}), catalogue, known)


XML = [b"<", b">", b'"', b"<v>9</v>", b"<f>1+1</f>", b't="e"', b"&lol;", b"<c/>", b'r="XFD1048576"']
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("x" * 3000)
JSON: st.SearchStrategy[Any] = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@any_bytes
@given(data=st.data())
def test_changed_documents_are_read_or_refused(
    data: st.DataObject, good: dict[str, bytes], catalogue: Catalogue, known: KnownCatalogue
) -> None:
    """Any value of a good document replaced by any other."""
    document = json.loads(good["json"])
    node: Any = document
    while True:
        keys = sorted(node) if isinstance(node, dict) else range(len(node))
        key = data.draw(st.sampled_from(keys))
        if not (isinstance(node[key], dict | list) and node[key] and data.draw(st.booleans())):
            break
        node = node[key]
    node[key] = data.draw(JSON)
    _read_or_refused(json.dumps(document).encode(), catalogue, known)


def _read_or_refused(raw: bytes, catalogue: Catalogue, known: KnownCatalogue) -> None:
    """Read or refused with a reason that a page can show; what is read can be stored."""
    try:
        read = read_file(raw, catalogue, known)
    except ImportRejected as refusal:
        assert refusal.errors
        assert all(str(fault).encode() for fault in refusal.errors)
    else:
        assert "\0" not in read.as_text()
        assert len(read.rows) == len(read.exported.plan.activities) <= 300
