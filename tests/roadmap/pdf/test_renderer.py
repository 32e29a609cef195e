"""The PDF, opened and read back: structure, headers of each cell, language, pages, safety.

What an own plan tells beside its grid: `test_report.py`; plans of all kinds: `test_generated.py`.
"""

from __future__ import annotations

import socket
import threading
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from content.catalogue import Catalogue
from content.models import Phase, Track
from roadmap.models import Plan, PlanActivity
from roadmap.pdf import renderer as renderer_module
from roadmap.pdf.renderer import STATIC, draw, pdf_libraries, static_files_only
from roadmap.pdf.report import ready_report, report_page
from roadmap.views.files.downloads import file_name
from tests.roadmap.conftest import make_plan
from tests.roadmap.pdf.conftest import Drawn
from tests.roadmap.pdf.reading import Tags, grid_cells, is_sound, squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("here")]


def test_ready_pdf_every_activity_in_its_row_and_column(
    ready: Drawn, catalogue: Catalogue, tmp_path: Path
) -> None:
    expected: dict[tuple[str, ...], list[str]] = {}
    for track in catalogue.tracks:
        row = [f"{track.pillar.number} {track.pillar.name}", *([track.name] if track.name else [])]
        for phase in catalogue.phases:
            expected[tuple(map(squeezed, (*row, f"{phase.number}. {phase.name}")))] = [
                squeezed(a.title)
                for a in catalogue.activities_of("expert")
                if a.track == track and a.phase == phase
            ]
    assert grid_cells(ready.tags) == expected
    assert is_sound(ready.pdf, tmp_path)


def test_ready_pdf_structure(ready: Drawn) -> None:
    tags = ready.tags

    root = tags.document.Root
    assert str(root.Lang) == "nl-BE"
    assert str(tags.document.docinfo.Title) == "Stappenplan AI Expert"
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert bool(root.MarkInfo.Marked)
    assert "/Outlines" in root
    heads = list(tags.elements(tags.root, "TH"))
    for header in heads:
        assert str(header.A.Scope) in ("/Row", "/Column")
    in_head = [h for t in tags.elements(tags.root, "THead") for h in tags.elements(t, "TH")]
    assert len(in_head) == 5 + 3 + 5
    assert all(str(header.A.Scope) == "/Column" for header in in_head)
    assert ready.texts("H1") == ["Stappenplan AI Expert"]


def test_content_is_of_elements_that_mean_something(ready: Drawn) -> None:
    """A line of text is no element by itself, and no object is left of what it was before."""
    kinds = {
        str(one.S)
        for one in ready.tags.document.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"
    }

    assert kinds >= {"/H1", "/P", "/TD", "/LBody"}
    assert not kinds & {"/Span", "/NonStruct"}
    assert b">0<" not in ready.tags.document.pages[0].Contents.read_bytes()


@pytest.mark.parametrize(
    ("query", "sizes"),
    [
        ("", [(842, 595), (595, 842), (595, 842)]),
        ("papier=a3", [(1191, 842)] * 2),
        ("papier=a2", [(1684, 1191)]),
        ("papier=a1", [(2381, 1684)]),
    ],
)
def test_ready_pdf_is_on_one_size_of_paper(
    client: Client, query: str, sizes: list[tuple[int, int]]
) -> None:
    response = client.get(f"/stappenplannen/verkenner/pdf?{query}")

    assert response["Content-Type"] == "application/pdf"
    sheets = PdfReader(BytesIO(response.content)).pages
    assert [(round(p.mediabox.width), round(p.mediabox.height)) for p in sheets] == sizes


def test_ready_pdf_on_unknown_paper_says_what_there_is(client: Client) -> None:
    response = client.get("/stappenplannen/expert/pdf?papier=a5")

    assert response.status_code == 422
    assert "Kies A4, A3, A2 of A1." in response.content.decode()


def test_ready_pdf_tells_the_whole_plan(ready: Drawn, catalogue: Catalogue) -> None:
    assert ready.pages[0].count("Volg de architecturale gezondheid") == 1
    assert "Koploper" in ready.text or "koploper" in ready.text
    for role in catalogue.roles:
        assert role.time in ready.text
    assert "0,5 tot 1 VTE" in ready.text
    assert "nog geen rollen" in ready.text
    assert f"Pagina 1 van {len(ready.pages)}" in ready.pages[0]
    assert "mei 2026" in ready.pages[0]
    sheets = PdfReader(BytesIO(ready.pdf)).pages
    assert {font.split("+")[-1] for sheet in sheets for font in fonts_of(sheet)} <= {
        "Atkinson-Next-Semi-Bold",
        "Atkinson-Next-Bold",
        "Atkinson-Next",
        "Atkinson-Print",
        "Atkinson-Print-Semi-Bold",
        "Atkinson-Print-Bold",
    }


