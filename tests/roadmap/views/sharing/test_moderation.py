"""Editors take a public example down: its owner reads why, and mends it or may not come back."""

from __future__ import annotations

from functools import partial
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.editing.models import EditorialAct
from roadmap import actions
from roadmap.history.errors import Conflict, Gone
from roadmap.models import Example, ExampleRemoval, Membership, Plan
from tests.roadmap.conftest import person, signed_in
from tests.roadmap.views.sharing.test_examples import publish

pytestmark = pytest.mark.django_db
LIST = "/redactie/voorbeeldplannen/"
REASON = "Er staat een naam in: Jan Peeters."


@pytest.fixture
def editor_account() -> User:
    user = person("redacteur@voorbeeld.be")
    user.groups.add(Group.objects.get_or_create(name="redacteur")[0])
    return user


@pytest.fixture
def editor(editor_account: User) -> Client:
    return signed_in(editor_account)


@pytest.fixture
def example(owner: Client, kept_plan: Plan) -> Example:
    publish(owner, kept_plan)
    return Example.objects.get()


def take_down(editor: Client, example: Example, **instead: str) -> Any:
    data = {"stamp": example.stamp, "reason": REASON, "after": "mag"}
    return editor.post(f"{LIST}{example.pk}/", data | instead)


def test_editor_takes_an_example_down(
    editor: Client, owner: Client, example: Example, editor_account: User
) -> None:
    assert example.title in editor.get(LIST).content.decode()
    public = f"/stappenplannen/voorbeelden/{example.pk}/"
    assert Client().get(public).status_code == 200

    response = take_down(editor, example)

    assert response["Location"] == LIST
    assert Client().get(public).status_code == 404
    sent = mail.outbox[-1]
    assert sent.to == list(
        User.objects.filter(memberships__plan=example.plan_id).values_list("email", flat=True)
    )
    assert REASON in sent.body and f"/plannen/{example.plan_id}/delen/" in sent.body
    assert editor_account.email not in sent.body
    tab = owner.get(f"/plannen/{example.plan_id}/delen/").content.decode()
    assert REASON in tab and f"/plannen/{example.plan_id}/voorbeeld/" in tab
    act = EditorialAct.objects.get()
    assert (act.editor, act.get_act_display()) == (editor_account, "haalde weg")
    assert REASON in act.what
    removed = editor.get(f"{LIST}weggehaald/").content.decode()
    assert REASON in removed and "de eigenaar kreeg een mail" in removed


def test_mended_example_comes_back_and_says_that_it_was_away(
    editor: Client, owner: Client, example: Example
) -> None:
    take_down(editor, example)

    assert publish(owner, example.plan, title="Zonder namen").status_code == 302

    page = editor.get(LIST).content.decode()
    assert "Zonder namen" in page and "eerder weggehaald" in page
    assert "Er is niets weggehaald." in editor.get(f"{LIST}weggehaald/").content.decode()
    assert REASON not in owner.get(f"/plannen/{example.plan_id}/delen/").content.decode()


def test_example_that_may_not_return_does_so_when_an_editor_lets_it(
    editor: Client, owner: Client, example: Example
) -> None:
    take_down(editor, example, after="niet")
    tab = owner.get(f"/plannen/{example.plan_id}/delen/").content.decode()
    assert "mag niet opnieuw openbaar worden" in tab
    assert publish(owner, example.plan)["Location"].endswith("/delen/")
    with pytest.raises(Conflict):  # between the page and the act
        actions.sharing.publish_example(
            plan_id=example.plan_id, author=mock.Mock(), version=1, title="Toch", titles={}
        )
    assert not Example.objects.exists()
    removal = ExampleRemoval.objects.get()

    for _ in range(2):
        editor.post(f"{LIST}weggehaald/{removal.pk}/toelaten/")

    assert EditorialAct.objects.filter(act=EditorialAct.Act.LET_BACK).count() == 1
    assert publish(owner, example.plan).status_code == 302
    assert Example.objects.exists()


def test_take_down_without_reason_or_choice_is_422(editor: Client, example: Example) -> None:
    for name, value, message in [
        ("reason", " ", "Schrijf waarom"),
        ("after", "ja", "Kies een van de mogelijkheden"),
    ]:
        response = take_down(editor, example, **{name: value})

        assert response.status_code == 422, name
        assert message in response.content.decode()
        assert Example.objects.exists() and not mail.outbox


def test_take_down_of_what_its_owner_replaced_is_409(
    editor: Client, owner: Client, example: Example
) -> None:
    publish(owner, example.plan, title="Zonder namen")

    response = take_down(editor, example)

    page = response.content.decode()
    assert response.status_code == 409
    assert "intussen vervangen" in page and "Zonder namen" in page and REASON in page
    assert take_down(editor, Example.objects.get()).status_code == 302


def test_two_editors_take_it_down_once(editor_account: User, example: Example) -> None:
    act = partial(
        actions.sharing.take_down,
        editor=editor_account,
        example=example,
        stamp=example.stamp,
        reason=REASON,
        may_return=True,
    )
    act()

    with pytest.raises(Gone):
        act()

    assert EditorialAct.objects.count() == ExampleRemoval.objects.count() == 1


def test_mail_that_could_not_be_sent_goes_out_at_the_next_run(
    editor: Client, example: Example
) -> None:
    with mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError):
        assert take_down(editor, example).status_code == 302
    assert ExampleRemoval.objects.get().mailed_at is None

    assert [actions.sharing.mail_removals() for _ in range(2)] == [1, 0]

    assert len(mail.outbox) == 1


def test_lists_ask_the_same_number_of_queries_for_every_page(
    editor: Client, example: Example, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    playbook, day = example.plan.playbook_version, example.published_on
    plans = [Plan(title="x", playbook_version=playbook) for _ in range(30)]
    Example.objects.bulk_create(
        Example(plan=plan, title="x", state=example.state, published_on=day)
        for plan in Plan.objects.bulk_create(plans)
    )
    with django_assert_num_queries(4):
        page = editor.get(LIST)
    assert len(page.context["page"]) == 25
    assert "1 van 2" in page.content.decode()
    with django_assert_num_queries(4):
        editor.get(f"{LIST}{example.pk}/")


def test_removal_goes_with_its_plan(editor: Client, example: Example) -> None:
    take_down(editor, example)
    assert Membership.objects.filter(plan=example.plan).count() == 1

    example.plan.delete()

    assert not ExampleRemoval.objects.exists()
