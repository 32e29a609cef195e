"""Making, opening, changing and deleting a plan without an account."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client, TestCase
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from content import published
from content.catalogue import Catalogue
from content.models import Phase, Track
from roadmap.models import Plan, PlanActivity
from roadmap.pdf_cache import Audience, cache_key
from roadmap.views.plans.lifecycle import PAGE_SIZE
from tests.roadmap.conftest import make_plan

pytestmark = pytest.mark.django_db


def cells(page: str) -> dict[tuple[str, int], list[str]]:
    """The titles in each cell of the page's grid, by row heading and column."""
    found = {}
    body = page.replace("\u00ad", "").split("<tbody>")[1].split("</tbody>")[0]
    for row in body.split("<tr ")[1:]:
        headings = re.findall(r'<th scope="row"[^>]*>(.*?)</th>', row, re.DOTALL)
        heading = " / ".join(" ".join(re.sub(r"<[^>]+>", "", h).split()) for h in headings)
        for column, cell in enumerate(re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL), 1):
            found[heading, column] = [
                re.sub(r"<[^>]+>", "", item).strip()
                for item in re.findall(r"<li[^>]*>(.*?)</li>", cell, re.DOTALL)
            ]
    return found


@pytest.mark.parametrize(("profile", "count"), [("verkenner", 16), ("piloot", 42), ("expert", 53)])
def test_ready_plan_grid_is_the_catalogues(
    client: Client, catalogue: Catalogue, profile: str, count: int
) -> None:
    page = client.get(f"/stappenplannen/{profile}/").content.decode()

    grid = cells(page)
    assert sum(map(len, grid.values())) == count
    assert len(grid) == 7 * 5
    assert "4 Mens &amp; organisatie Organisatiemodel" in {heading for heading, _ in grid}
    pillars = len({heading[0] for (heading, _), titles in grid.items() if titles})
    assert page.count('<th scope="col"') == 5 + 4 + pillars  # the phases; the table of the roles
    assert page.count("<table") == 2


def test_ready_plan_piloot_shows_earlier_and_following(client: Client) -> None:
    page = client.get("/stappenplannen/piloot/").content.decode()

    earlier = page.split('id="eerder"')[1].split("</details>")[0]
    following = page.split('id="volgend"')[1].split("</details>")[0]
    assert earlier.count("<li ") == 1
    assert following.count("<li ") == 11


def test_ready_plan_unknown_is_404(client: Client) -> None:
    assert client.get("/stappenplannen/goeroe/").status_code == 404
    assert client.get("/stappenplannen/goeroe/pdf").status_code == 404


def test_new_plan_from_profile(client: Client, catalogue: Catalogue, plan: Plan) -> None:
    assert plan.activities.count() == 42
    assert set(plan.start.values()) == {"piloot"}
    page = client.get(f"/plannen/{plan.pk}/").content.decode()
    assert sum(map(len, cells(page).values())) == 42
    assert "Uit een eerder profiel" in page
    end = timezone.localdate() + timedelta(days=90)
    assert f"{end.day} " in page and str(end.year) in page


def test_new_plan_per_pillar(client: Client) -> None:
    plan = make_plan(
        client, "per-pijler", **{"pijler-innovatie": "verkenner", "pijler-betrouwbare-ai": "piloot"}
    )

    assert plan.start == {"innovatie": "verkenner", "betrouwbare-ai": "piloot"}
    assert plan.activities.count() == 9


def test_new_plan_empty_leads_to_the_choice(client: Client) -> None:
    response = client.post("/plannen/nieuw/", {"title": "Leeg", "start": "leeg"})

    plan = Plan.objects.get()
    assert response["Location"] == f"/plannen/{plan.pk}/activiteiten/"
    page = client.get(f"/plannen/{plan.pk}/").content.decode()
    assert "Dit plan is nog leeg" in page
    assert "Uit een eerder profiel" not in page


def test_new_plan_tells_what_each_profile_begins_with(client: Client, catalogue: Catalogue) -> None:
    page = client.get("/plannen/nieuw/").content.decode()

    table = page.split("<tbody>")[1].split("</table>")[0]
    found = [[int(n) for n in re.findall(r">(\d+)</td>", row)] for row in table.split("<tr>")[1:]]
    assert found[-1] == [16, 42, 53] == [sum(column) for column in zip(*found[:-1], strict=True)]
    grid = cells(client.get("/stappenplannen/piloot/").content.decode())
    for phase in catalogue.phases:
        in_grid = sum(len(titles) for (_, n), titles in grid.items() if n == phase.number)
        assert found[phase.number - 1][1] == in_grid


