"""What an own plan's PDF tells a manager, part by part, and the choice of what comes in it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pikepdf import Name

from content.catalogue import Catalogue
from roadmap.exchange.imports.pdf_attachment import document_in
from roadmap.history import reading
from roadmap.models import Change, Plan, PlanFactor
from roadmap.pdf import django_settings
from roadmap.pdf.options import PARTS, PdfOptions
from roadmap.pdf.renderer import draw
from roadmap.pdf.report import Report, report_page
from tests.roadmap.conftest import make_plan
from tests.roadmap.pdf.conftest import TODAY, Drawn, PlanInMotion
from tests.roadmap.pdf.reading import is_sound, report_of, squeezed

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HEADINGS = {
    "overzicht": "Waar staan we",
    "rooster": "Rooster",
    "tijdlijn": "Tijdlijn",
    "activiteiten": "Activiteiten per fase",
    "rollen": "Wie hebben we nodig",
    "succesfactoren": "Kritieke succesfactoren",
    "profiel": "Het profiel in woorden",
}


def composed_page(client: Client, plan: Plan, query: str = "") -> Element:
    """The page that would be drawn for an address."""
    response = client.get(f"/plannen/{plan.pk}/pdf?{query}")
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def page_of(report: Report) -> Element:
    return ElementTree.fromstring(report_page(report))


def headings(page: Element, level: str = "h2") -> list[str]:
    return [text_of(one) for one in page.iter(level)]


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def read(plan: Plan, catalogue: Catalogue, *slugs: str, **asked: Any) -> Report:
    """The plan's whole report on TODAY, or these parts of it."""
    parts = tuple(part for part in PARTS if part.slug in slugs)
    return report_of(plan, catalogue, TODAY, PdfOptions(parts or PARTS), **asked)


def test_whole_pdf_holds_every_part_in_order(moving: PlanInMotion) -> None:
    found = [text.partition(", blad")[0] for text in moving.drawn.texts("H2")]

    order = list(HEADINGS.values())
    assert list(dict.fromkeys(text for text in found if text in order)) == order
    assert moving.drawn.texts("H1") == ["Stappenplan AI 2027"]


def test_part_that_holds_nothing_is_not_printed(plan: Plan, catalogue: Catalogue) -> None:
    found = headings(page_of(read(plan, catalogue)))

    assert not {HEADINGS["tijdlijn"], HEADINGS["succesfactoren"]} & set(found)


def test_part_alone_has_the_title_and_nothing_of_the_others(
    plan: Plan, catalogue: Catalogue
) -> None:
    for slug in HEADINGS:
        page = page_of(read(plan, catalogue, slug))

        found = headings(page)
        others = set(HEADINGS.values()) - {HEADINGS[slug]}
        assert headings(page, "h1") == ["Stappenplan AI 2027"], slug
        assert not others & set(found), slug
        assert slug == "rooster" or HEADINGS[slug] in found


@pytest.mark.usefixtures("composed")
def test_parts_come_in_the_order_of_the_pages_whatever_the_order_asked(
    client: Client, plan: Plan
) -> None:
    page = composed_page(client, plan, "deel=rollen&deel=activiteiten")

    assert headings(page) == ["Activiteiten per fase", "Wie hebben we nodig"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("deel=geheim", "Kies uit de onderdelen van de lijst."),
        ("deel=rollen&deel=<b>", "Kies uit de onderdelen van de lijst."),
        ("papier=a5", "Kies A4, A3, A2 of A1."),
    ],
)
def test_unknown_choice_comes_back_with_what_can_be_chosen(
    client: Client, plan: Plan, query: str, message: str
) -> None:
    response = client.get(f"/plannen/{plan.pk}/pdf?{query}")

    assert response.status_code == 422
    page = response.content.decode()
    assert message in page
    assert "Nog geen PDF gemaakt" in page
    assert page.count('name="deel"') == len(PARTS)


def test_choosing_starts_with_all_of_it_on_a4(client: Client, plan: Plan) -> None:
    page = client.get(f"/plannen/{plan.pk}/pdf/kiezen/").content.decode()

    assert page.count(" checked") == len(PARTS) + 1
    assert f'action="/plannen/{plan.pk}/pdf"' in page
    assert f"/plannen/{plan.pk}/pdf/kiezen/" in client.get(f"/plannen/{plan.pk}/").content.decode()


