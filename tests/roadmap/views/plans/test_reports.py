"""The pages on which a plan is followed: progress, filter, timeline, phases, roles."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from content.models import Phase, Track
from roadmap.models import Membership, Plan, PlanActivity
from tests.roadmap.conftest import make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.once]

Days = dict[str, str]


def text_of(client: Client, plan: Plan, address: str = "", status: int = 200) -> str:
    """The words of a page as one line, without its markup."""
    response = client.get(f"/plannen/{plan.pk}/{address}")
    assert response.status_code == status
    return words(response.content.decode())


def words(page: str) -> str:
    return " ".join(
        unescape(re.sub(r"<[^>]+>", " ", page.split("<main")[1].split(">", 1)[1])).split()
    )


def set_activity(plan: Plan, slug: str, **fields: object) -> None:
    """Change an activity behind the page's back, and the plan's version with it."""
    plan.activities.filter(activity__slug=slug).update(**fields)
    Plan.objects.filter(pk=plan.pk).update(version=plan.version + 1)
    plan.refresh_from_db()


def days_from_now(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def phase_days(**given: str) -> Days:
    """Posted fields of the phases' form: all ten, of which `f1_begin` … are filled."""
    names = [f"fase-{n}-{end}" for n in range(1, 6) for end in ("begin", "eind")]
    return dict.fromkeys(names, "") | {
        f"fase-{key[1]}-{key[3:]}": value for key, value in given.items()
    }


# --- progress


def test_plan_page_tells_where_it_stands(client: Client, plan: Plan) -> None:
    set_activity(plan, "positionering", status="done")
    set_activity(plan, "processen", due_date=days_from_now(-3), owner="An Peeters")
    set_activity(plan, "creeer-bewustzijn", due_date=days_from_now(1), status="doing")

    page = text_of(client, plan)

    assert "1 van 42 klaar (2 %) 1 bezig 40 niet gestart 1 te laat Volgende: " in page
    assert f"{days_from_now(1).year} , Creëer bewustzijn" in page
    assert "Processen Niet gestart 3 dagen te laat AP trekker: An Peeters" in page


def test_plan_page_is_silent_when_nothing_presses(client: Client, plan: Plan) -> None:
    page = text_of(client, plan)

    assert "0 van 42 klaar (0 %)" in page
    assert "te laat" not in page and "Volgende:" not in page


