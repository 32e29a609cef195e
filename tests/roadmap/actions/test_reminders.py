"""Mails about what falls due: asked for, weekly at most, stopped by one click."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from inspect import getsource

import pytest
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from roadmap.actions import reminders
from roadmap.actions.reminders import send_reminders
from roadmap.models import Membership, Plan, PlanActivity
from tests.accounts.conftest import EMAIL, make_person, sign_in
from tests.roadmap.conftest import make_plan

Mails = list[EmailMessage]
TODAY = date(2027, 3, 1)


@pytest.fixture
def plan(client: Client, db: None) -> Plan:
    """A plan of a person who asked for reminders, with one thing late and one soon due."""
    client.force_login(make_person())
    plan = make_plan(client)
    Membership.objects.update(remind=True)
    for number, row in enumerate(plan.activities.all()[:4]):
        row.due_date = TODAY + timedelta(days=(-1, 14, 15, -5)[number])
        row.title, row.status = f"Activiteit {number}", "done" if number == 3 else "todo"
        row.save()
    return plan


def test_mail_says_what_is_late_and_soon_due(plan: Plan, mailoutbox: Mails) -> None:
    assert send_reminders(TODAY) == 1

    [sent] = mailoutbox
    body = str(sent.body)
    assert sent.to == [EMAIL]
    assert sent.subject == "Wat klaar moet zijn: Stappenplan AI 2027"
    late, soon = body.split("Klaar binnen 14 dagen")
    assert "Activiteit 0, klaar tegen 28 februari 2027" in late
    assert "Activiteit 1, klaar tegen 15 maart 2027" in soon
    assert "Activiteit 2" not in body and "Activiteit 3" not in body
    assert f"/plannen/{plan.pk}/" in body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_mail_names_the_milestones_until_the_next_mail(plan: Plan, mailoutbox: Mails) -> None:
    plan.activities.update(due_date=None)
    for title, days in (("Geweest", -1), ("Nu", 0), ("Zitting", 14), ("Akkoord", 15), ("Ver", 32)):
        plan.milestones.create(title=title, day=TODAY + timedelta(days=days))

    send_reminders(TODAY)
    Membership.objects.update(monthly=True, reminded_on=None)
    send_reminders(TODAY)

    weekly, monthly = (str(sent.body).split("Mijlpalen tot en met ")[1] for sent in mailoutbox)
    assert "15 maart 2027:\n- Nu, 1 maart 2027\n- Zitting, 15 maart 2027\n" in weekly
    assert "Akkoord" not in weekly and "Geweest" not in weekly
    assert monthly.startswith("1 april 2027:\n- Nu") and "- Akkoord, 16 maart 2027" in monthly
    assert "- Ver," not in monthly and "Geweest" not in monthly


def test_one_mail_a_week(plan: Plan, mailoutbox: Mails) -> None:
    for days in (0, 0, 1, 6, 7, 8):
        send_reminders(TODAY + timedelta(days=days))
    assert len(mailoutbox) == 2
    assert Membership.objects.get().reminded_on == TODAY + timedelta(days=7)


def test_no_mail(plan: Plan, mailoutbox: Mails) -> None:
    changes: list[Callable[[], object]] = [
        lambda: Membership.objects.update(remind=False),
        lambda: Plan.objects.update(is_archived=True),
        lambda: User.objects.update(is_active=False),
        lambda: User.objects.update(email=""),
        lambda: PlanActivity.objects.update(due_date=None),
        lambda: PlanActivity.objects.update(status="done"),
    ]
    for change in changes:
        with transaction.atomic():
            change()
            assert send_reminders(TODAY) == 0, getsource(change)
            transaction.set_rollback(True)
    assert not mailoutbox


def test_off_unless_asked_for(client: Client, plan: Plan, mailoutbox: Mails) -> None:
    other = make_person("bo@example.be")
    Membership.objects.create(plan=plan, user=other, role="reader")

    send_reminders(TODAY)

    assert [sent.to for sent in mailoutbox] == [[EMAIL]]


def stop_address(sent: EmailMessage) -> str:
    found = re.search(r"<https?://[^/]+(/[^>]+)>", sent.extra_headers["List-Unsubscribe"])
    assert found and found[1] in str(sent.body)
    return found[1]


def test_stop_link_asks_and_a_post_without_cookies_stops(plan: Plan, mailoutbox: Mails) -> None:
    send_reminders(TODAY)
    address = stop_address(mailoutbox[0])
    program = Client(enforce_csrf_checks=True)

    asked = program.get(address)  # as a scanner of mails does
    assert "Herinneringen stoppen?" in asked.content.decode()
    assert Membership.objects.get().remind
    done = program.post(address, {"List-Unsubscribe": "One-Click"})

    assert done.status_code == 200
    assert "geen herinneringen meer" in done.content.decode()
    assert not Membership.objects.get().remind
    assert program.post(address).status_code == 200
    assert send_reminders(TODAY + timedelta(days=30)) == 0


def test_forged_stop_link_is_404(client: Client, plan: Plan, mailoutbox: Mails) -> None:
    send_reminders(TODAY)
    address = stop_address(mailoutbox[0])

    assert client.post(address[:-2] + "x/").status_code == 404
    assert client.post("/plannen/herinnering-stoppen/1/").status_code == 404
    assert Membership.objects.get().remind


def test_toggle_stands_on_the_page_and_goes_with_it(client: Client, plan: Plan) -> None:
    address = f"/plannen/{plan.pk}/"
    client.get(address)
    first = client.get(address)
    assert "Stop de herinneringen" in first.content.decode()

    client.post(f"{address}herinnering/", {"remind": "nee"})
    client.get(address)
    second = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert second.status_code == 200
    assert "Herinner mij" in second.content.decode()
    assert not Membership.objects.get().remind


def test_page_kept_from_before_a_new_token_is_not_reused(client: Client, plan: Plan) -> None:
    address = f"/plannen/{plan.pk}/"
    sign_in(client)
    client.get(address)
    first = client.get(address)
    client.post("/account/logout/")
    sign_in(client)
    client.get(address)

    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.django_db
def test_browser_without_account_has_no_toggle(client: Client) -> None:
    plan = make_plan(client)
    assert "Herinner mij" not in client.get(f"/plannen/{plan.pk}/").content.decode()
    refused = client.post(f"/plannen/{plan.pk}/herinnering/", {"remind": "ja"})
    assert refused.status_code == 404


def test_mail_that_fails_is_tried_again(plan: Plan, mailoutbox: Mails, settings: Settings) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert send_reminders(TODAY) == 0

    settings.EMAIL_BACKEND = working
    assert send_reminders(TODAY) == 1


def test_command_says_how_many(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    PlanActivity.objects.update(due_date=timezone.localdate())
    call_command("send_reminders")
    call_command("send_reminders")
    assert capsys.readouterr().out == "".join(
        f"Sent: {count} reminders, 0 mails about an edition.\n" for count in (1, 0)
    )


def test_two_timers_that_read_at_once_send_one_mail(plan: Plan, mailoutbox: Mails) -> None:
    read = [Membership.objects.select_related("plan", "user").get() for _ in range(2)]

    assert [reminders._remind(member, TODAY) for member in read] == [True, False]
    assert len(mailoutbox) == 1


def answers_in(sent: EmailMessage) -> list[str]:
    """The paths of the mail's answers: done and later, of each activity."""
    return re.findall(r"/plannen/antwoord/\S+", str(sent.body))