def test_choosing_is_for_who_may_read_the_plan(client: Client, plan: Plan) -> None:
    stranger = Client()

    for address in (f"/plannen/{plan.pk}/pdf", f"/plannen/{plan.pk}/pdf/kiezen/"):
        assert stranger.get(address).status_code == 302


@pytest.mark.usefixtures("composed")
def test_poster_is_the_grid_alone_whatever_else_was_ticked(client: Client, plan: Plan) -> None:
    page = composed_page(client, plan, "papier=a1&deel=rollen")

    assert [table.get("class") for table in page.iter("table")] == ["grid"]
    assert "Organisatiemodel" in text_of(page)


def test_links_of_an_activity_can_be_followed_and_are_tagged(
    moving: PlanInMotion, tmp_path: Path
) -> None:
    assert moving.drawn.texts("Link") == moving.soon.links
    (place,) = [a for sheet in moving.drawn.tags.document.pages for a in sheet.get("/Annots", [])]
    assert str(place.A.URI) == moving.soon.links[0]
    assert is_sound(moving.drawn.pdf, tmp_path)


def test_timeline_tells_days_and_titles_apart(moving: PlanInMotion) -> None:
    assert f"12 mrt 2027 {moving.late.title} (te laat)" in moving.drawn.texts("LI")
    assert f"24 mrt 2027 – 24 apr 2027 {moving.soon.title}" in moving.drawn.texts("LI")


def test_grid_tells_status_lateness_and_dates(moving: PlanInMotion, catalogue: Catalogue) -> None:
    wanted = f"{moving.late.title} Niet gestart · 3 dagen te laat · 12 mrt 2027"
    assert squeezed(wanted) in map(squeezed, moving.drawn.texts("LI"))
    name = catalogue.phase_by_number[2].name
    assert f"2. {name} 1 mei 2027 – 30 jun 2027" in moving.drawn.texts("TH")


def test_summary_says_where_the_plan_stands(moving: PlanInMotion, catalogue: Catalogue) -> None:
    text, tags = " ".join(moving.drawn.pages[0].split()), moving.drawn.tags
    assert "Gevraagd van u: Keur het budget goed Waar staan we" in text
    assert "1 van 42 klaar (2 %) 1 bezig 40 niet gestart 1 te laat" in text
    rows = [
        [tags.text(cell) for kind in ("TD", "TH") for cell in tags.elements(row, kind)]
        for row in tags.elements(tags.root, "TR")
    ]
    assert ["12 mrt 2027", "3 dagen te laat", "An Peeters", moving.late.title] in rows
    assert ["24 mrt 2027", "begint", "nog niemand", moving.soon.title] in rows
    assert ["24 apr 2027", "klaar tegen", "nog niemand", moving.soon.title] in rows
    assert ["1 mei 2027", "fase begint", f"2. {catalogue.phase_by_number[2].name}"] in [
        [cell for cell in row if cell] for row in rows
    ]
    assert "267,5 uur per maand" in text
    assert "Data en/of AI teams: 164,7 uur" in text
    assert "0,5 tot 1 VTE" in text
    assert "architectuur geeft het playbook nog geen rollen" in text


def test_figures_say_in_words_what_they_draw(moving: PlanInMotion) -> None:
    tags = moving.drawn.tags

    alternatives = [str(figure.Alt) for figure in tags.elements(tags.root, "Figure")]
    assert alternatives[0] == "1 van 42 klaar, 1 bezig"
    assert len(alternatives) == 1 + 5 + 5 + 1
    assert "langs de kalender, van 1 maart 2027 tot en met 30 juni 2027" in alternatives[-1]
    assert "vandaag, 15 maart 2027" in alternatives[-1]


def test_figures_stand_on_their_page(moving: PlanInMotion) -> None:
    tags = moving.drawn.tags

    for figure in tags.elements(tags.root, "Figure"):
        left, bottom, right, top = map(float, figure.A.BBox)
        assert 0 < left < right < float(figure.Pg.MediaBox[2])
        assert 0 < bottom < top < float(figure.Pg.MediaBox[3])
    whole, pillar, *_ = tags.elements(tags.root, "Figure")
    assert float(whole.A.BBox[1]) > float(pillar.A.BBox[3])


