"""Owners, editors and readers: invite, take up, change, leave; always an owner."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from playbook_site.middleware.rate_limits import LIMITS
from roadmap import actions
from roadmap.access.tokens import hash_of, new_token
from roadmap.actions import members
from roadmap.emails import masked, quoted
from roadmap.models import Invitation, Membership, Plan
from tests.races import at_once
from tests.roadmap.conftest import join, make_plan, person, signed_in

pytestmark = pytest.mark.django_db
Role = Membership.Role
LAST_OWNER = "Een plan heeft minstens één eigenaar nodig."


def invite(client: Client, plan: Plan, email: str, role: str = "editor", **data: str) -> Any:
    fields = {"email": email, "role": role, "key": str(uuid4())} | data
    return client.post(f"/plannen/{plan.pk}/mensen/", fields)


def link_in(message: EmailMessage) -> str:
    found = re.search(r"http://testserver(/uitnodiging/\S+/)", str(message.body))
    assert found
    return found[1]


def roles(plan: Plan) -> dict[str, str]:
    return dict(plan.memberships.values_list("user__username", "role"))


def member_id(plan: Plan, name: str) -> int:
    return plan.memberships.get(user__username=name).pk


def test_invite_mails_a_link_and_keeps_its_hash_only(owner: Client, kept_plan: Plan) -> None:
    response = invite(owner, kept_plan, "Bart@Voorbeeld.be")

    assert response.status_code == 302
    [message] = mail.outbox
    assert message.to == ["bart@voorbeeld.be"]
    assert "‘An’ noemt, nodigt u uit als bewerker" in str(message.body)
    token = link_in(message).split("/")[2]
    assert len(token) == 43
    kept = Invitation.objects.get()
    assert kept.token_hash == hash_of(token)
    assert token not in str(Invitation.objects.values())
    days = kept.expires_at - timezone.now()
    assert timedelta(days=13, hours=23) < days <= timedelta(days=14)
    page = owner.get(response["Location"]).content.decode()
    assert "De uitnodiging is verstuurd naar bart@voorbeeld.be." in page
    assert "nog niet bevestigd" in page


SUBJECT = "Uitnodiging voor een stappenplan in het AI Playbook"


def test_invite_quotes_title_and_name_in_the_body_only(owner: Client) -> None:
    plan = make_plan(owner, title="Onderzoek & <ontwikkeling>")

    invite(owner, plan, "bart@voorbeeld.be")

    assert mail.outbox[0].subject == SUBJECT
    assert "‘Onderzoek & <ontwikkeling>’" in str(mail.outbox[0].body)
    assert "Iemand die zich ‘An’ noemt" in str(mail.outbox[0].body)


@pytest.mark.parametrize(
    "text",
    [
        "Win nu op http://kwaad.example/prijs",
        "Ga naar WWW.kwaad",
        "kwaad.example",
        "Schrijf naar baas@kwaad.example",
    ],
)
def test_invite_makes_no_link_of_what_a_stranger_typed(owner: Client, text: str) -> None:
    plan = make_plan(owner, title=text)
    User.objects.filter(username="an").update(first_name=text)

    invite(owner, plan, "bart@voorbeeld.be")

    body = " ".join(str(mail.outbox[0].body).split())
    assert mail.outbox[0].subject == SUBJECT
    assert "kwaad" not in body.lower()
    assert "Iemand met het e-mailadres an@voorbeeld.be nodigt u uit" in body
    assert body.count("http") == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Plan 2.0 van dhr. J. Peeters", "Plan 2.0 van dhr. J. Peeters"),
        ("x" * 61, "x" * 59 + "…"),
        ("Dag,\r\n\u2028Bcc: x\x85y\tz", "Dag, Bcc: x y z"),
        ("om\u202egekeerd\u2066", "omgekeerd"),
    ],
)
def test_quoted_is_one_short_line(text: str, line: str) -> None:
    assert quoted(text) == line


@pytest.mark.parametrize(("days", "most"), [(0, 2), (8, 3)])
def test_new_person_invites_fewer_in_an_hour(
    owner: Client, kept_plan: Plan, settings: Settings, days: int, most: int
) -> None:
    User.objects.update(date_joined=timezone.now() - timedelta(days=days))
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {
        "invitations": "3/h/key",
        "invitations_of_new_person": "2/h/key",
    }

    answers = [invite(owner, kept_plan, f"b{n}@voorbeeld.be") for n in range(4)]

    assert len(mail.outbox) == most
    page = owner.get(answers[-1]["Location"]).content.decode()
    assert "er vertrokken al veel uitnodigingen" in page and "Verstuur opnieuw" in page


def test_address_gets_so_many_invitations_a_day_from_all_together(
    owner: Client, kept_plan: Plan, settings: Settings
) -> None:
    few = {"invitations_to_address": "1/d/key"}
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | few
    other = signed_in(person("bo"))

    for host, plan in ((other, make_plan(other)), (owner, kept_plan)):
        invite(host, plan, "bart@voorbeeld.be")

    assert len(mail.outbox) == 1
    invite(owner, kept_plan, "iemand-anders@voorbeeld.be")
    assert len(mail.outbox) == 2


def test_accept_with_an_existing_account(owner: Client, kept_plan: Plan) -> None:
    invite(owner, kept_plan, "bart@voorbeeld.be")
    address = link_in(mail.outbox[0])
    bart = signed_in(person("bart"))

    page = bart.get(address)
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"
    assert roles(kept_plan) == {"an": "owner"}  # reading is not accepting
    done = bart.post(address)

    assert done["Location"] == f"/plannen/{kept_plan.pk}/"
    assert roles(kept_plan) == {"an": "owner", "bart": "editor"}
    assert "U doet nu mee" in bart.get(done["Location"]).content.decode()
    mine = bart.get("/plannen/").content.decode()
    assert "Gedeeld met mij" in mine and "Bewerker · bewaard op" in mine
    assert "Gedeeld met mij" not in owner.get("/plannen/").content.decode()


def test_invitation_names_who_invites_as_they_call_themselves(
    owner: Client, kept_plan: Plan
) -> None:
    """Also to who renews it; a name that holds a link is not quoted, and a deleted one is none."""
    invite(owner, kept_plan, "bart@voorbeeld.be")
    second = join(kept_plan, "els", "owner")
    kept = Invitation.objects.get()

    def shown() -> str:
        return unescape(Client().get(link_in(mail.outbox[-1])).content.decode())

    by_an = shown()
    second.post(f"/plannen/{kept_plan.pk}/mensen/uitnodigingen/{kept.pk}/opnieuw/")
    by_els = shown()
    User.objects.filter(username="els").update(first_name="kwaad.example")
    by_a_link = shown()
    User.objects.get(username="els").delete()

    assert "Iemand die zich ‘An’ noemt,</bdi> nodigt u uit als bewerker" in by_an
    assert "Iemand die zich ‘Els’ noemt" in by_els
    assert "<bdi>Iemand</bdi> nodigt u uit" in by_a_link and "els@" not in by_a_link
    assert "<bdi>Iemand</bdi> nodigt u uit" in shown()


@pytest.mark.parametrize("page", ["signup", "login"])
def test_address_of_an_open_invitation_is_filled_in(
    owner: Client, kept_plan: Plan, page: str
) -> None:
    invite(owner, kept_plan, "bart@voorbeeld.be")
    link = link_in(mail.outbox[0])

    def filled_in(path: str) -> bool:
        shown = Client().get(f"/account/{page}/", {"next": path}).content.decode()
        return 'value="bart@voorbeeld.be"' in shown

    assert filled_in(link)
    assert not filled_in("/uitnodiging/onbekend/") and not filled_in("/plannen/")
    assert not filled_in("http://[") and not filled_in("")
    Invitation.objects.update(closed_at=timezone.now())
    assert not filled_in(link)


def test_accept_by_any_verified_address_of_the_account(owner: Client, kept_plan: Plan) -> None:
    from allauth.account.models import EmailAddress

    invite(owner, kept_plan, "bart@prive.be")
    user = person("bart")
    bart = signed_in(user)
    assert bart.post(link_in(mail.outbox[0])).status_code == 404
    second = EmailAddress.objects.create(user=user, email="Bart@prive.be", verified=False)
    assert bart.post(link_in(mail.outbox[0])).status_code == 404
    second.verified = True
    second.save()

    assert bart.post(link_in(mail.outbox[0])).status_code == 302
    assert roles(kept_plan)["bart"] == "editor"


def test_scanner_and_nobody_do_not_use_an_invitation_up(owner: Client, kept_plan: Plan) -> None:
    invite(owner, kept_plan, "bart@voorbeeld.be")
    address = link_in(mail.outbox[0])

    for _ in range(3):
        assert Client().get(address).status_code == 200
        assert Client().head(address).status_code == 200
        posted = Client().post(address)
        assert posted["Location"] == f"/account/login/?next={address}"
    assert signed_in(person("bart")).post(address).status_code == 302


def test_invitation_with_a_new_account(owner: Client, kept_plan: Plan) -> None:
    """Up to the sign-up page and from where it comes back: in between stands `next`."""
    invite(owner, kept_plan, "nieuw@voorbeeld.be", "reader")
    address = link_in(mail.outbox[0])
    fresh = Client()

    page = fresh.get(address).content.decode()
    assert f'href="/account/signup/?next={address}"' in page
    assert f'href="/account/login/?next={address}"' in page
    form = fresh.get(f"/account/signup/?next={address}").content.decode()
    assert address in form
    fresh.force_login(person("nieuw"))
    assert "Doe mee aan dit plan" in fresh.get(address).content.decode()
    fresh.post(address)

    assert roles(kept_plan)["nieuw"] == "reader"


def test_invitation_of_another_account_tells_whose_it_is(owner: Client, kept_plan: Plan) -> None:
    invite(owner, kept_plan, "bart@voorbeeld.be")
    address = link_in(mail.outbox[0])
    other = signed_in(person("els"))

    for response in (other.get(address), other.post(address)):
        page = response.content.decode()
        assert response.status_code == 404
        assert "b…@voorbeeld.be" in page and "els@voorbeeld.be" in page
        assert "bart@" not in page and kept_plan.title not in page
        assert f'href="/account/logout/?next={address}"' in page
    assert roles(kept_plan) == {"an": "owner"}


def test_invitation_used_expired_withdrawn_is_410_unknown_404(
    owner: Client, kept_plan: Plan
) -> None:
    bart = signed_in(person("bart"))
    addresses = []
    for number in range(3):
        mail.outbox.clear()
        invite(owner, kept_plan, "bart@voorbeeld.be" if not number else f"b{number}@voorbeeld.be")
        addresses.append(link_in(mail.outbox[0]))
    used, expired, withdrawn = addresses
    assert bart.post(used).status_code == 302
    late = Invitation.objects.filter(email="b1@voorbeeld.be")
    late.update(expires_at=timezone.now() - timedelta(seconds=1))
    third = Invitation.objects.get(email="b2@voorbeeld.be")
    owner.post(f"/plannen/{kept_plan.pk}/mensen/uitnodigingen/{third.pk}/intrekken/")
    before = roles(kept_plan)

    pages: set[bytes] = set()
    for address in (used, expired, withdrawn):
        for client in (bart, Client(), signed_in(person(f"p{len(pages)}{address[13:20]}"))):
            for response in (client.get(address), client.post(address)):
                assert response.status_code == 410
        pages.add(Client().get(address).content)
    assert len(pages) == 1
    unknown = bart.post("/uitnodiging/bestaat-niet/")
    assert unknown.status_code == 404
    assert (unknown["Cache-Control"], unknown["X-Robots-Tag"]) == ("no-store", "noindex")
    assert roles(kept_plan) == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_guessing_at_invitations_is_stopped(
    owner: Client, kept_plan: Plan, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    few = replace(LIMITS["roadmap:invitation"], per_address=3)
    monkeypatch.setitem(LIMITS, "roadmap:invitation", few)
    monkeypatch.setattr("time.time", lambda: 1_800_000_100.0)  # well within one period
    invite(owner, kept_plan, "bart@voorbeeld.be")

    guessing = signed_in(person("els"))
    seen = [getattr(guessing, method)(f"/uitnodiging/{new_token()}/").status_code for _ in range(4)]

    assert seen == [404, 404, 404, 429]
    assert Client().get(link_in(mail.outbox[0])).status_code == 200  # known, and not guessed


def test_invitation_of_who_may_no_longer_invite_is_410_until_an_owner_sends_it(
    owner: Client, kept_plan: Plan
) -> None:
    rik, bart = join(kept_plan, "rik", "owner"), signed_in(person("bart"))
    invite(rik, kept_plan, "bart@voorbeeld.be")
    members.change_role(
        plan_id=kept_plan.pk, member_id=member_id(kept_plan, "rik"), role=Role.EDITOR
    )

    refused = [bart.get(link_in(mail.outbox[0])), bart.post(link_in(mail.outbox[0]))]
    shown = owner.get(f"/plannen/{kept_plan.pk}/mensen/").content.decode()
    kept = Invitation.objects.get()
    owner.post(f"/plannen/{kept_plan.pk}/mensen/uitnodigingen/{kept.pk}/opnieuw/")

    for response in refused:
        assert response.status_code == 410
        assert "is geen eigenaar meer van het plan" in response.content.decode()
    assert "is geen eigenaar meer. Verstuur ze opnieuw" in shown
    assert "bart" not in roles(kept_plan)
    assert bart.post(link_in(mail.outbox[1])).status_code == 302


def test_demotion_and_acceptance_wait_for_each_other(owner: Client, kept_plan: Plan) -> None:
    """The role is asked when the invitation is taken up, not when its page was opened."""
    join(kept_plan, "rik", "owner")
    sender = kept_plan.memberships.get(user__username="rik")
    made = members.invite(
        plan_id=kept_plan.pk, email="b@voorbeeld.be", role=Role.EDITOR, sender_id=sender.user_id
    )
    assert made
    members.change_role(plan_id=kept_plan.pk, member_id=sender.pk, role=Role.READER)

    with pytest.raises(members.InvitationUsed):
        members.accept_invitation(invitation=made[0], user_id=person("bart").pk)
    assert "bart" not in roles(kept_plan)


def test_renewed_invitation_kills_the_old_link(owner: Client, kept_plan: Plan) -> None:
    invite(owner, kept_plan, "bart@voorbeeld.be")
    kept = Invitation.objects.get()

    owner.post(f"/plannen/{kept_plan.pk}/mensen/uitnodigingen/{kept.pk}/opnieuw/")

    first, second = map(link_in, mail.outbox)
    bart = signed_in(person("bart"))
    assert bart.post(first).status_code == 404
    assert bart.post(second).status_code == 302


def test_invited_again_is_the_same_invitation_with_the_last_role(
    owner: Client, kept_plan: Plan
) -> None:
    invite(owner, kept_plan, "bart@voorbeeld.be", "editor")
    invite(owner, kept_plan, "BART@voorbeeld.be", "reader")

    kept = Invitation.objects.get()
    assert kept.role == "reader"
    assert kept.token_hash == hash_of(link_in(mail.outbox[1]).split("/")[2])


def test_invite_form_sent_twice_sends_one_mail(owner: Client, kept_plan: Plan) -> None:
    key = str(uuid4())
    for _ in range(2):
        assert invite(owner, kept_plan, "bart@voorbeeld.be", key=key).status_code == 302

    assert len(mail.outbox) == 1
    assert Invitation.objects.count() == 1


def test_invite_known_and_unknown_address_same_text_same_work(
    owner: Client, kept_plan: Plan
) -> None:
    person("bekend")
    owner.get(f"/plannen/{kept_plan.pk}/")  # reads the message of the new plan
    answers, works = [], []
    for name in ("bekend", "ongekend"):
        with CaptureQueriesContext(connection) as work:
            response = invite(owner, kept_plan, f"{name}@voorbeeld.be")
        works.append([re.sub(r'"s\d+_x\d+"', "", q["sql"])[:50] for q in work])
        page = owner.get(response["Location"]).content.decode()
        expected = re.search(r'role="status">(.*?)</div>', page, re.DOTALL)
        assert expected
        answers.append(expected[1].replace(name, "X"))
        Invitation.objects.all().delete()
    bodies = [re.sub(r"uitnodiging/\S+", "", str(m.body)) for m in mail.outbox]

    assert works[0] == works[1]
    assert answers[0] == answers[1]
    assert bodies[0] == bodies[1]


def test_invite_bad_input_is_422(owner: Client, kept_plan: Plan) -> None:
    for data, expected in [
        ({"email": ""}, "Typ het e-mailadres van wie u uitnodigt."),
        ({"email": "bart"}, "Typ een volledig e-mailadres"),
        ({"email": "a@b.be\r\nBcc: x@y.be"}, "Typ een volledig e-mailadres"),
        ({"email": "x" * 250 + "@b.be"}, "254"),
        ({"role": ""}, "Kies een rol."),
        ({"role": "baas"}, "Kies een van de mogelijkheden."),
        ({"key": "x"}, "key"),
        ({"email": "AN@voorbeeld.be"}, "heeft al een rol"),
    ]:
        response = invite(owner, kept_plan, **{"email": "bart@voorbeeld.be", **data})

        assert response.status_code == 422, data
        assert expected in response.content.decode() or expected == "key"
        assert Invitation.objects.count() == 0
        assert not mail.outbox


def test_invite_stops_at_the_most_people(
    owner: Client, kept_plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "MAX_PEOPLE", 2)
    assert invite(owner, kept_plan, "een@voorbeeld.be").status_code == 302

    assert invite(owner, kept_plan, "twee@voorbeeld.be").status_code == 422
    assert invite(owner, kept_plan, "een@voorbeeld.be").status_code == 302


def test_invite_when_the_mail_does_not_leave_can_be_sent_again(
    owner: Client, kept_plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailMessage, "send", refuse)
        response = invite(owner, kept_plan, "bart@voorbeeld.be")
    page = owner.get(response["Location"]).content.decode()
    assert "de mail kon niet vertrekken" in page and "Verstuur opnieuw" in page
    kept = Invitation.objects.get()

    owner.post(f"/plannen/{kept_plan.pk}/mensen/uitnodigingen/{kept.pk}/opnieuw/")

    assert len(mail.outbox) == 1


def test_plan_page_offers_what_the_role_may(owner: Client, kept_plan: Plan) -> None:
    """The page is kept per version: of each role its own."""
    pages = [
        client.get(f"/plannen/{kept_plan.pk}/").content.decode()
        for client in (owner, *(join(kept_plan, f"the {r}", r) for r in ("editor", "reader")))
    ]

    offered = [("Kies activiteiten" in p, "Verwijder" in p, "/delen/" in p) for p in pages]
    assert offered == [(True, True, True), (True, False, False), (False, False, False)]
    assert not any("hoort bij deze browser" in page for page in pages)


def test_people_shows_addresses_to_owners_only(owner: Client, kept_plan: Plan) -> None:
    reader = join(kept_plan, "rik", "reader")
    invite(owner, kept_plan, "later@voorbeeld.be")
    address = f"/plannen/{kept_plan.pk}/mensen/"

    theirs, ours = reader.get(address).content.decode(), owner.get(address).content.decode()

    assert "@voorbeeld.be" not in theirs
    assert ">An<" in theirs and ">Rik<" in theirs and "Nodig iemand uit" not in theirs
    assert {"an@voorbeeld.be", "rik@voorbeeld.be", "later@voorbeeld.be"} <= set(
        re.findall(r"[\w.]+@voorbeeld\.be", ours)
    )


def test_people_of_a_browsers_plan_says_account_first(client: Client, plan: Plan) -> None:
    for tail in ("mensen/", "delen/"):
        page = client.get(f"/plannen/{plan.pk}/{tail}")
        assert page.status_code == 200
        assert "Eerst een account" in page.content.decode()
        assert client.post(f"/plannen/{plan.pk}/{tail}", {"name": "x"}).status_code == 403
    for tail in ("mensen/verlaten/", "voorbeeld/"):
        assert client.get(f"/plannen/{plan.pk}/{tail}").status_code == 302


def test_change_and_withdraw_roles(owner: Client, kept_plan: Plan) -> None:
    bart = join(kept_plan, "bart", "reader")
    address = f"/plannen/{kept_plan.pk}/mensen/{member_id(kept_plan, 'bart')}/"
    assert bart.get(f"/plannen/{kept_plan.pk}/gegevens/").status_code == 403

    assert owner.post(address, {"role": "editor"}).status_code == 302
    assert bart.get(f"/plannen/{kept_plan.pk}/gegevens/").status_code == 200
    assert owner.post(f"{address}verwijderen/").status_code == 302

    assert bart.get(f"/plannen/{kept_plan.pk}/").status_code == 404
    assert kept_plan.pk and roles(kept_plan) == {"an": "owner"}


def test_invitation_never_lowers_a_role(owner: Client, kept_plan: Plan) -> None:
    invite(owner, kept_plan, "bart@voorbeeld.be", "reader")
    bart = join(kept_plan, "bart", "editor")

    assert bart.post(link_in(mail.outbox[0])).status_code == 302
    assert roles(kept_plan)["bart"] == "editor"


def test_last_owner_stays(owner: Client, kept_plan: Plan) -> None:
    join(kept_plan, "bart", "editor")
    address = f"/plannen/{kept_plan.pk}/mensen/"
    mine = f"{address}{member_id(kept_plan, 'an')}/"

    for response in (
        owner.post(mine, {"role": "reader"}),
        owner.post(f"{mine}verwijderen/"),
        owner.post(f"{address}verlaten/"),
    ):
        assert response.status_code == 422
        assert LAST_OWNER in response.content.decode()
    assert roles(kept_plan) == {"an": "owner", "bart": "editor"}


def test_leave(owner: Client, kept_plan: Plan) -> None:
    bart = join(kept_plan, "bart", "owner")
    address = f"/plannen/{kept_plan.pk}/mensen/verlaten/"

    assert "Stap eruit" in owner.get(address).content.decode()
    assert owner.post(address)["Location"] == "/plannen/"

    assert roles(kept_plan) == {"bart": "owner"}
    assert owner.get(f"/plannen/{kept_plan.pk}/").status_code == 404
    assert bart.get(f"/plannen/{kept_plan.pk}/").status_code == 200


def test_owner_removes_own_role_through_the_list(owner: Client, kept_plan: Plan) -> None:
    join(kept_plan, "bart", "owner")
    mine = member_id(kept_plan, "an")

    response = owner.post(f"/plannen/{kept_plan.pk}/mensen/{mine}/verwijderen/")

    assert response["Location"] == "/plannen/"
    assert roles(kept_plan) == {"bart": "owner"}


def test_people_extra_fields_are_ignored(owner: Client, kept_plan: Plan) -> None:
    extra = {
        "plan_id": str(uuid4()),
        "closed_at": "2020-01-01",
        "token_hash": "x",
        "expires_at": "2099-01-01",
        "user": "1",
    }

    fields = {"email": "bart@voorbeeld.be", "role": "editor", "key": str(uuid4())}
    owner.post(f"/plannen/{kept_plan.pk}/mensen/", fields | extra)
    kept = Invitation.objects.get()
    assert (kept.plan_id, kept.role) == (kept_plan.pk, "editor")
    assert kept.expires_at < timezone.now() + timedelta(days=15)

    bart = signed_in(person("bart"))
    bart.post(link_in(mail.outbox[0]), {"role": "owner", "plan": str(uuid4())})
    assert roles(kept_plan)["bart"] == "editor"


def test_expired_invitations_are_deleted_after_a_while(owner: Client, kept_plan: Plan) -> None:
    invite(owner, kept_plan, "bart@voorbeeld.be")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=13))
    call_command("delete_expired", verbosity=0)
    assert Invitation.objects.count() == 1

    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=15))
    call_command("delete_expired", verbosity=0)

    assert Invitation.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("invitation_open_once|UNIQUE", {}),
        ("invitation_role_known", {"role": "baas", "email": "c@d.be"}),
    ],
)
def test_invitation_constraints(kept_plan: Plan, name: str, values: dict[str, str]) -> None:
    def add(token_hash: str, **fields: str) -> None:
        Invitation.objects.create(
            plan=kept_plan,
            token_hash=token_hash,
            expires_at=timezone.now(),
            **{"email": "a@b.be", "role": "reader"} | fields,
        )

    add("1")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        add("2", **values)


def test_masked() -> None:
    assert masked("jan.peeters@voorbeeld.be") == "j…@voorbeeld.be"


@pytest.fixture
def two_owners(shared_database: None) -> Plan:
    plan = make_plan(signed_in(person("an")))
    Membership.objects.create(plan=plan, user=User.objects.create(username="bart"), role="owner")
    return plan


def test_two_owners_demote_each_other_and_one_is_refused(two_owners: Plan) -> None:
    """Both look for another owner before either writes, if they can."""

    def demote(name: str) -> bool:
        member = member_id(two_owners, name)
        try:
            actions.members.change_role(plan_id=two_owners.pk, member_id=member, role=Role.READER)
        except actions.members.LastOwner:
            return False
        return True

    looked = 'SELECT 1 AS "a" FROM "roadmap_membership"'
    outcomes = at_once([partial(demote, name) for name in ("an", "bart")], after=looked)

    assert sorted(outcomes) == [False, True]
    assert sorted(roles(two_owners).values()) == ["owner", "reader"]
