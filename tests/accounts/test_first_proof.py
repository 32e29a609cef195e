"""Accounts begun with somebody else's address: each way of beginning times each way of proof."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client

from roadmap import actions
from roadmap.models import Membership
from tests.accounts.conftest import EMAIL, PASSWORD, code_in, make_person, sign_in
from tests.accounts.provider import knows, provider_sign_in
from tests.playbook_site.routes import rolled_back
from tests.roadmap.conftest import make_plan

pytestmark = pytest.mark.django_db
OTHER = "kwaad@example.be"
OWN_PASSWORD = "een heel ander woord"


@dataclass
class Attacker:
    """Somebody without access to the mailbox of EMAIL, and what they hold."""

    provider: str
    browser: Client = field(default_factory=Client)
    comes_by_provider: bool = False

    def tries(self) -> Iterator[Client]:
        """A browser for each way in that this attacker may still have, after trying it."""
        for address in ("/account/login/", "/account/confirm-email/"):
            self.browser.get(address)  # a sign-in that waits for a code does not go on by itself
        yield self.browser
        by_password = Client()
        by_password.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
        yield by_password
        if self.comes_by_provider:
            by_provider = Client()
            provider_sign_in(by_provider, "attacker")
            yield by_provider


def later() -> None:
    """Minutes pass: no limit on mails or tries holds any more."""
    caches["default"].clear()


def newest_mail() -> str:
    return " ".join(str(mail.outbox[-1].body).split())


def typed_code(client: Client, address: str, email: str = EMAIL) -> None:
    """Type the newest code that was mailed to this address."""
    newest = [one for one in mail.outbox if one.to == [email]][-1]
    client.post(address, {"code": code_in(newest)})


def proved_account(client: Client, email: str, password: str) -> User:
    """An account whose own address is proved, signed in and confirmed a short while ago."""
    user = make_person(email, password=password)
    sign_in(client, email, password)
    client.post("/account/reauthenticate/", {"password": password})
    return user


# What an attacker does before the owner of the address comes.


def signs_up(attacker: Attacker) -> None:
    fields = {"name": "Kwaad", "email": EMAIL, "password1": PASSWORD}
    attacker.browser.post("/account/signup/", fields)


def comes_by_unverified_provider(attacker: Attacker) -> None:
    attacker.comes_by_provider = True
    knows(attacker.provider, "attacker", name="Kwaad", email=EMAIL)
    provider_sign_in(attacker.browser, "attacker")
    assert SocialAccount.objects.get().user.email == EMAIL


def fills_in_the_providers_form(attacker: Attacker) -> None:
    attacker.comes_by_provider = True
    knows(attacker.provider, "attacker", name="Kwaad")
    provider_sign_in(attacker.browser, "attacker")
    attacker.browser.post("/account/koppelingen/nieuw/", {"email": EMAIL, "name": "Kwaad"})
    assert SocialAccount.objects.get().user.email == EMAIL


def asks_for_codes(attacker: Attacker) -> None:
    signs_up(attacker)
    attacker.browser = Client()
    attacker.browser.post("/account/login/code/", {"email": EMAIL})
    attacker.browser.post("/account/password/reset/", {"email": EMAIL})


def has_a_passkey(attacker: Attacker) -> None:
    signs_up(attacker)
    user = User.objects.get(email=EMAIL)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "x"})
    RecoveryCodes.activate(user)


def has_a_session(attacker: Attacker) -> None:
    signs_up(attacker)
    attacker.browser = Client()
    attacker.browser.force_login(User.objects.get(email=EMAIL))


def changes_the_address_of_an_account(attacker: Attacker) -> None:
    proved_account(attacker.browser, OTHER, PASSWORD)
    attacker.browser.post("/account/email/", {"action_add": "", "email": EMAIL})


def adds_an_unproved_address(attacker: Attacker) -> None:
    user = proved_account(attacker.browser, OTHER, PASSWORD)
    EmailAddress.objects.create(user=user, email=EMAIL, verified=False)
    Client().post("/account/login/code/", {"email": EMAIL})
    assert "hoort geen account bij" in newest_mail()
    call_command("delete_expired")  # each night


def invites(attacker: Attacker) -> None:
    signs_up(attacker)
    host = Client()
    user = make_person("gastheer@example.be")
    host.force_login(user)
    plan = make_plan(host, title="Van een ander")
    actions.members.invite(plan_id=plan.pk, email=EMAIL, role=Membership.Role.READER)


ATTACKS = [
    signs_up,
    comes_by_unverified_provider,
    fills_in_the_providers_form,
    asks_for_codes,
    has_a_passkey,
    has_a_session,
    changes_the_address_of_an_account,
    adds_an_unproved_address,
    invites,
]

# How the owner of the address proves it.


def by_code(client: Client, provider: str) -> None:
    client.post("/account/login/code/", {"email": EMAIL})
    if "hoort geen account bij" in newest_mail():
        later()
        return by_sign_up(client, provider)
    typed_code(client, "/account/login/code/confirm/")


def by_sign_up(client: Client, provider: str) -> None:
    fields = {"name": "An", "email": EMAIL, "password1": OWN_PASSWORD}
    client.post("/account/signup/", fields)
    if "u hebt er al een" in newest_mail():
        later()
        return by_reset(client, provider)
    typed_code(client, "/account/confirm-email/")


def by_reset(client: Client, provider: str) -> None:
    client.post("/account/password/reset/", {"email": EMAIL})
    if "hoort geen account bij" in newest_mail():
        later()
        return by_sign_up(client, provider)
    typed_code(client, "/account/password/reset/confirm/")
    client.post("/account/password/reset/complete/", {"password1": OWN_PASSWORD})
    client.post("/account/login/", {"login": EMAIL, "password": OWN_PASSWORD})


def by_verified_provider(client: Client, provider: str) -> None:
    knows(provider, "owner", name="An", email=EMAIL, email_verified=True)
    provider_sign_in(client, "owner")


def by_verified_provider_and_form(client: Client, provider: str) -> None:
    knows(provider, "owner", email=EMAIL, email_verified=True)
    answer = provider_sign_in(client, "owner")
    if answer["Location"] == "/account/koppelingen/nieuw/":
        client.post("/account/koppelingen/nieuw/", {"email": EMAIL, "name": "An"})


def by_unverified_provider(client: Client, provider: str) -> None:
    knows(provider, "owner", name="An", email=EMAIL)
    provider_sign_in(client, "owner")
    if "u hebt er al een" in newest_mail():
        later()
        return by_code(client, provider)
    typed_code(client, "/account/confirm-email/")


def by_change_of_address(client: Client, provider: str) -> None:
    proved_account(client, "an@elders.be", OWN_PASSWORD)
    client.post("/account/email/", {"action_add": "", "email": EMAIL})
    typed_code(client, "/account/confirm-email/")


def by_invitation(client: Client, provider: str) -> None:
    host = make_person("collega@example.be")
    theirs = Client()
    theirs.force_login(host)
    plan = make_plan(theirs, title="Van een collega")
    made = actions.members.invite(plan_id=plan.pk, email=EMAIL, role=Membership.Role.EDITOR)
    assert made is not None
    by_code(client, provider)
    client.post(f"/uitnodiging/{made[1]}/")
    assert Membership.objects.filter(plan=plan, user__email=EMAIL).exists()


PROOFS = [
    by_code,
    by_sign_up,
    by_reset,
    by_verified_provider,
    by_verified_provider_and_form,
    by_unverified_provider,
    by_change_of_address,
    by_invitation,
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_owner_is_in_with_their_plans_and_nobody_else_is(
    client: Client, provider: str, attack: Callable[[Attacker], None]
) -> None:
    attacker = Attacker(provider)
    attack(attacker)
    make_plan(client, title="Van An")
    cookies = deepcopy((client.cookies, attacker.browser.cookies))
    mails = len(mail.outbox)

    for prove in PROOFS:
        client.cookies, attacker.browser.cookies = deepcopy(cookies)
        del mail.outbox[mails:]
        later()
        with rolled_back():
            assert_owner_is_in(attacker, client, prove)


def assert_owner_is_in(
    attacker: Attacker, client: Client, prove: Callable[[Client, str], None]
) -> None:
    prove(client, attacker.provider)

    later()
    owner = EmailAddress.objects.get(email=EMAIL, verified=True).user
    for browser in attacker.tries():
        assert signed_in_as(browser) != owner.email
    assert signed_in_as(client) == EMAIL == owner.email
    assert "Van An" in {line.plan.title for line in client.get("/plannen/").context["plans"]}
    assert owner.first_name != "Kwaad"
    assert not owner.check_password(PASSWORD)
    assert not SocialAccount.objects.filter(uid="attacker", user=owner).exists()
    assert not Authenticator.objects.filter(user=owner).exists()
    assert list(EmailAddress.objects.filter(email=EMAIL)) == [
        EmailAddress.objects.get(user=owner, primary=True)
    ]


def signed_in_as(client: Client) -> str:
    """The address of the account that this browser is signed in to, or ''."""
    answer = client.get("/healthz")  # any address knows the person of a session
    return str(getattr(answer.wsgi_request.user, "email", ""))