def test_summary_of_the_longest_texts_is_one_page(client: Client, catalogue: Catalogue) -> None:
    """Also when it says that the fonts lack a character."""
    title = "W" * 119 + "\U00012345"
    plan = make_plan(client, "expert", title=title, organisation="M" * 120)
    plan.asked = "W" * 300
    plan.save()
    days = (TODAY - timedelta(days=400), TODAY + timedelta(days=40))
    for n, row in enumerate(plan.activities.all()):
        row.title, row.owner, row.due_date = f"{n:02}" + "W" * 198, "M" * 120, days[n % 2]
        row.save()
    rows = [f"{pk}" for pk in plan.activities.values_list("pk", flat=True)]
    untouched = {"status": "todo", "phase": 1, "note": "", "due_date": None}
    fields: list[dict[str, Any]] = [{"status": s} for s in ("done", "doing", "todo")] + [
        {"phase": 2},
        {"note": "x"},
    ]
    fields += [{"due_date": "2027-03-01"}]
    edits: list[dict[str, Any]] = [
        {"kind": "activity", "key": row, "before": {n: untouched[n] for n in f}, "after": f}
        for row, f in zip(rows, fields, strict=False)
    ]
    edits += [{"kind": "activity", "key": rows[9], "before": None, "after": {"status": "todo"}}]
    edits += [{"kind": "activity", "key": "0", "before": {"status": "todo"}, "after": None}]
    Change.objects.create(plan=plan, number=99, kind="edit", edits=edits)
    Change.objects.update(at=timezone.now().replace(2027, 3, 10))

    report = read(plan, catalogue, "overzicht")
    drawn = Drawn(draw(report_page(report)))

    assert (
        report.summary.late.more and report.summary.coming.more and report.summary.changes.total > 5
    )
    assert len(drawn.pages) == 1
    assert "Waar staan we" in drawn.text and "Daarnaast de AI-trekker" in drawn.text


def test_summary_tells_what_changed_since_last_month_without_names(
    client: Client, plan: Plan, catalogue: Catalogue
) -> None:
    row = plan.activities.order_by("pk")[0]
    client.post(
        f"/plannen/{plan.pk}/activiteiten/{row.pk}/status/?version={row.version}",
        {"status": "doing", "key": str(uuid4())},
    )
    today = timezone.localdate()

    now = report_of(plan, catalogue, today).summary
    later = report_of(plan, catalogue, today + timedelta(days=31)).summary

    assert [line.text for line in now.changes.lines] == ["1 activiteit begonnen"]
    assert now.since == today  # the plan is no older
    assert later.changes.total == 0
    assert later.since == today + timedelta(days=1)


def test_activities_tell_who_when_status_and_note(moving: PlanInMotion) -> None:
    items = moving.drawn.texts("LI")
    assert any(
        item.startswith(f"{moving.late.title} Niet gestart, 3 dagen te laat · tegen 12 mrt 2027")
        and item.endswith("trekker: An Peeters")
        for item in items
    )
    assert any(
        item.startswith(f"{moving.soon.title} Niet gestart · 24 mrt 2027 – 24 apr 2027")
        for item in items
    )
    assert any(
        item.startswith(f"{moving.doing.title} Bezig · geen datum")
        and "Eerste regel Derde regel" in item
        for item in items
    )


def test_note_keeps_its_lines(moving: PlanInMotion) -> None:
    lines = "\n".join(moving.drawn.pages).splitlines()
    assert "Eerste regel" in lines and "Derde regel" in lines


def test_factors_show_tick_and_note(moving: PlanInMotion, catalogue: Catalogue) -> None:
    first, second, *_ = catalogue.success_factors
    tags = moving.drawn.tags
    rows = {
        tags.text(head): [tags.text(cell) for cell in tags.elements(row, "TD")]
        for row in tags.elements(tags.root, "TR")
        for head in tags.elements(row, "TH")
    }
    assert rows[f"{first.number}. {first.title}"] == ["In orde", "Zo goed als zeker."]
    assert rows[f"{second.number}. {second.title}"] == ["Nog niet afgevinkt", ""]


def test_roles_show_hours_and_the_roles_on_activities(
    moving: PlanInMotion, catalogue: Catalogue
) -> None:
    assert "Samen 267,5" in moving.drawn.text
    assert f"{catalogue.roles[0].name}: 1 activiteit" in moving.drawn.text
    assert "52/12 weken" in moving.drawn.text


def test_roles_of_a_plan_without_any_are_no_table(client: Client, catalogue: Catalogue) -> None:
    plan = make_plan(client, "leeg")
    slug = next(a.slug for a in catalogue.activities if a.track.pillar.number == 5)
    client.post(f"/plannen/{plan.pk}/activiteiten/", {"activiteit": [slug], "version": 1})

    text = text_of(page_of(read(plan, catalogue, "rollen")))

    assert "Voor de pijler AI-architectuur geeft deze uitgave van het playbook nog geen" in text
    assert "uur per maand" not in text


