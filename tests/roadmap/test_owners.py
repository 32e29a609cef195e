"""An activity's owner: a member of the plan, who keeps it under any name, or a typed name."""

from __future__ import annotations

import json
import pickle
from importlib import import_module
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import Client, TestCase

from accounts.deletion import delete_account
from accounts.forms import save_name
from roadmap import actions
from roadmap.domain.plan.fields import MemberName
from roadmap.domain.plan.state import Edit, activity_ref
from roadmap.history.reading import edits_of, state_of
from roadmap.history.transaction import Author, Revision
from roadmap.models import Change, Membership, Plan, PlanActivity
from roadmap.pdf_cache import Audience, cache_key
from tests.accounts.test_deletion import tables_with
from tests.roadmap.conftest import join, person

pytestmark = pytest.mark.django_db


def row(plan: Plan) -> PlanActivity:
    return plan.activities.get(activity__slug="processen")


def assign(client: Client, plan: Plan, name: str, **sent: str) -> Any:
    data = {"act": "toewijzen", "owner": name, "version": row(plan).version, "key": uuid4()}
    return client.post(f"/plannen/{plan.pk}/aan-zet/{row(plan).pk}/", data | sent)


def shown_owner(plan: Plan) -> str:
    return str(state_of(plan.pk).activities[row(plan).pk].owner)


@pytest.fixture
def bo(kept_plan: Plan) -> User:
    """Bo Kwikstaart, an editor of the plan who is the owner of 'Processen'."""
    user = person("bo")
    save_name(user, "Bo Kwikstaart")
    Membership.objects.create(plan=kept_plan, user=user, role="editor")
    rev, now = Revision(kept_plan.pk, Author(user_id=user.pk)), row(kept_plan)
    owner = {"owner": "Bo Kwikstaart"}
    actions.activities.edit(rev, row_id=now.pk, version=now.version, fields=owner)
    return user


def test_member_is_equal_to_the_same_account_alone() -> None:
    bo = MemberName(5, "Bo")

    assert bo == MemberName(5, "Anders") and bo != MemberName(6, "Bo") and bo != "Bo"
    assert pickle.loads(pickle.dumps(bo)) == bo and str(pickle.loads(pickle.dumps(bo))) == "Bo"


def test_stored_owner_is_the_account_or_the_typed_name() -> None:
    edits = [
        Edit(activity_ref(1), {"owner": "Jan"}, {"owner": MemberName(5, "Bo")}),
        Edit(activity_ref(1), {"owner": ""}, {"owner": "Jan"}),
    ]

    stored = [edit.as_json() for edit in edits]

    assert [one["after"] for one in stored] == [{"owner": {"member": 5}}, {"owner": "Jan"}]
    assert [Edit.from_json(one) for one in stored] == edits


def test_picked_name_is_the_member_and_follows_its_account(
    owner: Client, kept_plan: Plan, bo: User
) -> None:
    assert (row(kept_plan).member_id, row(kept_plan).owner) == (bo.pk, "")
    board = f"/plannen/{kept_plan.pk}/"
    assert "Bo Kwikstaart" in owner.get(board).content.decode()

    save_name(bo, "Bo Merel")

    page = owner.get(board).content.decode()
    assert "trekker: Bo Merel" in page and "Bo Kwikstaart" not in page
    history = owner.get(f"{board}geschiedenis/").content.decode()
    assert "Bo Merel" in history and "Bo Kwikstaart" not in history


def test_picked_name_that_was_typed_before_becomes_the_member(
    owner: Client, kept_plan: Plan, bo: User
) -> None:
    kept_plan.activities.filter(pk=row(kept_plan).pk).update(owner="Bo Kwikstaart", member=None)

    assign(owner, kept_plan, "Bo Kwikstaart")

    assert (row(kept_plan).member_id, row(kept_plan).owner) == (bo.pk, "")


def test_assigning_the_name_that_stood_there_leaves_who_has_another_name(
    owner: Client, kept_plan: Plan, bo: User
) -> None:
    save_name(bo, "Bo Merel")
    page = owner.get(f"/plannen/{kept_plan.pk}/aan-zet/").content.decode()

    assign(owner, kept_plan, "Bo Kwikstaart", **{"initial-owner": "Bo Kwikstaart"})

    assert 'name="initial-owner" value="Bo Merel"' in page
    assert row(kept_plan).member_id == bo.pk