def fonts_of(sheet: object) -> list[str]:
    resources = sheet["/Resources"]["/Font"]  # type: ignore[index]
    return [str(font.get_object()["/BaseFont"]).strip("/") for font in resources.values()]


def test_ready_pdf_margins_are_artifacts(ready: Drawn) -> None:
    document = ready.tags.document

    for sheet in document.pages:
        numbers = {
            int(step.operands[1].MCID)
            for step in pikepdf.parse_content_stream(sheet)
            if str(step.operator) == "BDC" and "/MCID" in step.operands[1]
        }
        parents = document.Root.StructTreeRoot.ParentTree.Nums
        mine = next(
            parents[i + 1]
            for i in range(0, len(parents), 2)
            if int(parents[i]) == int(sheet.obj.StructParents)
        )
        assert numbers == {n for n, parent in enumerate(mine) if parent is not None}


def test_own_pdf_shows_the_plan(client: Client, tmp_path: Path) -> None:
    plan = make_plan(client, "leeg", title="Ons plan", organisation="Stad Voorbeeld")
    client.post(
        f"/plannen/{plan.pk}/activiteiten/", {"activiteit": ["beslissingsorganen"], "version": 1}
    )

    response = client.get(f"/plannen/{plan.pk}/pdf")

    assert response["Content-Disposition"] == 'attachment; filename="Ons plan.pdf"'
    drawn = Drawn(response.content)
    cells = grid_cells(drawn.tags)
    assert [titles for titles in cells.values() if titles] == [["Beslissingsorganen"]]
    assert len(drawn.pages) == 3
    for page in drawn.pages:
        assert "Ons plan · Stad Voorbeeld" in page and "versie 2" in page
    assert is_sound(drawn.pdf, tmp_path)
    again = client.get(f"/plannen/{plan.pk}/pdf", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    poster = Drawn(client.get(f"/plannen/{plan.pk}/pdf?papier=a1").content)
    assert "Ons plan · Stad Voorbeeld" in poster.text


def test_own_pdf_empty_plan(client: Client, tmp_path: Path) -> None:
    plan = make_plan(client, "leeg")

    drawn = Drawn(client.get(f"/plannen/{plan.pk}/pdf").content)

    assert "Het plan bevat nog geen activiteiten" in drawn.pages[0]
    assert "Persoonlijk: een plan dat zelf is samengesteld" in drawn.pages[-1]
    assert is_sound(drawn.pdf, tmp_path)


def add_own(plan: Plan, count: int, title: str = "Een eigen activiteit van ons team") -> None:
    tracks, phases = list(Track.objects.all()), list(Phase.objects.all())
    PlanActivity.objects.bulk_create(
        PlanActivity(
            plan=plan,
            title=f"{title} {n}",
            track=tracks[n % 7],
            phase=phases[n % 5],
            order=n + 20,
        )
        for n in range(count)
    )


def test_own_pdf_to_80_activities_is_one_grid_page_of_a3(client: Client) -> None:
    plan = make_plan(client, "expert")
    add_own(plan, 25)
    add_own(plan, 1, "Lang " * 30)
    add_own(plan, 1, "x" * 190)

    drawn = Drawn(client.get(f"/plannen/{plan.pk}/pdf?papier=a3&deel=rooster").content)

    assert plan.activities.count() == 80
    assert len(drawn.pages) == 1


def test_own_pdf_above_80_activities_names_each_of_its_grid_pages(
    client: Client, plan: Plan, tmp_path: Path
) -> None:
    add_own(plan, 60)

    drawn = Drawn(client.get(f"/plannen/{plan.pk}/pdf?deel=overzicht&deel=rooster").content)

    assert len(drawn.pages) == 3
    assert drawn.texts("H2")[-2:] == ["Rooster, blad 1 van 2", "Rooster, blad 2 van 2"]
    assert sum(map(len, grid_cells(drawn.tags).values())) == 102
    assert is_sound(drawn.pdf, tmp_path)


HOSTILE = [
    "<img src=file:///etc/passwd>",
    "<link rel=attachment href=file:///etc/passwd>",
    "<style>*{background:url(http://127.0.0.1:{port}/a)}</style>",
    "<svg><image href='http://127.0.0.1:{port}/b'/></svg>",
    "url(http://127.0.0.1:{port}/c)",
    "<iframe src='http://127.0.0.1:{port}/d'>",
]


def test_own_pdf_fetches_nothing_for_hostile_text(client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port, met = server.getsockname()[1], []
        server.settimeout(0.2)

        def listen() -> None:
            try:
                while True:
                    met.append(server.accept())
            except TimeoutError:
                if not done.is_set():
                    listen()

        done = threading.Event()
        thread = threading.Thread(target=listen)
        thread.start()
        texts = [text.replace("{port}", str(port)) for text in HOSTILE]
        plan = make_plan(client, "leeg", title=texts[0], organisation=texts[3])
        for n, text in enumerate(texts):
            add_own(plan, 1, text)
            PlanActivity.objects.filter(title=f"{text} 0").update(title=text, order=50 + n)
        pdf = client.get(f"/plannen/{plan.pk}/pdf").content
        done.set()
        thread.join()

    shown = [title for titles in grid_cells(Tags(pdf)).values() for title in titles]
    assert not met
    assert all(squeezed(text) in shown for text in texts)
    assert list(pikepdf.open(BytesIO(pdf)).attachments) == ["stappenplan.json"]  # our own
    assert b"root:" not in pdf


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        f"file://{STATIC}/../manage.py",
        f"file://{STATIC}/%2e%2e/manage.py",
        f"file://elders{STATIC}/css/pdf/page.css",
        "http://127.0.0.1/x",
        "https://example.org/",
        "data:text/css,x",
        "ftp://127.0.0.1/x",
    ],
)
def test_fetcher_opens_static_files_only(url: str) -> None:
    with pytest.raises(ValueError):
        static_files_only().fetch(url)


