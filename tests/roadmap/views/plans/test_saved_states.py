"""Naming a plan's state, laying two side by side, going back: case 34, and who may."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.catalogue import Catalogue
from roadmap import actions
from roadmap.domain.plan.fields import ActivityValues
from roadmap.domain.plan.starting_profiles import start_everywhere
from roadmap.domain.plan.state import PLAN, Edit, State, applied, clashes
from roadmap.exchange.plan_document import canonical
from roadmap.history.errors import Conflict
from roadmap.history.reading import activity_of, factor_of, state_of
from roadmap.history.transaction import Author, Revision, in_revision, locked
from roadmap.models import Change, Membership, Plan, SavedState
from tests.conftest import IS_FULL
from tests.roadmap.conftest import make_plan

AN = Author("an")


def home(plan: Plan, tail: str = "") -> str:
    return f"/plannen/{plan.pk}/momentopnamen/{tail}"


def named(plan: Plan, name: str = "Goedgekeurd") -> SavedState:
    actions.saved_states.make(plan_id=plan.pk, author=AN, name=name)
    return plan.saved_states.latest("pk")


def edit_first(plan: Plan, **fields: Any) -> None:
    row = plan.activities.all()[0]
    actions.activities.edit(
        Revision(plan.pk, AN), row_id=row.pk, version=row.version, fields=fields
    )


def restore_data(plan: Plan) -> dict[str, str]:
    return {"version": str(Plan.objects.get(pk=plan.pk).version), "key": str(uuid4())}


@pytest.mark.django_db
def test_saved_state_is_the_whole_state_at_one_version(client: Client, plan: Plan) -> None:
    edit_first(plan, status="done")

    response = client.post(home(plan), {"name": "Goedgekeurd", "key": str(uuid4())}, follow=True)

    page = response.content.decode()
    assert "De momentopname ‘Goedgekeurd’ is vastgelegd." in page
    assert "1 van 42 klaar (2 %)" in page and "versie 2" in page
    saved_state = plan.saved_states.get()
    assert State.from_json(saved_state.state) == state_of(plan.pk)
    plan.refresh_from_db()
    assert (saved_state.number, plan.version) == (2, 2)


@pytest.mark.django_db
def test_addresses_of_earlier_releases_lead_to_the_new_ones(client: Client, plan: Plan) -> None:
    saved = named(plan)
    old = f"/plannen/{plan.pk}/mijlpalen/"

    page = client.get(f"{old}vergelijk/?van={saved.pk}&met=nu")
    form = client.post(
        old, {"name": "Met een pagina van vroeger", "key": str(uuid4())}, follow=True
    )

    assert (page.status_code, page["Location"]) == (
        301,
        home(plan, f"vergelijk/?van={saved.pk}&met=nu"),
    )
    assert form.redirect_chain[0] == (home(plan), 308)
    assert plan.saved_states.filter(name="Met een pagina van vroeger").exists()


@pytest.mark.django_db
def test_saved_state_sent_twice_is_one(client: Client, plan: Plan) -> None:
    data = {"name": "Goedgekeurd", "key": str(uuid4())}

    assert [client.post(home(plan), data).status_code for _ in range(2)] == [302, 302]
    assert plan.saved_states.count() == 1


@pytest.mark.django_db
def test_saved_state_bad_name_is_422(client: Client, plan: Plan) -> None:
    for name, message in [
        ("", "Geef de momentopname een naam."),
        ("x" * 121, "120"),
        ("a\ue000b", "Na ‘a’ staat"),
    ]:
        response = client.post(home(plan), {"name": name, "key": str(uuid4())})

        assert response.status_code == 422, name
        assert message in response.content.decode()
        assert not plan.saved_states.exists()


@pytest.mark.django_db
def test_saved_states_have_a_limit(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.actions.saved_states.MAX_SAVED_STATES", 1)
    named(plan)

    response = client.post(home(plan), {"name": "Nog een", "key": str(uuid4())})

    assert response.status_code == 422
    assert "Verwijder er eerst een" in response.content.decode()
    assert plan.saved_states.count() == 1


@pytest.mark.django_db
def test_saved_state_that_would_keep_the_export_from_being_read_is_refused(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = len(canonical({"state": state_of(plan.pk).as_json()}))  # about what a saved state takes
    monkeypatch.setattr("roadmap.exchange.plan_document.MAX_SAVED_BYTES", 2 * one)
    made = 0

    while client.post(home(plan), {"name": "Nog een", "key": str(uuid4())}).status_code == 302:
        made += 1
    response = client.post(home(plan), {"name": "Nog een", "key": str(uuid4())})

    assert response.status_code == 422
    assert "te groot om als bestand weer in te lezen" in response.content.decode()
    assert plan.saved_states.count() == made > 0
    data = client.get(f"/plannen/{plan.pk}/json").content
    sent = client.post("/plannen/importeren/", {"bestand": SimpleUploadedFile("plan", data)})
    assert sent.status_code == 302


@pytest.mark.django_db
def test_saved_state_of_an_account_says_who(client: Client) -> None:
    user = User.objects.create_user("an", email="an@voorbeeld.be", first_name="An")
    client.force_login(user)
    plan = make_plan(client)

    client.post(home(plan), {"name": "Goedgekeurd", "key": str(uuid4())})

    assert "door <bdi>An</bdi>" in client.get(home(plan)).content.decode()


@pytest.mark.django_db
def test_saved_state_is_deleted_after_the_question(client: Client, plan: Plan) -> None:
    saved_state = named(plan)
    address = home(plan, f"{saved_state.pk}/verwijderen/")

    assert "verwijderen?" in client.get(address).content.decode()
    assert plan.saved_states.count() == 1
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 404
    assert not plan.saved_states.exists()


@pytest.mark.django_db
def test_compare_page_tells_saved_state_and_now(client: Client, plan: Plan) -> None:
    first = named(plan, "Begin")
    edit_first(plan, status="done", owner="An")
    second = named(plan, "Later")

    now = client.get(home(plan, f"vergelijk/?van={first.pk}&met=nu")).content.decode()
    assert "Andere status (1)" in now and "van Niet gestart naar Klaar" in now
    assert "<ins><bdi>An</bdi></ins>" in now
    assert "Begin (versie 1)" in now
    same = client.get(home(plan, f"vergelijk/?van={second.pk}&met=nu")).content.decode()
    assert "Er is geen verschil" in same
    newest = client.get(home(plan, "vergelijk/")).content.decode()
    assert "Er is geen verschil" in newest
    both = client.get(home(plan, f"vergelijk/?van={second.pk}&met={first.pk}")).content.decode()
    assert "van Klaar naar Niet gestart" in both


@pytest.mark.django_db
def test_compare_without_saved_states_says_so(client: Client, plan: Plan) -> None:
    assert "nog geen momentopnamen" in client.get(home(plan, "vergelijk/")).content.decode()


@pytest.mark.django_db
def test_comparison_with_a_saved_state_of_another_plan_is_404(client: Client, plan: Plan) -> None:
    foreign = named(make_plan(Client()))

    for query in (f"van={foreign.pk}&met=nu", "van=nu&met=0", "van=x", "met="):
        assert client.get(home(plan, f"vergelijk/?{query}")).status_code == 404


@pytest.mark.django_db
def test_restore_asks_says_what_changes_and_can_be_undone(client: Client, plan: Plan) -> None:
    saved_state = named(plan)
    then = state_of(plan.pk)
    edit_first(plan, status="done", phase=4)
    before = state_of(plan.pk)
    address = home(plan, f"{saved_state.pk}/herstellen/")

    question = client.get(address).content.decode()
    assert "van Klaar naar Niet gestart" in question
    assert state_of(plan.pk) == before
    response = client.post(address, restore_data(plan), follow=True)

    assert "Momentopname hersteld" in response.content.decode()
    assert state_of(plan.pk) == then
    client.post(f"/plannen/{plan.pk}/ongedaan/")
    assert state_of(plan.pk) == before
    client.post(f"/plannen/{plan.pk}/opnieuw/")
    assert state_of(plan.pk) == then


@pytest.mark.django_db
def test_restore_of_a_plan_changed_since_is_409_with_what_changes_now(
    client: Client, plan: Plan
) -> None:
    saved_state = named(plan)
    edit_first(plan, owner="An")
    data = restore_data(plan)
    edit_first(plan, owner="Bart")
    address = home(plan, f"{saved_state.pk}/herstellen/")

    refused = client.post(address, data)

    assert refused.status_code == 409
    page = refused.content.decode()
    assert "intussen veranderd" in page and "<del><bdi>Bart</bdi></del>" in page
    assert plan.activities.all()[0].owner == "Bart"
    assert f'name="version" value="{Plan.objects.get(pk=plan.pk).version}"' in page
    assert client.post(address, restore_data(plan)).status_code == 302
    assert plan.activities.all()[0].owner == ""


@pytest.mark.django_db
def test_restore_sent_twice_is_one_and_broken_is_422(client: Client, plan: Plan) -> None:
    saved_state = named(plan)
    edit_first(plan, owner="An")
    data = restore_data(plan)
    address = home(plan, f"{saved_state.pk}/herstellen/")

    assert client.post(address, {"version": "x"}).status_code == 422
    assert [client.post(address, data).status_code for _ in range(2)] == [302, 302]
    assert plan.changes.filter(kind=Change.Kind.RESTORE).count() == 1


@pytest.mark.django_db
def test_restore_makes_an_open_editor_conflict(client: Client, plan: Plan) -> None:
    saved_state = named(plan)
    edit_first(plan, owner="An")
    row = plan.activities.all()[0]
    client.post(home(plan, f"{saved_state.pk}/herstellen/"), restore_data(plan))

    with pytest.raises(Conflict):
        actions.activities.edit(
            Revision(plan.pk, AN), row_id=row.pk, version=row.version, fields={"owner": "Bo"}
        )


@pytest.mark.django_db
def test_restore_brings_back_a_retired_activity(client: Client, plan: Plan) -> None:
    saved_state = named(plan)
    row = plan.activities.select_related("activity").all()[0]
    actions.activities.remove(Revision(plan.pk, AN), row_id=row.pk, version=row.version)
    assert row.activity is not None
    type(row.activity).objects.filter(pk=row.activity.pk).update(retired=True)

    client.post(home(plan, f"{saved_state.pk}/herstellen/"), restore_data(plan))

    assert plan.activities.get(pk=row.pk).activity_id == row.activity.pk


@pytest.mark.django_db
def test_restore_says_what_has_no_place_any_more(client: Client, plan: Plan) -> None:
    saved_state = named(plan)
    lost = ActivityValues("Zonder spoor", "weg", 1, 1)
    saved_state.state = [
        *saved_state.state,
        {"kind": "activity", "key": "999999999", "fields": lost.as_json()},
    ]
    saved_state.save()
    edit_first(plan, owner="An")
    address = home(plan, f"{saved_state.pk}/herstellen/")

    assert "<bdi>Zonder spoor</bdi>" in client.get(address).content.decode()
    assert client.post(address, restore_data(plan)).status_code == 302
    assert plan.activities.count() == 42


@pytest.mark.django_db
def test_reader_sees_saved_states_and_changes_none(client: Client) -> None:
    owner, reader = (User.objects.create_user(name) for name in ("eigenaar", "lezer"))
    client.force_login(owner)
    plan = make_plan(client)
    saved_state = named(plan)
    Membership.objects.create(plan=plan, user=reader, role=Membership.Role.READER)
    client.force_login(reader)

    page = client.get(home(plan)).content.decode()
    assert "Vergelijk met nu" in page
    assert "Herstel" not in page and "Maak de momentopname" not in page
    assert client.get(home(plan, "vergelijk/")).status_code == 200
    assert client.post(home(plan), {"name": "X", "key": str(uuid4())}).status_code == 403
    for tail in ("herstellen/", "verwijderen/"):
        assert client.get(home(plan, f"{saved_state.pk}/{tail}")).status_code == 403
        assert client.post(home(plan, f"{saved_state.pk}/{tail}")).status_code == 403
    assert plan.saved_states.count() == 1


# Case 34 with any acts before and after the saved state.

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["edit", "move", "remove", "own", "choose", "factor", "plan"]),
        st.integers(0, 9),
        st.integers(1, 5),
    ),
    max_size=8,
)
SLUGS = ("processen", "positionering", "beslissingsorganen", "creeer-bewustzijn")


def step(catalogue: Catalogue, plan: Plan, kind: str, which: int, value: int) -> None:
    """One act on the plan, chosen by two numbers; one that finds nothing to act on does nothing."""
    rows = list(plan.activities.order_by("pk"))
    row = rows[which % len(rows)] if rows else None
    rev = Revision(plan.pk, AN)
    if kind == "own":
        values = ActivityValues(f"Eigen {value}", catalogue.tracks[which % 7].slug, value, 1)
        actions.activities.add(rev, values=values)
    elif kind == "factor":
        slug = catalogue.success_factors[which % 7].slug
        version = factor_of(plan.pk, slug).version
        fields = {"done": bool(value % 2), "note": str(value)}
        actions.factors.edit(rev, factor=slug, version=version, fields=fields)
    elif kind == "plan":
        version = Plan.objects.get(pk=plan.pk).version
        actions.plans.edit_details(rev, version=version, fields={"title": f"Titel {value}"})
    elif kind == "choose":
        version = Plan.objects.get(pk=plan.pk).version
        slugs = {slug for number, slug in enumerate(SLUGS) if which >> number & 1}
        actions.activities.choose(rev, catalogue=catalogue, version=version, slugs=slugs)
    elif row is not None:
        this = {"row_id": row.pk, "version": row.version}
        if kind == "edit":
            actions.activities.edit(rev, **this, fields={"owner": str(value), "phase": value})
        elif kind == "move":
            actions.activities.move(rev, **this, phase=value, order=which)
        else:
            actions.activities.remove(rev, **this)


@pytest.mark.django_db
@settings(
    max_examples=60 if IS_FULL else 8, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=STEPS, after=STEPS)
def test_restore_after_any_acts_gives_the_state_and_undo_gives_it_back(
    catalogue: Catalogue,
    before: list[tuple[str, int, int]],
    after: list[tuple[str, int, int]],
) -> None:
    plan = actions.plans.create(
        catalogue=catalogue,
        author=AN,
        title="Plan",
        organisation="",
        start={"mens-organisatie": "verkenner"},
    )
    for one in before:
        step(catalogue, plan, *one)
    then = state_of(plan.pk)
    saved_state = named(plan)
    for one in after:
        step(catalogue, plan, *one)
    now = state_of(plan.pk)
    version = Plan.objects.get(pk=plan.pk).version

    actions.saved_states.restore(
        Revision(plan.pk, AN), saved_state_id=saved_state.pk, version=version
    )

    assert state_of(plan.pk) == then
    if now != then:
        actions.undo.undo(Revision(plan.pk, AN))
        assert state_of(plan.pk) == now


# One version at a time, also while others write.


@in_revision
def write_everywhere(rev: Revision, word: str) -> None:
    """One act that puts the same word on the plan and on each activity."""
    edits = [
        Edit(ref, {name: getattr(values, name)}, {name: word})
        for ref, values in state_of(rev.plan_id).things.items()
        if (name := "title" if ref == PLAN else "owner")
    ]
    rev.save(Change.Kind.EDIT, edits)


def words_of(state: State) -> set[str]:
    return {state.plan.title, *(row.owner for row in state.activities.values())}


def read_while_written(plan: Plan, guard: Callable[[UUID], AbstractContextManager[Any]]) -> State:
    """The state, read while another writes between the first query and the rest."""
    reading, written = threading.Event(), threading.Event()

    def other() -> None:
        reading.wait(10)
        write_everywhere(Revision(plan.pk, AN), "nieuw")
        written.set()
        connection.close()

    def pause(execute: Any, sql: str, *rest: Any) -> Any:
        answer = execute(sql, *rest)
        if not reading.is_set():
            reading.set()
            written.wait(0.3)
        return answer

    writer = threading.Thread(target=other)
    writer.start()
    with guard(plan.pk), connection.execute_wrapper(pause):
        state = state_of(plan.pk)
    writer.join()
    return state


def test_state_read_under_the_lock_is_one_version(client: Client, shared_database: None) -> None:
    plan = make_plan(client, "verkenner")
    write_everywhere(Revision(plan.pk, AN), "oud")

    state = read_while_written(plan, locked)

    assert words_of(state) == {"oud"}
    assert words_of(state_of(plan.pk)) == {"nieuw"}


@pytest.mark.control
def test_control_without_the_lock_two_versions_are_mixed(
    client: Client, shared_database: None
) -> None:
    plan = make_plan(client, "verkenner")
    write_everywhere(Revision(plan.pk, AN), "oud")

    assert len(words_of(read_while_written(plan, lambda _: nullcontext()))) == 2


def test_restores_during_edits_lose_nothing_untold(client: Client, shared_database: None) -> None:
    """Each change of the history fits what stood there: replaying it gives the plan as it is."""
    plan = make_plan(client, "verkenner")
    begin = state_of(plan.pk)
    saved_state = named(plan)
    rows = list(plan.activities.values_list("pk", flat=True)[:3])
    faults: list[BaseException] = []

    def edit(row_id: int) -> None:
        try:
            for number in range(8):
                while True:
                    stored = activity_of(plan.pk, row_id)
                    with suppress(Conflict):
                        actions.activities.edit(
                            Revision(plan.pk, AN),
                            row_id=row_id,
                            version=stored.version,
                            fields={
                                "note": f"{stored.values.note} {number}",
                                "phase": number % 5 + 1,
                            },
                        )
                        break
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    def restore() -> None:
        try:
            for _ in range(6):
                while True:
                    version = Plan.objects.get(pk=plan.pk).version
                    with suppress(Conflict):
                        actions.saved_states.restore(
                            Revision(plan.pk, AN), saved_state_id=saved_state.pk, version=version
                        )
                        break
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    people = [threading.Thread(target=edit, args=(row,)) for row in rows]
    people.append(threading.Thread(target=restore))
    for person in people:
        person.start()
    for person in people:
        person.join()

    assert not faults
    state = begin
    for change in plan.changes.filter(number__gt=1).order_by("number"):
        edits = [Edit.from_json(edit) for edit in change.edits]
        assert not clashes(state, edits)
        state = applied(state, edits)
    assert without_order(state) == without_order(state_of(plan.pk))


def without_order(state: State) -> State:
    rows = {row_id: replace(row, order=0) for row_id, row in state.activities.items()}
    return replace(state, activities=rows)


@pytest.mark.django_db
def test_duplicate_holds_all_but_history_and_saved_states(
    client: Client, plan: Plan, catalogue: Catalogue
) -> None:
    edit_first(plan, owner="An", note="Nota")
    slug = catalogue.success_factors[2].slug
    actions.factors.edit(
        Revision(plan.pk, AN), factor=slug, version=0, fields={"done": True, "note": "Ja"}
    )
    named(plan)

    made = actions.plans.duplicate(plan_id=plan.pk, author=AN, title="Kopie")

    assert made.start == start_everywhere(catalogue, "piloot")
    assert sorted(made.activities.values_list("title", "owner", "note", "order")) == sorted(
        plan.activities.values_list("title", "owner", "note", "order")
    )
    assert made.factors.get().note == "Ja"
    assert not made.saved_states.exists() and made.changes.count() == 1