def test_typed_name_of_nobody_stays_a_name(owner: Client, kept_plan: Plan, bo: User) -> None:
    assign(owner, kept_plan, "Dienst IT")

    assert (row(kept_plan).member_id, row(kept_plan).owner) == (None, "Dienst IT")


def test_editor_saves_another_field_and_the_member_stays(
    owner: Client, kept_plan: Plan, bo: User
) -> None:
    activity = row(kept_plan)
    address = f"/plannen/{kept_plan.pk}/activiteiten/{activity.pk}/"
    assert 'value="Bo Kwikstaart"' in owner.get(address).content.decode()
    sent = {"title": activity.title, "status": "doing", "owner": "Bo Kwikstaart", "phase": 1}

    answer = owner.post(address, {**sent, "version": activity.version, "note": "Nota"})

    assert answer.status_code == 303
    assert (row(kept_plan).member_id, row(kept_plan).note) == (bo.pk, "Nota")


@pytest.mark.parametrize("name", ["Bo Merel", ""])
def test_page_from_before_the_name_changed_leaves_the_owner_as_it_is(
    owner: Client, kept_plan: Plan, bo: User, name: str
) -> None:
    """`name`: the new one; '' for an account that is deleted."""
    activity, held = row(kept_plan), "Bo Kwikstaart"
    sent = {"title": activity.title, "status": "todo", "phase": 1, "version": activity.version}
    if name:
        save_name(bo, name)
    else:
        delete_account(user_id=bo.pk)

    answer = owner.post(
        f"/plannen/{kept_plan.pk}/activiteiten/{activity.pk}/",
        {**sent, "owner": held, "initial-owner": held, "note": "Nota"},
    )

    assert answer.status_code == 303
    assert (shown_owner(kept_plan), row(kept_plan).note) == (name, "Nota")
    assert not {table for table in tables_with("kwikstaart") if table.startswith("roadmap_")}


def test_members_with_one_name_are_told_apart(owner: Client, kept_plan: Plan, bo: User) -> None:
    other = person("carl")
    save_name(other, "Bo Kwikstaart")
    Membership.objects.create(plan=kept_plan, user=other, role="editor")
    page = owner.get(f"/plannen/{kept_plan.pk}/aan-zet/").content.decode()
    assert 'value="Bo Kwikstaart (bewerker, 1)"' in page

    assign(owner, kept_plan, "Bo Kwikstaart (bewerker, 2)")

    assert row(kept_plan).member_id == other.pk


def test_name_of_a_reader_stays_a_typed_name(owner: Client, kept_plan: Plan, bo: User) -> None:
    other = person("carl")
    save_name(other, "Bo Kwikstaart")
    Membership.objects.create(plan=kept_plan, user=other, role="reader")
    join(kept_plan, "dirk", "reader")

    assign(owner, kept_plan, "Dirk")
    is_typed = (row(kept_plan).member_id, row(kept_plan).owner) == (None, "Dirk")
    assign(owner, kept_plan, "Bo Kwikstaart")

    assert is_typed and row(kept_plan).member_id == bo.pk
    page = owner.get(f"/plannen/{kept_plan.pk}/aan-zet/").content.decode()
    assert 'value="Bo Kwikstaart"' in page and "(bewerker, 1)" not in page


def test_owner_who_becomes_a_reader_keeps_the_activity_until_somebody_gives_it_away(
    owner: Client, kept_plan: Plan, bo: User
) -> None:
    Membership.objects.filter(plan=kept_plan, user=bo).update(role="reader")

    assign(owner, kept_plan, "Bo Kwikstaart", **{"initial-owner": "Bo Kwikstaart"})

    assert row(kept_plan).member_id == bo.pk


