"""One activity of a plan: change, conflict, removal, undo, history."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from roadmap import actions
from roadmap.history import writing
from roadmap.history.errors import Conflict
from roadmap.history.reading import activity_of
from roadmap.history.transaction import Author, Revision
from roadmap.models import Change, Plan, PlanActivity
from tests.races import at_once
from tests.roadmap.conftest import join, make_plan, sent_by


def first(plan: Plan) -> PlanActivity:
    return plan.activities.select_related("phase", "track").all()[0]


def data(row: PlanActivity, **changes: str) -> dict[str, str]:
    return {
        "version": str(row.version),
        "title": row.title,
        "status": row.status,
        "phase": str(row.phase.number),
        "owner": row.owner,
        "start_date": "",
        "due_date": "",
        "note": row.note,
        "links": "",
    } | changes


def url(row: PlanActivity, tail: str = "") -> str:
    return f"/plannen/{row.plan_id}/activiteiten/{row.pk}/{tail}"


def orders(plan: Plan) -> dict[tuple[int, int], list[int]]:
    found: dict[tuple[int, int], list[int]] = {}
    for track, phase, order in plan.activities.values_list("track_id", "phase_id", "order"):
        found.setdefault((track, phase), []).append(order)
    return found


@pytest.mark.django_db
def test_activity_everything_is_kept_and_told(client: Client, plan: Plan) -> None:
    row = first(plan)

    response = client.post(
        url(row),
        data(
            row,
            title="Eigen titel",
            status="doing",
            owner="An Peeters",
            start_date="2027-02-01",
            due_date="2027-02-28",
            note="Eerste regel\r\ntweede",
            links="https://voorbeeld.be/nota\r\n\r\nhttp://intranet/a",
        ),
    )

    assert response.status_code == 303
    row.refresh_from_db()
    assert (row.title, row.status, row.owner, row.version) == (
        "Eigen titel",
        "doing",
        "An Peeters",
        2,
    )
    assert row.note == "Eerste regel\ntweede"
    assert row.links == ["https://voorbeeld.be/nota", "http://intranet/a"]
    page = client.get(response["Location"]).content.decode()
    assert "Eigen titel" in page and ">Bezig</span>" in page
    shown = client.get(f"/plannen/{plan.pk}/geschiedenis/").content.decode()
    assert "An Peeters" in shown and "Niet gestart" in shown
    assert 'value="2027-02-28"' in client.get(url(row)).content.decode()


@pytest.mark.django_db
def test_activity_bad_input_is_422(client: Client, plan: Plan) -> None:
    row = first(plan)
    for changes, message in [
        ({"title": " "}, "Geef de activiteit een titel."),
        ({"title": "x" * 201}, "200"),
        ({"start_date": "2027-03-02", "due_date": "2027-03-01"}, "op of na het begin"),
        ({"due_date": "2027-02-29"}, "bestaande datum"),
        ({"due_date": "0001-01-01"}, "tussen 2000 en 2100"),
        ({"due_date": "9999-12-31"}, "tussen 2000 en 2100"),
        ({"note": "x" * 2001}, "2.000"),
        ({"note": "a\ue000b"}, "Na ‘a’ staat"),
        ({"links": "javascript:alert(1)"}, "geen volledig adres"),
        ({"steps": "[ ] Een\n[x] " + "x" * 201}, "Stap 2: Gebruik hoogstens 200 tekens"),
        ({"status": "weg"}, "weg"),
        ({"phase": "9"}, "9"),
        ({"version": "x"}, ""),
    ]:
        response = client.post(url(row), data(row, owner="Blijft staan") | changes)

        page = response.content.decode()
        assert response.status_code == 422, changes
        assert message in page and "Blijft staan" in page
        row.refresh_from_db()
        assert (row.version, row.owner) == (1, "")
        assert Change.objects.filter(plan=plan).count() == 1


@pytest.mark.django_db
def test_activity_of_an_older_version_is_409_with_both(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row), data(row, owner="An"))

    response = client.post(url(row), data(row, owner="Bart", note="Lange tekst"))

    page = response.content.decode()
    assert response.status_code == 409
    assert "Nog niet bewaard" in page
    assert "<bdi>An</bdi>" in page and "<bdi>Bart</bdi>" in page and "Lange tekst" in page
    row.refresh_from_db()
    assert row.owner == "An"
    assert client.post(url(row), data(row, owner="Bart")).status_code == 303


@pytest.mark.django_db
def test_steps_without_script_are_counted_on_the_card_and_stay_on_the_page(
    client: Client, plan: Plan
) -> None:
    row = first(plan)
    rows = {"stap-1": "Bel An", "stap-2": "Vraag budget", "stap-2-klaar": "on", "stap-3": ""}

    saved = client.post(url(row), data(row) | rows | {"stap": "hoger-2"})

    row.refresh_from_db()
    assert saved["Location"] == f"{url(row)}#stappen"
    assert [step["text"] for step in row.steps] == ["Vraag budget", "Bel An"]
    board = client.get(f"/plannen/{plan.pk}/").content.decode()
    assert "stappen: 1 van 2 klaar" in board and ">1/2<" in board
    page = client.get(url(row)).content.decode()
    assert re.search(r'aria-label="Stap 1 is klaar"\s+checked', page)
    assert "Stappen: <bdi>geen</bdi> → <bdi>1 van 2 klaar: ‘Vraag budget’ erbij" in page
    client.post(f"/plannen/{plan.pk}/ongedaan/")
    assert PlanActivity.objects.get(pk=row.pk).steps == []


@pytest.mark.django_db
def test_steps_that_a_page_does_not_send_stay(client: Client, plan: Plan) -> None:
    row = first(plan)
    steps = [{"done": True, "text": "Bel An"}]
    PlanActivity.objects.filter(pk=row.pk).update(steps=steps)

    refused = client.post(url(row), data(row, title="")).content.decode()
    client.post(url(row), data(row, owner="An"))

    row.refresh_from_db()
    assert (row.owner, row.steps) == ("An", steps)
    assert ">Bel An</textarea>" in refused


@pytest.mark.django_db
def test_steps_that_are_too_long_for_the_plan_stay_to_be_shortened(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MAX_STEPS_BYTES", 12)
    row, other = plan.activities.all()[:2]
    client.post(url(other), data(other, steps="[ ] Bél An"))  # seven bytes

    refused = client.post(url(row), data(row, steps="[ ] Bel Bo"))

    page = refused.content.decode()
    assert refused.status_code == 422
    assert "te lang voor één plan" in page and ">Bel Bo</textarea>" in page
    row.refresh_from_db()
    assert (row.steps, row.version) == ([], 1)
    assert client.post(url(row), data(row, steps="[ ] Bel A")).status_code == 303
    monkeypatch.setattr(writing, "MAX_STEPS_BYTES", 1)
    ticked = data(row, steps="[x] Bel", version="2")
    assert client.post(url(row), ticked).status_code == 303


@pytest.mark.django_db
def test_chip_fills_in_its_date_and_comes_back(client: Client, plan: Plan) -> None:
    row = first(plan)
    Plan.objects.filter(pk=plan.pk).update(phase_dates={"1": ["2027-01-01", "2027-01-31"]})

    page = client.get(url(row)).content.decode()
    chip = client.post(url(row), data(row, status="doing") | {"vul-due_date": "2027-01-31"})
    begun = client.get(chip["Location"]).content.decode()

    assert "einde van fase 1 (31 januari 2027)" in page
    assert "data-begin hidden" in page and "data-begin >" in begun
    row.refresh_from_db()
    assert (str(row.due_date), row.status) == ("2027-01-31", "doing")
    assert 'value="2027-02-28"' in begun  # a month after the date that it is due


@pytest.mark.django_db
def test_folded_part_says_what_it_holds_and_opens_for_an_error(client: Client, plan: Plan) -> None:
    row = first(plan)
    folded = '<details class="rest" >'
    PlanActivity.objects.filter(pk=row.pk).update(
        start_date="2027-01-04", review_on="2027-03-01", links=["https://a.be"], roles=["a", "b"]
    )

    page = client.get(url(row)).content.decode()
    wrong_note = client.post(url(row), data(row, note="x" * 2001)).content.decode()
    wrong_link = client.post(url(row), data(row, links="geen")).content.decode()

    assert "begin 4 januari 2027, herziening 1 maart 2027, 1 link, 2 rollen</span>" in page
    assert folded in page and folded in wrong_note
    assert '<details class="rest" open>' in wrong_link


@pytest.mark.django_db
def test_page_of_an_activity_leads_to_its_neighbours(client: Client, plan: Plan) -> None:
    one, two, three = plan.activities.select_related("phase")[:3]

    page = client.get(url(two)).content.decode()

    assert re.findall(r'href="([^"]+)" rel="(prev|next)"', page) == [
        (url(one), "prev"),
        (url(three), "next"),
    ]
    assert 'rel="prev"' not in client.get(url(one)).content.decode()


@pytest.mark.django_db
def test_editor_shows_the_last_changes_of_its_activity_in_few_queries(
    client: Client, plan: Plan, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one, two = plan.activities.select_related("phase")[:2]
    for number in range(7):
        client.post(url(one), data(one, owner=f"Naam {number}"))
        one.refresh_from_db()
    client.post(url(two), data(two, owner="Een ander"))
    client.post(f"/plannen/{plan.pk}/ongedaan/")
    client.post(f"/plannen/{plan.pk}/ongedaan/")

    client.get(url(one))  # with a message, which the session holds no more
    with django_assert_max_num_queries(6):
        page = client.get(url(one)).content.decode()

    shown = page.partition("Laatste wijzigingen")[2]
    assert re.findall(r"<bdi>(Naam \d)</bdi> → <bdi>(Naam \d)</bdi>", shown) == [
        ("Naam 6", "Naam 5"),
        *((f"Naam {n - 1}", f"Naam {n}") for n in (6, 5, 4, 3)),
    ]
    assert "Deze browser" in shown and "Een ander" not in shown


@pytest.mark.django_db
def test_two_activities_never_conflict(client: Client, plan: Plan) -> None:
    one, two = plan.activities.select_related("phase")[:2]

    assert client.post(url(one), data(one, owner="An")).status_code == 303
    assert client.post(url(two), data(two, owner="Bart")).status_code == 303
    described = {"title": "Andere titel", "organisation": "", "version": "1"}
    assert client.post(f"/plannen/{plan.pk}/gegevens/", described).status_code == 302


@pytest.mark.django_db
def test_activity_removed_meanwhile_is_410_with_the_text(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row, "verwijderen/"), {"version": "1"})

    response = client.post(url(row), data(row, note="Mijn tekst"))

    assert response.status_code == 410
    assert "Mijn tekst" in response.content.decode()
    assert not PlanActivity.objects.filter(pk=row.pk).exists()
    assert client.get(url(row)).status_code == 404


@pytest.mark.django_db
def test_activity_to_another_phase_stands_last_there(client: Client, plan: Plan) -> None:
    row = first(plan)

    client.post(url(row), data(row, phase="3"))

    row.refresh_from_db()
    assert row.phase.number == 3
    cell = orders(plan)[row.track_id, row.phase_id]
    assert sorted(cell) == list(range(1, len(cell) + 1)) and row.order == len(cell)


@pytest.mark.django_db
def test_remove_undo_redo(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row), data(row, note="Blijft"))
    home = f"/plannen/{plan.pk}"

    client.post(url(row, "verwijderen/"), {"version": "2"})
    assert plan.activities.count() == 41
    client.post(f"{home}/ongedaan/")
    back = PlanActivity.objects.get(pk=row.pk)
    assert (back.title, back.note, back.order) == (row.title, "Blijft", row.order)
    client.post(f"{home}/opnieuw/")
    assert plan.activities.count() == 41
    client.post(f"{home}/ongedaan/")
    client.post(f"{home}/ongedaan/")
    assert PlanActivity.objects.get(pk=row.pk).note == ""
    page = client.post(f"{home}/ongedaan/", follow=True).content.decode()
    assert "Er is niets om ongedaan te maken" in page
    assert all(len(set(cell)) == len(cell) for cell in orders(plan).values())


@pytest.mark.django_db
def test_revert_of_any_change_and_honest_when_it_cannot(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row), data(row, owner="An"))
    row.refresh_from_db()
    client.post(url(row), data(row, note="Nota"))
    home = f"/plannen/{plan.pk}/geschiedenis"

    assert client.post(f"{home}/2/terug/").status_code == 303
    row.refresh_from_db()
    assert (row.owner, row.note) == ("", "Nota")
    refused = client.post(f"{home}/2/terug/")
    assert refused.status_code == 409
    assert "intussen opnieuw veranderd" in refused.content.decode()
    assert client.post(f"{home}/99/terug/", follow=True).status_code == 200


@pytest.mark.django_db
def test_choice_undone_after_the_activity_came_back_another_way(client: Client, plan: Plan) -> None:
    row = first(plan)
    client.post(url(row, "verwijderen/"), {"version": "1"})
    slugs = [*plan.slugs(), row.activity.slug if row.activity else ""]
    client.post(f"/plannen/{plan.pk}/activiteiten/", {"version": "2", "activiteit": slugs})

    assert client.post(f"/plannen/{plan.pk}/geschiedenis/2/terug/").status_code == 409
    assert plan.activities.count() == 42


def test_four_people_at_once_lose_nothing(client: Client, shared_database: None) -> None:
    """Each adds words to one note, again after a conflict: a lost edit is a missing word."""
    plan = make_plan(client)
    row = first(plan)

    def edit(name: str) -> None:
        for number in range(10):
            saved = False
            while not saved:
                stored = activity_of(plan.pk, row.pk)
                with suppress(Conflict):
                    actions.activities.edit(
                        Revision(plan.pk, Author("b")),
                        row_id=row.pk,
                        version=stored.version,
                        fields={"note": f"{stored.values.note} {name}{number}"},
                    )
                    saved = True

    at_once([partial(edit, name) for name in "abcd"])

    row.refresh_from_db()
    assert sorted(row.note.split()) == sorted(f"{name}{n}" for name in "abcd" for n in range(10))
    plan.refresh_from_db()
    numbers = list(plan.changes.values_list("number", flat=True))
    assert len(set(numbers)) == len(numbers) == 41
    assert plan.version == numbers[0]


@pytest.mark.django_db
def test_undo_sent_twice_takes_back_one_act_of_each(owner: Client, kept_plan: Plan) -> None:
    """Copies of a page of one version have one key, whoever looks at it."""
    row, editor = first(kept_plan), join(kept_plan, "bo", "editor")
    for sender, changes in (
        (owner, {"owner": "Cas"}),
        (owner, {"note": "N"}),
        (editor, {"title": "T"}),
    ):
        row.refresh_from_db()
        sender.post(url(row), data(row, **changes))
    pages = [
        browser.get(f"/plannen/{row.plan_id}/").content.decode() for browser in (owner, editor)
    ]

    for sender, page in zip((owner, editor) * 2, pages * 2, strict=True):
        sent = {"key": sent_by(page)["key"]}
        assert sender.post(f"/plannen/{row.plan_id}/ongedaan/", sent).status_code == 303

    before = row.title
    row.refresh_from_db()
    assert (row.owner, row.note, row.title) == ("Cas", "", before)


def test_reader_reads_all_that_the_plan_says_and_changes_nothing(
    kept_plan: Plan, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    row = first(kept_plan)
    PlanActivity.objects.filter(pk=row.pk).update(
        note="Vraag <b>eerst</b>\nhet budget.",
        links=["https://voorbeeld.be/nota"],
        owner="An Peeters",
        due_date="2027-03-31",
        roles=["management-team"],
        steps=[{"done": True, "text": "Bel <b>An</b>"}],
    )
    reader, editor = join(kept_plan, "rik", "reader"), join(kept_plan, "bea", "editor")

    on_the_grid = reader.get(f"/plannen/{kept_plan.pk}/").content.decode()
    with django_assert_max_num_queries(6):
        response = reader.get(url(row))
    page = response.content.decode()

    assert f'href="{url(row)}"' in on_the_grid
    assert response.status_code == 200
    assert "Vraag &lt;b&gt;eerst&lt;/b&gt;<br>het budget." in page
    assert '<a href="https://voorbeeld.be/nota" rel="noreferrer">' in page
    assert '<bdi>Bel &lt;b&gt;An&lt;/b&gt;</bdi> <span class="soft">(klaar)</span>' in page
    assert all(
        text in page for text in ("An Peeters", "31 maart 2027", "Management team", row.title)
    )
    assert f'action="{url(row)}"' not in page
    assert f'action="{url(row)}"' in editor.get(url(row)).content.decode()
    assert reader.post(url(row), data(row, note="Van mij")).status_code == 403
    assert reader.get(f"/plannen/{kept_plan.pk}/activiteiten/999999/").status_code == 404