def test_timeline_names_a_far_date_at_its_border(plan: Plan, catalogue: Catalogue) -> None:
    near, far = plan.activities.order_by("pk")[:2]
    near.start_date, near.due_date = date(2027, 1, 1), date(2027, 2, 1)
    far.start_date, far.due_date = date(2027, 1, 1), date(2099, 12, 31)
    near.save()
    far.save()

    text = text_of(page_of(read(plan, catalogue, "tijdlijn")))

    assert "loopt tot 31/12/2099" in text
    assert "Pijl: valt of loopt" in text
    assert "2050" not in text


def test_timeline_that_comes_first_has_the_title_above_its_first_sheet(
    plan: Plan, catalogue: Catalogue
) -> None:
    plan.activities.update(due_date=date(2027, 3, 1))

    pages = Drawn(draw(report_page(read(plan, catalogue, "tijdlijn")))).pages

    first, *others = pages
    assert first.count(plan.title) == 2 and others  # above the sheet and in its foot
    assert all(text.count(plan.title) == 1 for text in others)
    assert all("Tijdlijn, vervolg" in text for text in others)


def test_timeline_without_a_date_says_so(plan: Plan, catalogue: Catalogue) -> None:
    assert "Nog geen fase, activiteit of mijlpaal heeft een datum" in text_of(
        page_of(read(plan, catalogue, "tijdlijn"))
    )


def test_without_notes_there_is_none_in_any_part(plan: Plan, catalogue: Catalogue) -> None:
    row = plan.activities.order_by("pk")[0]
    row.note = "geheime notitie"
    row.save()
    factor = catalogue.success_factors[0].slug
    PlanFactor.objects.create(plan=plan, factor=factor, done=True, note="geheime noot")

    pages = [
        report_page(read(plan, catalogue, with_notes=with_notes)) for with_notes in (True, False)
    ]

    assert [page.count("geheime") for page in pages] == [2, 0]
    assert "In orde" in pages[1]


def act_in_between(client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody gives the plan another title when its rows were read and its history was not."""
    titles = iter(["Intussen anders", None])
    unhindered = reading.edits_since

    def act_after_reading(*args: Any) -> Any:
        if title := next(titles):
            client.post(f"/plannen/{plan.pk}/gegevens/", {"title": title, "version": "1"})
        return unhindered(*args)

    monkeypatch.setattr(reading, "edits_since", act_after_reading)


@pytest.mark.usefixtures("here")
def test_pdf_is_of_one_version_when_an_act_comes_in_between(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    act_in_between(client, plan, monkeypatch)

    pdf = client.get(f"/plannen/{plan.pk}/pdf?deel=profiel").content

    text = Drawn(pdf).text
    assert "Intussen anders" in text and "versie 2" in text
    assert "versie 1" not in text
    document = json.loads(document_in(pdf))
    assert (document["version"], document["plan"]["title"]) == (2, "Intussen anders")


@pytest.mark.usefixtures("here")
def test_attachment_is_the_source_of_the_pdf_and_equals_the_json_export(
    client: Client, plan: Plan
) -> None:
    answer = client.get(f"/plannen/{plan.pk}/pdf?deel=profiel")

    pdf = pikepdf.open(BytesIO(answer.content))
    (file,) = pdf.Root.AF
    assert (str(file.UF), file.AFRelationship) == ("stappenplan.json", Name.Source)
    assert file.EF.F.Subtype == Name("/application/json")
    assert file.EF.F.read_bytes() == client.get(f"/plannen/{plan.pk}/json").content


@pytest.mark.usefixtures("composed")
def test_version_that_is_given_out_again_after_a_restore_is_another_pdf(
    client: Client, plan: Plan
) -> None:
    address = f"/plannen/{plan.pk}/pdf"
    first = client.get(address)
    later = plan.changed_at + timedelta(hours=1)
    Plan.objects.filter(pk=plan.pk).update(title="Na het terugzetten", changed_at=later)

    again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 200
    assert "Na het terugzetten" in again.content.decode()


def test_render_worker_has_the_dutch_of_the_site() -> None:
    for name in ("LANGUAGE_CODE", "TIME_ZONE"):
        assert getattr(django_settings, name) == getattr(settings, name)
