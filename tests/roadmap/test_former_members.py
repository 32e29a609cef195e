"""Who left a plan stays in it under the name of that day, and decides nothing in it any more."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from accounts.deletion import delete_account
from accounts.forms import save_name
from roadmap import actions
from roadmap.history.reading import state_of
from roadmap.history.transaction import Author
from roadmap.models import Invitation, Membership, Plan
from tests.accounts.test_deletion import tables_with
from tests.roadmap.conftest import join
from tests.roadmap.test_owners import assign, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(kept_plan: Plan, owner: Client) -> User:
    """Bo Kwikstaart, who had 'Processen', is in a saved state, and was removed from the plan."""
    bo = join(kept_plan, "bo", "editor")
    user = User.objects.get(username="bo")
    save_name(user, "Bo Kwikstaart")
    assign(bo, kept_plan, "Bo Kwikstaart")
    author = Author(user_id=user.pk)
    actions.saved_states.make(plan_id=kept_plan.pk, author=author, name="Met Bo")
    actions.members.invite(
        plan_id=kept_plan.pk,
        email="els@voorbeeld.be",
        role=Membership.Role.EDITOR,
        sender_id=user.pk,
    )
    member = Membership.objects.get(plan=kept_plan, user=user)
    actions.members.remove(plan_id=kept_plan.pk, member_id=member.pk)
    return user


def shown_owner(plan: Plan) -> str:
    return str(state_of(plan.pk).activities[row(plan).pk].owner)


def test_new_name_of_who_left_is_nowhere_in_the_plan(
    owner: Client, kept_plan: Plan, gone: User
) -> None:
    stamp = Plan.objects.get(pk=kept_plan.pk).stamp
    saved_state = kept_plan.saved_states.get()

    save_name(gone, "Koop nu")

    base = f"/plannen/{kept_plan.pk}/"
    pages = ["", "lijst/", "geschiedenis/", "momentopnamen/", "json"]
    pages.append(f"momentopnamen/vergelijk/?van={saved_state.pk}&met=nu")
    answers = {page: owner.get(base + page) for page in pages}
    texts = {page: answer.content.decode() for page, answer in answers.items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert not [page for page, text in texts.items() if "Koop nu" in text]
    assert "Bo Kwikstaart" in texts[""] and "Bo Kwikstaart" in texts["geschiedenis/"]
    assert Plan.objects.get(pk=kept_plan.pk).stamp == stamp


def test_undo_goes_on_over_the_leaving(owner: Client, kept_plan: Plan, gone: User) -> None:
    assign(owner, kept_plan, "Dienst IT")
    save_name(gone, "Koop nu")

    owner.post(f"/plannen/{kept_plan.pk}/ongedaan/", {"key": uuid4()})

    assert (row(kept_plan).member_id, shown_owner(kept_plan)) == (None, "Bo Kwikstaart")


def test_who_comes_back_is_the_owner_again_under_the_present_name(
    kept_plan: Plan, gone: User
) -> None:
    save_name(gone, "Bo Merel")
    made = actions.members.invite(
        plan_id=kept_plan.pk, email="bo@voorbeeld.be", role=Membership.Role.READER
    )
    assert made

    actions.members.accept_invitation(invitation=made[0], user_id=gone.pk)

    assert (row(kept_plan).member_id, shown_owner(kept_plan)) == (gone.pk, "Bo Merel")


def test_account_that_is_deleted_after_leaving_is_named_nowhere(
    owner: Client, kept_plan: Plan, gone: User
) -> None:
    assert shown_owner(kept_plan) == "Bo Kwikstaart"

    delete_account(user_id=gone.pk)

    assert shown_owner(kept_plan) == ""
    assert tables_with("kwikstaart") == set()
    assert "Kwikstaart" not in owner.get(f"/plannen/{kept_plan.pk}/geschiedenis/").content.decode()


def test_open_invitations_of_who_left_are_closed(kept_plan: Plan, gone: User) -> None:
    assert not Invitation.objects.filter(plan=kept_plan, closed_at=None).exists()
