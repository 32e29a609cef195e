"""Signing up and in, the password, the address, and what a session is worth."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from tests.accounts.conftest import EMAIL, PASSWORD, code_in, make_person, sign_in

pytestmark = pytest.mark.django_db
Mails = list[EmailMessage]


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def sign_up(client: Client, email: str = EMAIL, **data: str) -> None:
    fields = {"name": "An Peeters", "email": email, "password1": PASSWORD} | data
    response = client.post("/account/signup/", fields)
    assert response.status_code == 302, response.content.decode()
    assert response["Location"] == "/account/confirm-email/"


@pytest.mark.parametrize("password", [PASSWORD, ""])
def test_sign_up_and_confirm(client: Client, mailoutbox: Mails, password: str) -> None:
    sign_up(client, password1=password)
    assert not is_signed_in(client)

    done = client.post("/account/confirm-email/", {"code": code_in(mailoutbox[0]).lower()})

    user = User.objects.get()
    assert done["Location"] == "/plannen/"
    assert is_signed_in(client)
    assert (user.first_name, user.email) == ("An Peeters", EMAIL)
    assert user.has_usable_password() == bool(password)
    assert "an" not in user.username and "peeters" not in user.username


def test_sign_up_with_errors_is_422_and_dutch(client: Client) -> None:
    response = client.post("/account/signup/", {"name": " ", "email": "x", "password1": "kort"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "data-error-summary" in page
    assert "Naam – Typ uw naam." in page
    assert "Geef een geldig e-mailadres" in page or "Voer een geldig e-mailadres in" in page
    assert "Dit wachtwoord is te kort" in page
    assert 'value="x"' in page
    assert not User.objects.exists()


def test_sign_up_with_the_address_as_password_is_422(client: Client) -> None:
    data = {"name": "An", "email": "langadres@example.be", "password1": "langadres@example.be"}
    response = client.post("/account/signup/", data)

    assert response.status_code == 422
    assert "lijkt te veel op uw naam of e-mailadres" in response.content.decode()


def test_wrong_code_is_422_and_three_are_the_end(client: Client, mailoutbox: Mails) -> None:
    sign_up(client)
    code = code_in(mailoutbox[0])

    for _ in range(2):
        response = client.post("/account/confirm-email/", {"code": "BBBB-BBBB"})
        assert response.status_code == 422
        assert "Deze code klopt niet" in response.content.decode()
    client.post("/account/confirm-email/", {"code": "BBBB-BBBB"})
    client.post("/account/confirm-email/", {"code": code})

    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified


def test_sign_up_tells_nobody_which_addresses_are_known(
    client: Client, person: User, mailoutbox: Mails
) -> None:
    other = Client()
    sign_up(client, "nieuw@example.be")
    sign_up(other, EMAIL)

    pages = [c.get("/account/confirm-email/").content.decode() for c in (client, other)]
    assert shape(pages[0], "nieuw@example.be") == shape(pages[1], EMAIL)
    assert [m.to for m in mailoutbox] == [["nieuw@example.be"], [EMAIL]]
    assert "u hebt er al een" in mailoutbox[1].body
    assert User.objects.filter(email=EMAIL).count() == 1


def shape(page: str, email: str) -> str:
    """A page without what differs by itself: the address and the token."""
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(email, "ADRES")


@pytest.mark.parametrize("address", ["login/code/", "password/reset/"])
def test_codes_tell_nobody_which_addresses_are_known(
    client: Client, person: User, mailoutbox: Mails, address: str
) -> None:
    known = client.post(f"/account/{address}", {"email": EMAIL}, follow=True)
    unknown = Client().post(f"/account/{address}", {"email": "niemand@example.be"}, follow=True)

    assert known.status_code == unknown.status_code == 200
    assert known.redirect_chain == unknown.redirect_chain
    assert shape(known.content.decode(), EMAIL) == shape(
        unknown.content.decode(), "niemand@example.be"
    )
    assert "er hoort geen account bij" in " ".join(str(mailoutbox[1].body).split())


def test_sign_in_by_password(client: Client, person: User) -> None:
    sign_in(client)
    assert is_signed_in(client)


@pytest.mark.parametrize("email", [EMAIL, "niemand@example.be"])
def test_wrong_password_is_422_with_one_text(client: Client, person: User, email: str) -> None:
    response = client.post("/account/login/", {"login": email, "password": "fout"})

    assert response.status_code == 422
    assert "horen niet bij elkaar" in response.content.decode()


def test_sign_in_by_code(client: Client, person: User, mailoutbox: Mails) -> None:
    client.post("/account/login/code/?next=/account/naam/", {"email": EMAIL})

    done = client.post(
        "/account/login/code/confirm/",
        {"code": code_in(mailoutbox[0]), "next": "/account/naam/"},
    )

    assert done["Location"] == "/account/naam/"
    assert is_signed_in(client)


def test_code_for_an_unproved_account_voids_its_password(client: Client, mailoutbox: Mails) -> None:
    sign_up(client)  # somebody who does not own the address
    owner = Client()
    owner.post("/account/login/code/", {"email": EMAIL})
    owner.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[-1])})

    assert is_signed_in(owner)
    assert not User.objects.get().has_usable_password()
    stranger = Client().post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    assert stranger.status_code == 422


def test_password_reset_by_code(client: Client, person: User, mailoutbox: Mails) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    client.post("/account/password/reset/", {"email": EMAIL})
    client.post("/account/password/reset/confirm/", {"code": code_in(mailoutbox[0])})
    done = client.post("/account/password/reset/complete/", {"password1": "een heel ander woord"})

    assert done["Location"] == "/account/password/reset/done/"
    assert not is_signed_in(elsewhere)
    sign_in(client, password="een heel ander woord")


def test_password_change_ends_other_sessions(client: Client, person: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere)
    sign_in(client)

    new = "een heel ander woord"
    wrong = client.post("/account/password/change/", {"oldpassword": "fout", "password1": new})
    right = client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new})

    assert wrong.status_code == 422 and "niet uw huidige" in wrong.content.decode()
    assert right["Location"] == "/account/"
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere)


def test_password_set_by_who_had_none(client: Client, mailoutbox: Mails) -> None:
    client.force_login(make_person(password=""))
    assert client.get("/account/password/change/")["Location"] == "/account/password/set/"
    assert client.post("/account/password/set/", {"password1": PASSWORD})["Location"].startswith(
        "/account/bevestigen/"
    )
    client.post("/account/bevestigen/code/")
    client.post("/account/bevestigen/", {"code": code_in(mailoutbox[-1])})
    done = client.post("/account/password/set/", {"password1": PASSWORD})

    assert done["Location"] == "/account/"
    assert User.objects.get().check_password(PASSWORD)


def test_email_change_counts_once_confirmed(
    client: Client, person: User, mailoutbox: Mails
) -> None:
    sign_in(client)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/email/", {"action_add": "", "email": "an@nieuw.be"})
    assert User.objects.get().email == EMAIL

    client.post("/account/confirm-email/", {"code": code_in(mailoutbox[-1])})

    assert User.objects.get().email == "an@nieuw.be"
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("an@nieuw.be", True)]
    assert mailoutbox[-1].to == [EMAIL]
    assert "an@nieuw.be" in mailoutbox[-1].body


def test_email_change_to_anothers_address_tells_nothing(
    client: Client, person: User, mailoutbox: Mails
) -> None:
    make_person("bo@example.be")
    sign_in(client)
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    response = client.post("/account/email/", {"action_add": "", "email": "bo@example.be"})

    assert response["Location"] == "/account/confirm-email/"
    done = client.post("/account/confirm-email/", {"code": code_in(mailoutbox[-1])})
    assert done.status_code == 422
    assert User.objects.filter(email="bo@example.be").count() == 1


def test_sign_out_is_a_post(client: Client, person: User) -> None:
    sign_in(client)

    asked = client.get("/account/logout/")
    assert is_signed_in(client)
    assert "Afmelden?" in asked.content.decode()
    shown = client.post("/account/logout/", follow=True)

    assert "U bent afgemeld." in shown.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "evil", ["//evil.example", "https://evil.example/", "\\\\evil.example", "javascript:alert(1)"]
)
def test_next_stays_here(client: Client, person: User, evil: str) -> None:
    response = client.post("/account/login/", {"login": EMAIL, "password": PASSWORD, "next": evil})
    assert response["Location"] == "/plannen/"
    assert client.get("/account/login/", {"next": evil})["Location"] == "/plannen/"
    assert client.post("/account/logout/", {"next": evil})["Location"] == "/account/login/"


@pytest.mark.parametrize("evil", ["//evil.example", "https://evil.example/", "/\\evil.example"])
def test_next_of_proving_who_one_is_stays_here(
    client: Client, person: User, mailoutbox: Mails, evil: str
) -> None:
    client.force_login(person)
    client.post("/account/bevestigen/code/")

    address = f"/account/bevestigen/?{urlencode({'next': evil})}"
    done = client.post(address, {"code": code_in(mailoutbox[-1])})

    assert done["Location"] == "/account/"


def test_next_of_another_allowed_host_stays_here(client: Client, person: User) -> None:
    address = "http://localhost/plannen/"
    data = {"login": EMAIL, "password": PASSWORD, "next": address}
    response = client.post("/account/login/", data, headers={"Host": "127.0.0.1"})
    assert response["Location"] == "/plannen/"


@pytest.mark.parametrize("address", ["password/reset/", "login/code/", "signup/"])
def test_mail_never_names_a_strange_host(
    client: Client, person: User, mailoutbox: Mails, address: str
) -> None:
    data = {"email": EMAIL, "name": "An"}
    response = client.post(f"/account/{address}", data, headers={"Host": "kwaad.example"})

    assert response.status_code == 400
    assert not mailoutbox


def test_session_id_is_new_at_sign_in_and_old_one_is_dead(client: Client, person: User) -> None:
    client.post("/plannen/nieuw/", {"title": "Plan", "start": "leeg"})
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    sign_in(client)
    during = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/account/logout/")

    assert before != during
    for old in (before, during):
        stranger = Client()
        stranger.cookies[settings.SESSION_COOKIE_NAME] = old
        assert stranger.get("/account/").status_code == 302
        assert stranger.get("/plannen/").context["plans"] == []


@pytest.mark.parametrize("way", ["password", "code"])
def test_session_ends_by_itself_however_much_it_is_used(
    client: Client, person: User, mailoutbox: Mails, way: str
) -> None:
    if way == "password":
        sign_in(client)
    else:
        client.post("/account/login/code/", {"email": EMAIL})
        client.post("/account/login/code/confirm/", {"code": code_in(mailoutbox[0])})
    session = Session.objects.get(session_key=client.session.session_key)
    first = session.expire_date
    assert abs(first - timezone.now() - timedelta(days=14)) < timedelta(minutes=1)

    client.post("/account/naam/", {"name": "Anna"})  # its message is written into the session
    session.refresh_from_db()
    assert session.expire_date == first

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_signed_in(client)


def test_disabled_account_is_out_at_once(client: Client, person: User, mailoutbox: Mails) -> None:
    sign_in(client)
    User.objects.update(is_active=False)

    assert not is_signed_in(client)
    again = Client().post("/account/login/", {"login": EMAIL, "password": PASSWORD}, follow=True)
    assert "uitgeschakeld" in again.content.decode()
    Client().post("/account/login/code/", {"email": EMAIL})
    assert "geen account" in mailoutbox[-1].subject.lower()


@pytest.mark.parametrize("address", ["login/", "signup/", "logout/", "naam/", "sessies/"])
def test_without_token_nothing_happens(person: User, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)

    response = strict.post(f"/account/{address}", {"name": "Anders"})

    assert response.status_code == 403
    assert "te oud om te bewaren" in response.content.decode()
    person.refresh_from_db()
    assert person.first_name == "An Peeters"


def test_admin_uses_the_same_sign_in(client: Client, person: User) -> None:
    asked = client.get("/beheer/", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/account/login/?next=")
    sign_in(client)
    assert client.get("/beheer/login/").status_code == 403
    User.objects.update(is_staff=True)
    assert client.get("/beheer/").status_code == 200