def test_new_plan_from_link_is_chosen_beforehand(client: Client) -> None:
    page = client.get("/plannen/nieuw/?start=expert").content.decode()

    assert re.search(r'value="expert"[^>]*checked', page)


def test_new_plan_bad_input_is_422_and_nothing_stored(client: Client) -> None:
    for data, message in [
        ({"title": "", "start": "piloot"}, "Geef het stappenplan een titel."),
        ({"title": "   ", "start": "piloot"}, "Geef het stappenplan een titel."),
        ({"title": "\u200b\u200d", "start": "piloot"}, "zichtbaar teken"),
        ({"title": "a\ue000b", "start": "piloot"}, "Na ‘a’ staat"),
        ({"title": "a\ufffeb", "start": "piloot"}, "Na ‘a’ staat"),
        ({"title": "x" * 121, "start": "piloot"}, "120"),
        ({"title": "Plan", "start": "goeroe"}, "Kies een van de mogelijkheden."),
        ({"title": "Plan"}, "Kies waar u van vertrekt."),
        ({"title": "Plan", "start": "per-pijler"}, "minstens één pijler"),
        ({"title": "Plan", "start": "per-pijler", "pijler-innovatie": "x"}, "pijler"),
    ]:
        response = client.post("/plannen/nieuw/", data | {"organisation": "Mijn organisatie"})

        page = response.content.decode()
        assert response.status_code == 422, data
        assert message in page
        assert "Mijn organisatie" in page
        assert Plan.objects.count() == 0
        assert "sessie" not in client.cookies


def test_new_plan_extra_fields_are_ignored(client: Client) -> None:
    plan = make_plan(client, version="9", browser="x", id=str(uuid4()), kept_until="2099-01-01")

    assert plan.version == 1
    assert plan.browser != "x"
    assert plan.kept_until is not None and plan.kept_until < date(2099, 1, 1)


def test_title_is_shown_as_text_and_normalised(client: Client) -> None:
    plan = make_plan(client, title="Cafe\u0301 <script>x</script> \u202eRTL")

    page = client.get(f"/plannen/{plan.pk}/").content.decode()
    assert plan.title.startswith("Café")
    assert "<script>x" not in page
    assert "<bdi>Café" in page


def test_plan_after_its_end_is_gone(client: Client, plan: Plan) -> None:
    Plan.objects.update(kept_until=timezone.localdate() - timedelta(days=1))

    for address in ("", "pdf", "voortgang/", "gegevens/", "activiteiten/", "verwijderen/"):
        assert client.get(f"/plannen/{plan.pk}/{address}").status_code == 302, address
    call_command("delete_expired", verbosity=0)
    assert PlanActivity.objects.count() == 0


def test_plan_after_its_end_leaves_no_pdf(client: Client, plan: Plan) -> None:
    caches["pdfs"].set(cache_key(plan.pk, Audience.MEMBERS), ("tag", b"%PDF"))
    Plan.objects.update(kept_until=timezone.localdate() - timedelta(days=1))

    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("delete_expired", verbosity=0)

    assert caches["pdfs"].get(cache_key(plan.pk, Audience.MEMBERS)) is None


def test_my_plans_lists_only_this_browsers(client: Client, plan: Plan) -> None:
    make_plan(Client(), title="Van een ander")

    page = client.get("/plannen/").content.decode()

    assert plan.title in page
    assert "<strong>0</strong> van 42 klaar" in page
    assert "Van een ander" not in page
    assert "nog geen stappenplan" in Client().get("/plannen/").content.decode()