def test_answer_asks_first_and_acts_once(plan: Plan, mailoutbox: Mails) -> None:
    send_reminders(TODAY)
    done, *_ = answers_in(mailoutbox[0])
    late = plan.activities.get(title="Activiteit 0")

    asked = Client().get(done)
    assert asked.status_code == 200 and "Is dit klaar?" in asked.content.decode()
    assert plan.activities.get(pk=late.pk).status == "todo"
    answers = [Client().post(done) for _ in range(2)]

    assert ["Bewaard" in answer.content.decode() for answer in answers] == [True, True]
    assert plan.activities.get(pk=late.pk).status == "done"
    assert plan.changes.count() == 2


def test_answer_about_what_changed_meanwhile_is_a_conflict(plan: Plan, mailoutbox: Mails) -> None:
    send_reminders(TODAY)
    _, later, *_ = answers_in(mailoutbox[0])
    plan.activities.filter(title="Activiteit 0").update(version=2, status="doing")

    answer = Client().post(later)

    assert answer.status_code == 409 and "is nu bezig" in answer.content.decode()


@pytest.mark.parametrize("token", ["niets", "WzEsMSwxLCJrbGFhciJd:1:abc"])
def test_answer_that_no_mail_held_is_404(db: None, token: str) -> None:
    assert Client().post(f"/plannen/antwoord/{token}/").status_code == 404


def test_reader_gets_no_answers(plan: Plan, mailoutbox: Mails) -> None:
    Membership.objects.update(role="reader")

    send_reminders(TODAY)

    assert answers_in(mailoutbox[0]) == []


def test_monthly_mail_counts_the_month_before(
    client: Client, plan: Plan, mailoutbox: Mails
) -> None:
    client.post(f"/plannen/{plan.pk}/herinnering/", {"remind": "maand"})
    soon = plan.activities.get(title="Activiteit 1")
    status = f"/plannen/{plan.pk}/activiteiten/{soon.pk}/status/"
    client.post(f"{status}?version={soon.version}", {"status": "done"})
    plan.changes.update(at=datetime(2027, 2, 10, tzinfo=UTC))

    for days in (0, 7, 30, 31, 32):
        send_reminders(TODAY + timedelta(days=days))

    assert [one.subject for one in mailoutbox] == [
        "Uw stappenplan in februari: 1 klaar, 1 te laat",
        "Uw stappenplan in maart: 0 klaar, 2 te laat",
    ]


def test_mail_names_the_owner_who_is_a_member_and_what_is_to_be_reviewed(
    plan: Plan, mailoutbox: Mails
) -> None:
    plan.activities.filter(title="Activiteit 0").update(member=User.objects.get(email=EMAIL))
    plan.activities.filter(title="Activiteit 2").update(review="yearly", review_on=TODAY)

    send_reminders(TODAY)

    body = str(mailoutbox[0].body)
    assert "klaar tegen 28 februari 2027 (An Peeters)" in body
    assert "- Activiteit 2" in body.split("Te herzien")[1]
