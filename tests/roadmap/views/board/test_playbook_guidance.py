"""What the playbook says of an activity, in a plan: to read, to take over, to begin with."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content import models as m
from roadmap.domain.plan.limits import MAX_STEPS
from roadmap.models import Change, Plan, PlanActivity
from tests.roadmap.conftest import join, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SLUG = "formuleer-een-ai-strategie"
ABSENT = "begeleid-medewerkers"


def row_of(plan: Plan, slug: str = SLUG) -> PlanActivity:
    return plan.activities.get(activity__slug=slug)


@pytest.fixture
def guided() -> None:
    """The playbook says how one activity is done."""
    m.Activity.objects.filter(slug=SLUG).update(
        why="Een **strategie** geeft richting.",
        steps=["Vraag wie beslist", "Schrijf één blad"],
        results=["Een goedgekeurde nota"],
        resources=[{"title": "Canvas", "link": "https://example.org/c", "licence": "CC BY 4.0"}],
    )
    m.PlaybookVersion.objects.update(digest="guided")


def take_over(client: Client, row: PlanActivity, part: str, **data: object) -> int:
    url = f"/plannen/{row.plan_id}/activiteiten/{row.pk}/overnemen/"
    row.refresh_from_db()
    sent = {"version": row.version, "part": part, "key": uuid4()} | data
    return client.post(url, sent).status_code


def texts(row: PlanActivity) -> list[str]:
    row.refresh_from_db()
    return [step["text"] for step in row.steps]


def test_activity_quotes_pillar_and_phase_until_the_second_volume(client: Client) -> None:
    plan = make_plan(client)

    for address in (
        f"/activiteiten/{SLUG}/",
        f"/plannen/{plan.pk}/activiteiten/{row_of(plan).pk}/",
    ):
        page = client.get(address).content.decode()

        assert "<figcaption>Over de pijler Visie &amp; strategie</figcaption>" in page
        assert "<p>Formuleren van een duidelijke AI-ambitie" in page
        assert "<figcaption>Over fase 1, Verkennen &amp; experimenteren</figcaption>" in page
        assert "overnemen" not in page


@pytest.mark.usefixtures("guided")
def test_activity_shows_the_second_volume(client: Client) -> None:
    plan = make_plan(client)
    place = f"/plannen/{plan.pk}/activiteiten/{row_of(plan).pk}/"
    reader = join(plan, "lees", "reader")

    for visitor, address in ((client, f"/activiteiten/{SLUG}/"), (client, place), (reader, place)):
        page = visitor.get(address).content.decode()

        assert "Een <strong>strategie</strong> geeft richting." in page
        assert "<li>Vraag wie beslist</li>" in page
        assert '<a href="https://example.org/c" rel="noreferrer">Canvas</a>' in page
        assert "(licentie: CC BY 4.0)" in page
        assert "<blockquote" not in page
        assert "<h3>Wie</h3>" not in page


@pytest.mark.usefixtures("guided")
def test_take_over_is_one_act_with_undo(client: Client) -> None:
    plan = make_plan(client)
    row = row_of(plan)
    PlanActivity.objects.filter(pk=row.pk).update(steps=[{"done": True, "text": "Bel An"}])
    changes = Change.objects.filter(plan=plan).count()

    assert take_over(client, row, "steps") == 303
    assert texts(row) == ["Bel An", "Vraag wie beslist", "Schrijf één blad"]
    assert row.steps[0]["done"]
    assert Change.objects.filter(plan=plan).count() == changes + 1

    assert take_over(client, row, "steps") == 303  # again: nothing twice
    assert take_over(client, row, "results") == 303
    assert texts(row)[-2:] == ["Schrijf één blad", "Een goedgekeurde nota"]

    client.post(f"/plannen/{plan.pk}/ongedaan/", {"key": uuid4()})
    assert texts(row) == ["Bel An", "Vraag wie beslist", "Schrijf één blad"]


@pytest.mark.usefixtures("guided")
def test_take_over_refuses_what_does_not_fit(client: Client) -> None:
    plan = make_plan(client)
    row = row_of(plan)
    full = [{"done": False, "text": str(number)} for number in range(MAX_STEPS - 1)]
    PlanActivity.objects.filter(pk=row.pk).update(steps=full)

    assert take_over(client, row, "steps") == 422
    assert take_over(client, row, "why") == 422
    assert take_over(client, row, "results", version=99) == 409
    assert len(texts(row)) == MAX_STEPS - 1


def test_add_to_plan_in_the_phase_of_choice(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    plan = make_plan(client)
    address = f"/plannen/toevoegen/{ABSENT}/"
    assert f'href="{address}"' in client.get(f"/activiteiten/{ABSENT}/").content.decode()

    with django_assert_num_queries(4):
        page = client.get(address).content.decode()
    response = client.post(address, {"plan": plan.pk, "phase": 5, "key": uuid4()})

    assert plan.title in page
    assert response.status_code == 303
    assert row_of(plan, ABSENT).phase.number == 5
    assert "Daar staat ze al in" in client.get(address).content.decode()


def test_add_to_plan_without_a_plan_leads_to_a_new_one(client: Client) -> None:
    page = client.get(f"/plannen/toevoegen/{ABSENT}/").content.decode()

    assert "U hebt nog geen stappenplan" in page
    assert 'href="/plannen/nieuw/"' in page


def test_add_to_plan_of_somebody_else_is_no_choice(client: Client) -> None:
    plan = make_plan(Client())
    make_plan(client)

    response = client.post(
        f"/plannen/toevoegen/{ABSENT}/", {"plan": plan.pk, "phase": 1, "key": uuid4()}
    )

    assert response.status_code == 422
    assert "Kies een van uw stappenplannen." in response.content.decode()
    assert not plan.activities.filter(activity__slug=ABSENT).exists()


def test_add_to_plan_of_an_unknown_activity_is_404(client: Client) -> None:
    assert client.get("/plannen/toevoegen/bestaat-niet/").status_code == 404


def test_add_offers_what_a_search_finds(client: Client) -> None:
    plan = make_plan(client)

    def page(text: str) -> str:
        address = f"/plannen/{plan.pk}/toevoegen/"
        html = client.get(address, {"zoek": text, "fase": "3"}).content.decode()
        return " ".join(html.split())

    found = page("werknemer")
    assert "1 activiteit gevonden met ‘werknemer’." in found
    assert f'name="activity" value="{ABSENT}"' in found
    assert '<input type="hidden" name="fase" value="3">' in found
    assert "0 activiteiten gevonden met ‘begleiden’. Bedoelde u ‘begeleiden’?" in page("begleiden")
    assert "gevonden met" not in page(" ")


@pytest.mark.parametrize("page", ["", "lijst/"])
def test_filter_of_a_plan_knows_the_words_of_the_playbook(client: Client, page: str) -> None:
    address = f"/plannen/{make_plan(client).pk}/{page}"

    found = client.get(address, {"q": "vormingen"}).content.decode()
    missed = client.get(address, {"q": "opleidng"}).content.decode()

    assert "<strong>1</strong> van 42" in found
    assert "Voorzie opleiding" in found
    assert f'Bedoelde u <a href="{address}?q=opleiding">opleiding</a>?' in missed
    assert "Bedoelde u" not in client.get(address, {"q": "zwembad"}).content.decode()