def test_plan_page_of_another_day_is_made_anew(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_activity(plan, "processen", due_date=days_from_now(0))
    client.get(f"/plannen/{plan.pk}/")
    first = client.get(f"/plannen/{plan.pk}/")
    assert "vandaag" in words(first.content.decode())
    tomorrow = days_from_now(1)
    monkeypatch.setattr(timezone, "localdate", lambda: tomorrow)

    second = client.get(f"/plannen/{plan.pk}/", headers={"If-None-Match": first["ETag"]})

    assert second.status_code == 200
    assert "1 dag te laat" in words(second.content.decode())


def test_progress_per_pillar_and_phase(client: Client, plan: Plan) -> None:
    set_activity(plan, "positionering", status="done")

    page = text_of(client, plan, "voortgang/")

    assert "1. Visie & strategie 0 % 0 0 3 3" in page
    assert re.search(r"4\. Mens & organisatie 7 % 1 0 12 13", page)
    assert page.count("Het hele plan 2 % 1 0 41 42") == 2
    assert "Niets is te laat." in page


def test_progress_of_an_empty_plan_says_what_to_do(client: Client) -> None:
    plan = make_plan(client, "leeg")

    assert "Kies eerst de activiteiten" in text_of(client, plan, "voortgang/")
    assert "Kies eerst activiteiten" in text_of(client, plan, "rollen/")


# --- filter


def test_filter_in_the_address(client: Client, plan: Plan) -> None:
    set_activity(plan, "processen", status="doing", owner="An Peeters")
    for query, count in [
        ("q=positionering", 1),
        ("status=doing", 1),
        ("eigenaar=An+Peeters", 1),
        ("eigenaar=(niemand)", 41),
        ("pijler=innovatie", 9),
        ("pijler=innovatie&status=doing", 0),
        ("q=&status=&pijler=&eigenaar=", 42),
    ]:
        response = client.get(f"/plannen/{plan.pk}/?{query}")

        page = response.content.decode()
        assert response.status_code == 200, query
        assert f"{count} van 42 activiteiten · Toon alles" in words(page)
        grid = re.search(r'<table class="grid".*?</table>', page, re.S)
        assert (grid[0].count('class="card-of-plan"') if grid else 0) == count
        assert ("Geen activiteiten gevonden" in page) == (count == 0)
        assert "ETag" not in response


def test_filter_knows_an_owner_in_any_capitals(client: Client, plan: Plan) -> None:
    set_activity(plan, "processen", owner="Zoë")
    set_activity(plan, "positionering", owner="ZOË")
    for asked, meant, count in [
        ("Zoë", "Zoë", 2),
        ("ZOË", "Zoë", 2),
        ("zoe%CC%88", "Zoë", 2),
        ("+zoë%20", "Zoë", 2),
        ("(Niemand)", "(niemand)", 40),
    ]:
        response = client.get(f"/plannen/{plan.pk}/?eigenaar={asked}")

        page = response.content.decode()
        assert response.status_code == 200, asked
        assert f"{count} van 42 activiteiten" in words(page)
        assert re.search(rf'<option value="{re.escape(meant)}"\s+selected\s*>', page)


def test_filter_leaves_the_strip_of_the_whole(client: Client, plan: Plan) -> None:
    assert "0 van 42 klaar" in text_of(client, plan, "?pijler=ai-architectuur")


def test_filter_unknown_value_is_422_and_shows_all(client: Client, plan: Plan) -> None:
    for query, message in [
        ("eigenaar=Bart", "Deze naam staat bij geen enkele activiteit (meer)."),
        ("status=weg", "Kies een van de statussen."),
        ("pijler=x", "Kies een van de pijlers."),
        ("q=" + "x" * 101, "100"),
    ]:
        page = text_of(client, plan, f"?{query}", status=422)

        assert message in page
        assert "Niet gefilterd: kijk de filters hierboven na. 42 van 42 activiteiten" in page


def test_filter_is_not_what_the_next_visit_gets(client: Client, plan: Plan) -> None:
    client.get(f"/plannen/{plan.pk}/?q=positionering")

    assert client.get(f"/plannen/{plan.pk}/").content.decode().count('class="card-of-plan"') > 40


def test_filter_other_parameters_are_no_filter(client: Client, plan: Plan) -> None:
    client.get(f"/plannen/{plan.pk}/")

    assert client.get(f"/plannen/{plan.pk}/?utm_source=mail")["ETag"]


# --- phases and timeline


def test_timeline_without_dates_leads_to_the_phases(client: Client, plan: Plan) -> None:
    page = client.get(f"/plannen/{plan.pk}/tijdlijn/").content.decode()

    assert "Nog geen begin of einde" in page
    assert f'href="/plannen/{plan.pk}/fasen/"' in page
    assert "42 activiteiten zonder begin of einde" in words(page)


def test_phases_proposal_is_filled_in_and_not_saved(client: Client, plan: Plan) -> None:
    response = client.get(f"/plannen/{plan.pk}/fasen/?begin=2027-01-01&maanden=12")

    page = response.content.decode()
    assert response.status_code == 200
    assert "12 maanden over 5 fasen: 2 maanden per fase" in words(page)
    assert re.search(r'name="fase-5-eind"\s+value="2027-12-31"', page)
    plan.refresh_from_db()
    assert plan.phase_dates == {}


def test_phases_bad_proposal_is_422(client: Client, plan: Plan) -> None:
    for query, message in [
        ("begin=&maanden=12", "Kies de eerste dag van het plan."),
        ("begin=2027-02-29&maanden=12", "bestaande datum"),
        ("begin=0001-01-01&maanden=12", "bestaande datum"),
        ("begin=9999-12-31&maanden=36", "bestaande datum"),
        ("begin=2100-06-01&maanden=12", "loopt tot na 2100"),
        ("begin=2027-01-01&maanden=13", "Kies een van de mogelijkheden."),
        ("begin=2027-01-01", "Kies hoe lang het plan duurt."),
    ]:
        assert message in text_of(client, plan, f"fasen/?{query}", status=422)


def test_phases_proposal_up_to_the_last_year(client: Client, plan: Plan) -> None:
    text_of(client, plan, "fasen/?begin=2100-01-01&maanden=12")


def test_phases_are_saved_and_drawn(client: Client, plan: Plan) -> None:
    data = phase_days(
        f1_begin="2027-01-01", f1_eind="2027-02-28", f3_begin="2027-03-01", f3_eind="2028-03-31"
    )

    response = client.post(f"/plannen/{plan.pk}/fasen/", data | {"version": "1"}, follow=True)

    plan.refresh_from_db()
    assert plan.phase_dates == {
        "1": ["2027-01-01", "2027-02-28"],
        "3": ["2027-03-01", "2028-03-31"],
    }
    page = words(response.content.decode())
    assert "Begin en einde van de fasen zijn bewaard." in page
    assert "Van januari 2027 tot en met maart 2028." in page
    assert "3. Capaciteiten ontwikkelen 1 mrt 2027 tot en met 31 mrt 2028" in page
    assert "2. Keuzes maken geen datum" in page
    assert response.content.decode().count("<rect ") == 2
    history = text_of(client, plan, "geschiedenis/")
    assert (
        "Begin en einde van de fasen: (leeg) → fase 1: 1 januari 2027 tot en met 28 februari 2027"
        in history
    )


def test_phases_are_drawn_as_they_are_typed(client: Client, plan: Plan) -> None:
    """Half a date, or a last day before the first one, is no bar yet."""
    address = f"/plannen/{plan.pk}/fasen/"
    typed = phase_days(
        f1_begin="2027-01-01",
        f1_eind="2027-06-30",
        f2_begin="2026-12-01",
        f2_eind="2027-02-28",
        f3_begin="31/",
        f3_eind="2027-06-30",
        f4_begin="2027-06-01",
        f4_eind="2027-05-01",
    )

    drawn = client.get(address, typed, headers={"X-Part": "1"}).content.decode()
    stored = client.get(address, headers={"X-Part": "1"}).content.decode()

    assert drawn.count("<rect ") == 2 and drawn.count("geen begin of einde") == 3
    assert "Fase 2 begint vroeger dan fase 1." in drawn and "<form" not in drawn
    assert "<rect " not in stored and 'name="fase-1-begin"' in stored
    assert Plan.objects.get().phase_dates == {}


def test_phases_can_be_emptied(client: Client, plan: Plan) -> None:
    Plan.objects.update(phase_dates={"1": ["2027-01-01", "2027-02-28"]})

    client.post(f"/plannen/{plan.pk}/fasen/", phase_days() | {"version": "1"})

    assert Plan.objects.get().phase_dates == {}


def test_phases_overlap_is_saved_and_said(client: Client, plan: Plan) -> None:
    data = phase_days(
        f1_begin="2027-01-01", f1_eind="2027-03-31", f2_begin="2027-03-01", f2_eind="2027-06-30"
    )

    response = client.post(f"/plannen/{plan.pk}/fasen/", data | {"version": "1"}, follow=True)

    assert "Fase 1 en fase 2 overlappen 31 dagen." in words(response.content.decode())


def test_phases_bad_input_is_422_and_kept(client: Client, plan: Plan) -> None:
    for data, message in [
        (
            phase_days(f2_begin="2027-03-01", f2_eind="2027-02-28"),
            "Kies een laatste dag op of na de eerste dag.",
        ),
        (
            phase_days(f2_begin="2027-03-01"),
            "Laatste dag van fase 2 – Geef een eerste en een laatste dag",
        ),
        (
            phase_days(f2_eind="2027-03-01"),
            "Eerste dag van fase 2 – Geef een eerste en een laatste dag",
        ),
        (phase_days(f1_begin="2027-02-29", f1_eind="2027-03-01"), "bestaande datum"),
        (phase_days(f1_begin="0001-01-01", f1_eind="9999-12-31"), "bestaande datum"),
        (phase_days(f1_begin="2027-01-01", f1_eind="2027-03-01") | {"version": "x"}, ""),
        (phase_days() | {"version": ""}, ""),
    ]:
        response = client.post(f"/plannen/{plan.pk}/fasen/", {"version": "1"} | data)

        page = response.content.decode()
        assert response.status_code == 422, data
        assert (
            "<title>Fout: Begin en einde van de fasen · Stappenplan AI 2027 – AI Playbook<" in page
        )
        assert message in words(page)
        for value in {value for name, value in data.items() if value and name != "version"}:
            assert f'value="{value}"' in page
        assert Plan.objects.get().phase_dates == {}


def test_phases_of_an_older_version_is_409_with_both(client: Client, plan: Plan) -> None:
    address = f"/plannen/{plan.pk}/fasen/"
    one = phase_days(f1_begin="2027-01-01", f1_eind="2027-02-28")
    two = phase_days(f1_begin="2027-05-01", f1_eind="2027-06-30")
    client.post(address, one | {"version": "1"})

    response = client.post(address, two | {"version": "1"})

    page = response.content.decode()
    assert response.status_code == 409
    assert "1 januari 2027 tot en met 28 februari 2027" in page
    assert 'value="2027-05-01"' in page
    assert 'name="version" value="2"' in page
    assert client.post(address, two | {"version": "2"}).status_code == 302
    assert Plan.objects.get().phase_dates == {"1": ["2027-05-01", "2027-06-30"]}


def test_phases_do_not_conflict_with_a_new_title(client: Client, plan: Plan) -> None:
    client.post(f"/plannen/{plan.pk}/gegevens/", {"title": "Anders", "version": "1"})
    days = phase_days(f1_begin="2027-01-01", f1_eind="2027-02-28")

    assert client.post(f"/plannen/{plan.pk}/fasen/", days | {"version": "1"}).status_code == 302


def test_timeline_shows_activities_with_dates(client: Client, plan: Plan) -> None:
    year = timezone.localdate().year
    set_activity(
        plan,
        "processen",
        start_date=date(year - 1, 1, 1),
        due_date=date(year - 1, 3, 31),
        status="doing",
    )
    set_activity(plan, "positionering", due_date=date(year + 1, 1, 31))

    page = client.get(f"/plannen/{plan.pk}/tijdlijn/").content.decode()

    spoken, drawn = f"begin 1 jan {year - 1} klaar tegen 31 mrt {year - 1}", f"– 31 mrt {year - 1}"
    assert f"Processen {spoken} 1 jan {year - 1} {drawn} Bezig te laat" in words(page)
    assert f"Positionering klaar tegen 31 jan {year + 1} 31 jan {year + 1} Niet" in words(page)
    assert "40 activiteiten zonder begin of einde" in words(page)
    assert (page.count("<rect "), page.count("<circle ")) == (1, 1)
    assert "staat als blauwe lijn in de tijdlijn" in words(page)


def test_timeline_names_a_far_date_at_its_border(client: Client, plan: Plan) -> None:
    set_activity(plan, "creeer-bewustzijn", start_date=date(2027, 1, 1), due_date=date(2027, 2, 1))
    set_activity(plan, "processen", start_date=date(2027, 1, 1), due_date=date(2099, 12, 31))

    page = text_of(client, plan, "tijdlijn/")

    assert "Van januari 2027 tot en met februari 2027." in page
    assert "loopt tot 31/12/2099 →" in page
    assert "Pijl: valt of loopt" in page


def test_reader_meets_no_way_to_what_only_editors_may(
    plan: Plan, django_user_model: type[User]
) -> None:
    Plan.objects.update(browser="", kept_until=None)
    plan.activities.update(due_date=days_from_now(-1), roles=["juridische-afdeling"])
    person = django_user_model.objects.create(username="lezer")
    member = Membership.objects.create(plan=plan, user=person, role="reader")
    client = Client()
    client.force_login(person)
    pages = [f"/plannen/{plan.pk}/{tail}/" for tail in ("voortgang", "tijdlijn", "rollen")]

    for page in pages:
        shown = client.get(page).content.decode()
        assert "Positionering" in shown
        assert "/activiteiten/" not in shown.split("<main")[1]
        assert "/fasen/" not in shown
    assert client.get(f"/plannen/{plan.pk}/fasen/").status_code == 403
    member.role = "editor"
    member.save()
    for page in pages:
        assert "/activiteiten/" in client.get(page).content.decode()


# --- roles


def test_roles_with_hours_and_working(client: Client) -> None:
    plan = make_plan(client, "expert")

    page = text_of(client, plan, "rollen/")

    assert "Data en/of AI teams 5 dagen/week 5 dagen × 7,6 u. × 52/12 164,7" in page
    assert "Samen 267,5" in page
    assert "Onze aanname: een dag telt 7,6 uur en een maand 52/12 weken." in page
    assert "AI-trekker: doorgaans 0,5 tot 1 VTE" in page
    assert (
        "Voor de pijler AI-architectuur geeft deze uitgave van het playbook nog geen rollen" in page
    )
    assert "Bij de activiteiten genoemd" not in page


def test_roles_named_at_activities(client: Client) -> None:
    plan = make_plan(client, "per-pijler", **{"pijler-visie-strategie": "expert"})
    row = plan.activities.latest("pk")
    PlanActivity.objects.filter(pk=row.pk).update(roles=["juridische-afdeling"])

    page = text_of(client, plan, "rollen/")

    named = page.split("Bij de activiteiten genoemd")[1]
    assert f"Juridische afdeling Volgt niet uit de pijlers van dit plan. {row.title}" in named


def test_ready_plan_shows_the_same_sum(client: Client) -> None:
    page = words(client.get("/stappenplannen/expert/").content.decode())

    assert "Samen 267,5" in page


# --- what it costs


def test_reports_take_no_more_queries_for_more_activities(
    client: Client, plan: Plan, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    track, phase = Track.objects.get(slug="ai-use-cases"), Phase.objects.get(number=1)
    client.get(f"/plannen/{plan.pk}/")  # its news is shown once
    PlanActivity.objects.bulk_create(
        PlanActivity(
            plan=plan,
            title=f"Eigen {n}",
            track=track,
            phase=phase,
            order=n,
            due_date=days_from_now(n - 100),
            roles=["juridische-afdeling"],
        )
        for n in range(258)
    )
    Plan.objects.update(version=2)

    for address in ("", "?status=todo", "voortgang/", "tijdlijn/", "rollen/"):
        with django_assert_max_num_queries(6):
            page = client.get(f"/plannen/{plan.pk}/{address}").content.decode()
        assert "</html>" in page