def test_member_who_leaves_while_an_activity_is_given_to_them_is_a_name(
    owner: Client, kept_plan: Plan, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assign(owner, kept_plan, "Dienst IT")
    act = actions.activities.edit

    def late(*args: Any, **kwargs: Any) -> int | None:
        Membership.objects.get(plan=kept_plan, user=bo).delete()
        return act(*args, **kwargs)

    monkeypatch.setattr(actions.activities, "edit", late)

    assign(owner, kept_plan, "Bo Kwikstaart")

    assert (row(kept_plan).member_id, row(kept_plan).owner) == (None, "Bo Kwikstaart")


def test_only_mine_shows_what_i_am_the_owner_of(owner: Client, kept_plan: Plan, bo: User) -> None:
    bos = Client()
    bos.force_login(bo)

    grids = [
        c.get(f"/plannen/{kept_plan.pk}/?eigenaar=(mij)").content.decode() for c in (owner, bos)
    ]
    lists = [
        c.get(f"/plannen/{kept_plan.pk}/aan-zet/?eigenaar=(mij)").content.decode()
        for c in (owner, bos)
    ]

    assert [">Processen<" in page for page in grids] == [False, True]
    assert ["Processen" in page for page in lists] == [False, True]


def test_undo_gives_the_owner_back_also_after_who_left(
    owner: Client, kept_plan: Plan, bo: User
) -> None:
    assign(owner, kept_plan, "Dienst IT")
    member = Membership.objects.get(plan=kept_plan, user=bo)
    actions.members.remove(plan_id=kept_plan.pk, member_id=member.pk)

    owner.post(f"/plannen/{kept_plan.pk}/ongedaan/", {"key": uuid4()})

    assert shown_owner(kept_plan) == "Bo Kwikstaart"


def test_saved_state_restores_the_member(kept_plan: Plan, bo: User) -> None:
    an = Author(user_id=User.objects.get(username="an").pk)
    actions.saved_states.make(plan_id=kept_plan.pk, author=an, name="Begin")
    rev = Revision(kept_plan.pk, an)
    actions.activities.edit(
        rev, row_id=row(kept_plan).pk, version=row(kept_plan).version, fields={"owner": ""}
    )
    kept_plan.refresh_from_db()

    actions.saved_states.restore(
        Revision(kept_plan.pk, an),
        saved_state_id=kept_plan.saved_states.get().pk,
        version=kept_plan.version,
    )

    assert row(kept_plan).member_id == bo.pk


def test_account_that_is_deleted_is_no_owner_any_more(
    owner: Client, kept_plan: Plan, bo: User
) -> None:
    an = Author(user_id=User.objects.get(username="an").pk)
    actions.saved_states.make(plan_id=kept_plan.pk, author=an, name="Met Bo")
    assign(owner, kept_plan, "Dienst IT")
    assert not {name for name in tables_with("kwikstaart") if name.startswith("roadmap_")}

    delete_account(user_id=bo.pk)

    owner.post(f"/plannen/{kept_plan.pk}/ongedaan/", {"key": uuid4()})
    assert (row(kept_plan).member_id, shown_owner(kept_plan)) == (None, "")
    again = owner.post(f"/plannen/{kept_plan.pk}/opnieuw/", {"key": uuid4()})
    assert again.status_code == 303 and shown_owner(kept_plan) == "Dienst IT"
    assert tables_with("kwikstaart") == set()


def test_pdf_with_the_name_in_a_saved_state_alone_goes_with_the_account(
    owner: Client, kept_plan: Plan, bo: User
) -> None:
    an = Author(user_id=User.objects.get(username="an").pk)
    actions.saved_states.make(plan_id=kept_plan.pk, author=an, name="Met Bo")
    assign(owner, kept_plan, "Dienst IT")
    actions.members.remove(
        plan_id=kept_plan.pk, member_id=Membership.objects.get(plan=kept_plan, user=bo).pk
    )
    place, stamp = cache_key(kept_plan.pk, Audience.MEMBERS), Plan.objects.get().stamp
    caches["pdfs"].set(place, ("tag", b"%PDF"))

    with TestCase.captureOnCommitCallbacks(execute=True):
        delete_account(user_id=bo.pk)

    assert caches["pdfs"].get(place) is None
    assert Plan.objects.get().stamp != stamp


def lay_over(client: Client, plan: Plan, changed: Any, naar: str = "") -> None:
    """`naar`: 'nieuw' for a new plan."""
    document = BytesIO(json.dumps(changed).encode())
    document.name = "plan.json"
    preview = client.post("/plannen/importeren/", {"bestand": document})["Location"]
    version = Plan.objects.get(pk=plan.pk).version
    client.post(preview, {"naar": naar or str(plan.pk), "version": version})


def test_file_with_the_name_of_a_member_gives_activities_to_them(
    owner: Client, kept_plan: Plan, bo: User
) -> None:
    assign(owner, kept_plan, "Dienst IT")
    changed = json.loads(owner.get(f"/plannen/{kept_plan.pk}/json").content)
    for item in changed["plan"]["activities"]:
        item["owner"] = item["owner"] and "Bo Kwikstaart"
    bos = Client()
    bos.force_login(bo)

    lay_over(owner, kept_plan, changed)
    lay_over(bos, kept_plan, changed, naar="nieuw")

    imported = Plan.objects.exclude(pk=kept_plan.pk).get()
    assert (row(kept_plan).member_id, row(imported).member_id) == (bo.pk, bo.pk)


def test_file_has_the_name_and_an_unchanged_name_keeps_its_member(
    owner: Client, kept_plan: Plan, bo: User
) -> None:
    exported = owner.get(f"/plannen/{kept_plan.pk}/json").content
    owners = {item["owner"] for item in json.loads(exported)["plan"]["activities"]}
    assert owners == {"", "Bo Kwikstaart"}
    changed = json.loads(exported)
    changed["plan"]["title"] = "Anders"

    lay_over(owner, kept_plan, changed)

    assert Plan.objects.get().title == "Anders"
    assert row(kept_plan).member_id == bo.pk
    assert owner.get(f"/plannen/{kept_plan.pk}/json").content != exported


def test_copy_has_the_names_of_who_is_no_member_of_it(
    owner: Client, kept_plan: Plan, bo: User
) -> None:
    owner.post(f"/plannen/{kept_plan.pk}/kopie/", {"title": "Kopie", "copy_id": uuid4()})

    copied = row(Plan.objects.get(title="Kopie"))
    assert (copied.member_id, copied.owner) == (None, "Bo Kwikstaart")


def test_history_without_members_asks_for_no_names(
    kept_plan: Plan, owner: Client, django_assert_num_queries: Any
) -> None:
    assign(owner, kept_plan, "Dienst IT")
    changes = list(Change.objects.filter(plan=kept_plan))

    with django_assert_num_queries(0):
        found = edits_of(changes)

    assert {side["owner"] for edits in found for e in edits for side in (e.after,) if side} == {
        "Dienst IT"
    }


def test_bulk_change_gives_activities_to_the_member(
    owner: Client, kept_plan: Plan, bo: User
) -> None:
    rows = list(kept_plan.activities.filter(member=None)[:2])
    ticked = [f"{one.pk}-{one.version}" for one in rows]
    sent = {"rij": ticked, "owner": "Bo Kwikstaart", "doe": "wijzig", "key": uuid4()}

    assert owner.post(f"/plannen/{kept_plan.pk}/lijst/", sent).status_code == 303

    assert {kept_plan.activities.get(pk=one.pk).member_id for one in rows} == {bo.pk}


def test_name_that_a_worker_of_the_release_before_wrote_is_the_newest(
    kept_plan: Plan, bo: User
) -> None:
    kept_plan.activities.filter(member=bo).update(owner="Dienst IT")

    assert shown_owner(kept_plan) == row(kept_plan).owner_name == "Dienst IT"


def test_way_back_to_the_release_before_leaves_names_everywhere(kept_plan: Plan, bo: User) -> None:
    an = Author(user_id=User.objects.get(username="an").pk)
    actions.saved_states.make(plan_id=kept_plan.pk, author=an, name="Met Bo")

    import_module("roadmap.migrations.0013_owner_member").with_names(apps, None)

    assert (row(kept_plan).member_id, row(kept_plan).owner) == (None, "Bo Kwikstaart")
    stored = [*kept_plan.changes.values_list("edits", flat=True)]
    stored += kept_plan.saved_states.values_list("state", flat=True)
    assert ["Bo Kwikstaart" in json.dumps(one) for one in stored] == [True, False, True]
    assert '"member"' not in json.dumps(stored)