def test_fetcher_opens_a_static_file() -> None:
    response = static_files_only().fetch((STATIC / "css" / "pdf" / "page.css").as_uri())

    assert b"@font-face" in response.read()
    response.close()


def test_missing_libraries_give_the_apt_line(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys
    from datetime import date

    class Missing:
        def __getattr__(self, name: str) -> object:
            raise OSError("cannot load library 'libpango-1.0-0'")

    renderer_module.renderer.cache_clear()
    monkeypatch.setitem(sys.modules, "weasyprint", Missing())
    report = ready_report(catalogue, catalogue.profiles[0], date(2027, 1, 1))

    with pytest.raises(ImproperlyConfigured, match="apt-get install libpango-1.0-0"):
        draw(report_page(report))


def test_check_names_the_apt_line_only_when_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError("cannot load library 'libpango-1.0-0'")

    assert pdf_libraries() == []
    monkeypatch.setattr("roadmap.pdf.renderer.CDLL", missing)
    assert pdf_libraries() == []  # under other names, as WeasyPrint knows them
    monkeypatch.setattr("roadmap.pdf.renderer.import_module", missing)
    assert "apt-get install libpango-1.0-0" in pdf_libraries()[0].msg


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Plan 2027", "Plan 2027.pdf"),
        ('../../etc/"passwd"', "etc passwd.pdf"),
        ("a\r\nSet-Cookie: x=1", "a Set-Cookie x=1.pdf"),
        ("...", "Stappenplan.pdf"),
        ("🚀", "🚀.pdf"),
        ("é" * 200, "é" * 80 + ".pdf"),
    ],
)
def test_file_name_is_safe(title: str, name: str) -> None:
    assert file_name(title, "pdf") == name


@given(st.text())
def test_file_name_of_anything_is_one_plain_name(title: str) -> None:
    name = file_name(title, "pdf")

    assert name.endswith(".pdf") and 4 < len(name) <= 84
    assert not set(name) & set('/\\:*?"<>|\r\n\x00')
    assert not name.startswith((".", " "))


def test_pdf_header_is_one_line_for_unicode(client: Client, undrawn: None) -> None:
    plan = make_plan(client, title='Ons "plan" 🚀 é')

    header = client.get(f"/plannen/{plan.pk}/pdf")["Content-Disposition"]

    assert header.startswith("attachment; filename*=utf-8''")
    assert "\n" not in header