def test_my_plans_come_in_pages(
    client: Client, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Each costs as much, however many there are."""
    client.get("/plannen/")  # its news is shown once
    for number in range(PAGE_SIZE):
        Plan.objects.create(
            title=f"Nog {number}",
            browser=plan.browser,
            kept_until=plan.kept_until,
            playbook_version=plan.playbook_version,
        )

    with django_assert_num_queries(4):
        first = client.get("/plannen/").content.decode()
    second = client.get("/plannen/?pagina=2").content.decode()

    assert (first.count("><bdi>Nog "), second.count("><bdi>Nog ")) == (PAGE_SIZE, 0)
    assert plan.title not in first and plan.title in second
    assert "1 van 2" in first and 'href="?pagina=2" rel="next">Volgende' in first
    assert client.get("/plannen/?pagina=x").content.decode().count("1 van 2") == 1


def test_describe_renames(client: Client, plan: Plan) -> None:
    response = client.post(
        f"/plannen/{plan.pk}/gegevens/",
        {"title": "Nieuwe titel", "organisation": "", "version": "1"},
    )

    assert response.status_code == 302
    plan.refresh_from_db()
    assert (plan.title, plan.organisation, plan.version) == ("Nieuwe titel", "", 2)
    assert "De gegevens zijn bewaard." in client.get(response["Location"]).content.decode()


def test_describe_without_a_sound_version_is_422(client: Client, plan: Plan) -> None:
    for version in ["", "-1", "x", "99999999999"]:
        response = client.post(
            f"/plannen/{plan.pk}/gegevens/", {"title": "Getypt", "version": version}
        )

        assert response.status_code == 422, version
        assert 'value="Getypt"' in response.content.decode()
        assert Plan.objects.get().title == plan.title


def test_choose_makes_the_plan_hold_what_is_ticked(
    client: Client, catalogue: Catalogue, plan: Plan
) -> None:
    kept = plan.activities.get(activity__slug="creeer-bewustzijn")
    PlanActivity.objects.filter(pk=kept.pk).update(note="Blijft staan", status="doing")
    ticked = ["creeer-bewustzijn", "beslissingsorganen"]

    response = client.post(
        f"/plannen/{plan.pk}/activiteiten/", {"activiteit": ticked, "version": "1"}
    )

    assert response.status_code == 302
    assert plan.slugs() == set(ticked)
    assert plan.activities.get(pk=kept.pk).note == "Blijft staan"


def test_choose_whole_pillar_without_script(client: Client, plan: Plan) -> None:
    client.post(f"/plannen/{plan.pk}/activiteiten/", {"pijler": ["innovatie"], "version": "1"})

    assert plan.activities.count() == 9
    assert {a.track.pillar.slug for a in plan.activities.all()} == {"innovatie"}


def test_choose_leaves_own_and_retired_activities(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    track, phase = Track.objects.get(slug="ai-use-cases"), Phase.objects.get(number=1)
    plan.activities.create(title="Van ons", track=track, phase=phase, order=9)
    retired = plan.activities.get(activity__slug="positionering").activity
    assert retired
    retired.retired = True
    retired.save()
    monkeypatch.setattr(published, "_held", None)  # changed behind its digest

    client.post(f"/plannen/{plan.pk}/activiteiten/", {"activiteit": [], "version": "1"})

    assert {a.title for a in plan.activities.all()} == {"Van ons", "Positionering"}
    page = client.get(f"/plannen/{plan.pk}/").content.decode()
    assert "Van ons" in page


def test_choose_of_an_older_version_is_409_and_keeps_the_ticks(client: Client, plan: Plan) -> None:
    address = f"/plannen/{plan.pk}/activiteiten/"
    client.post(address, {"activiteit": ["positionering", "processen"], "version": "1"})

    second = client.post(address, {"activiteit": ["positionering", "bewaak-de-data"], "version": 1})

    page = " ".join(second.content.decode().split())
    assert second.status_code == 409
    assert plan.slugs() == {"positionering", "processen"}
    assert re.search(r'value="bewaak-de-data" checked', page)
    assert page.count("staat nu wel in het plan") == 1
    assert page.count("staat nu niet in het plan") == 1
    assert 'name="version" value="2"' in page


def test_choose_unknown_activity_is_422_and_keeps_the_ticks(client: Client, plan: Plan) -> None:
    response = client.post(
        f"/plannen/{plan.pk}/activiteiten/",
        {"activiteit": ["positionering", "bestaat-niet"], "version": "1"},
    )

    page = " ".join(response.content.decode().split())
    assert response.status_code == 422
    assert re.search(r'value="positionering" checked', page)
    assert plan.activities.count() == 42


def test_delete_asks_first(client: Client, plan: Plan) -> None:
    address = f"/plannen/{plan.pk}/verwijderen/"

    assert "verwijderen?" in client.get(address).content.decode()
    assert Plan.objects.count() == 1
    response = client.post(address, {"version": "1"}, follow=True)
    assert Plan.objects.count() == 0
    assert "is verwijderd" in response.content.decode()


def test_delete_of_an_older_version_is_409(client: Client, plan: Plan) -> None:
    client.post(f"/plannen/{plan.pk}/gegevens/", {"title": "Anders", "version": "1"})

    response = client.post(f"/plannen/{plan.pk}/verwijderen/", {"version": "1"})

    assert response.status_code == 409
    assert Plan.objects.count() == 1


def test_delete_empty_post_deletes_nothing(client: Client, plan: Plan) -> None:
    assert client.post(f"/plannen/{plan.pk}/verwijderen/", {}).status_code == 422
    assert Plan.objects.count() == 1


def test_change_moves_the_end_date(client: Client, plan: Plan) -> None:
    soon = timezone.localdate() + timedelta(days=3)
    Plan.objects.update(kept_until=soon)

    client.post(f"/plannen/{plan.pk}/gegevens/", {"title": "Anders", "version": "1"})

    assert Plan.objects.get().kept_until == timezone.localdate() + timedelta(days=90)


def test_plan_page_queries_do_not_grow(
    client: Client,
    catalogue: Catalogue,
    plan: Plan,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    track, phase = Track.objects.get(slug="ai-use-cases"), Phase.objects.get(number=1)
    client.get(f"/plannen/{plan.pk}/")  # its news is shown once
    PlanActivity.objects.bulk_create(
        PlanActivity(plan=plan, title=f"Eigen {n}", track=track, phase=phase, order=n)
        for n in range(258)
    )
    Plan.objects.update(version=2)

    with django_assert_max_num_queries(5):
        page = client.get(f"/plannen/{plan.pk}/").content.decode()
    assert "Eigen 257" in page
    with django_assert_max_num_queries(3):
        client.get(f"/plannen/{plan.pk}/")


def test_plan_page_unchanged_is_304(client: Client, plan: Plan) -> None:
    client.get(f"/plannen/{plan.pk}/")
    first = client.get(f"/plannen/{plan.pk}/")
    tag = {"If-None-Match": first["ETag"]}

    assert client.get(f"/plannen/{plan.pk}/", headers=tag).status_code == 304
    assert Client().get(f"/plannen/{plan.pk}/", headers=tag).status_code == 302
    client.post(f"/plannen/{plan.pk}/gegevens/", {"title": "Anders", "version": "1"})
    assert client.get(f"/plannen/{plan.pk}/", headers=tag).status_code == 200


def row(plan: Plan) -> PlanActivity:
    return PlanActivity(
        plan=plan,
        title="X",
        track=Track.objects.get(slug="ai-use-cases"),
        phase=Phase.objects.get(number=1),
        order=1,
    )


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("plan_activity_has_title", {"title": ""}),
        ("plan_activity_status_known", {"status": "later"}),
        (
            "plan_activity_due_after_start",
            {"start_date": date(2027, 2, 1), "due_date": date(2027, 1, 1)},
        ),
        ("plan_activity_note_fits", {"note": "x" * 2001}),
    ],
)
def test_plan_activity_constraints(plan: Plan, name: str, values: dict[str, object]) -> None:
    activity = row(plan)
    for field, value in values.items():
        setattr(activity, field, value)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        activity.save()


def test_plan_constraints(plan: Plan) -> None:
    twice = row(plan)
    twice.activity = plan.activities.all()[0].activity

    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save()
    with pytest.raises(IntegrityError, match="plan_has_title"), transaction.atomic():
        Plan.objects.update(title="")


def test_row_of_a_plan_says_how_far_it_is_and_what_presses(client: Client, plan: Plan) -> None:
    make_plan(client, start="verkenner", title="Niets gepland")
    today = timezone.localdate()
    late, soon, done, *_ = plan.activities.all()
    for row, status, days in ((late, "doing", -3), (soon, "todo", 9), (done, "done", 2)):
        plan.activities.filter(pk=row.pk).update(
            status=status, due_date=today + timedelta(days=days)
        )

    page = client.get("/plannen/").content.decode()

    quiet, busy = page.split('<div class="what">')[1:]
    assert "0</strong> van 16 klaar" in quiet and "Geen volgende datum" in quiet
    assert "1</strong> van 42 klaar" in busy and "1 bezig" in busy
    assert f'<a class="late" href="/plannen/{plan.pk}/aan-zet/">1 te laat' in busy
    assert f"Volgende: {date_format(today + timedelta(days=9), 'j F Y')}" in busy
