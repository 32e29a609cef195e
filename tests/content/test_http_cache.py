"""Pages that are the same for everyone, and the one name that a visitor's own copy has."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.http_cache import page_cache
from tests.roadmap.conftest import make_plan, person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KEPT = ("/", "/zelfevaluatie/", "/activiteiten/", "/stappenplannen/piloot/", "/catalogus/")
SIGN_IN = ">Meld aan</a>"
NAME = "Zoë <b>Vandeputte"
SHOWN = "Zoë &lt;b&gt;Vandeputte"


@pytest.fixture
def zoe() -> User:
    user = person("zoe")
    user.first_name = NAME
    user.save(update_fields=["first_name"])
    return user


@pytest.fixture
def home_of(zoe: User) -> Client:
    """Her browser, before any page is stored."""
    page_cache.clear()
    return signed_in(zoe)


@pytest.mark.parametrize("address", KEPT)
def test_page_drawn_for_a_member_is_stored_without_the_name(address: str, home_of: Client) -> None:
    own, again, others = home_of.get(address), home_of.get(address), Client().get(address)

    for page in (own, again):
        assert SHOWN in page.content.decode() and SIGN_IN not in page.content.decode()
        assert page["Cache-Control"] == "private, no-cache"
    assert SIGN_IN in others.content.decode() and "Vandeputte" not in others.content.decode()
    assert "Cookie" not in others["Vary"] or address == "/zelfevaluatie/"


@pytest.mark.parametrize("address", KEPT)
def test_tag_is_the_visitors_own(address: str, home_of: Client, zoe: User) -> None:
    """Somebody with the tag of another, as through a shared cache, receives the page anew."""
    others, own = Client(), home_of.get(address)["ETag"]
    public = others.get(address)["ETag"]

    assert home_of.get(address, headers={"If-None-Match": own}).status_code == 304
    assert others.get(address, headers={"If-None-Match": public}).status_code == 304
    stale = home_of.get(address, headers={"If-None-Match": public})
    assert stale.status_code == 200 and SHOWN in stale.content.decode()
    taken = others.get(address, headers={"If-None-Match": own})
    assert taken.status_code == 200 and SIGN_IN in taken.content.decode()

    User.objects.filter(pk=zoe.pk).update(first_name="Zoë Maes")
    renamed = home_of.get(address, headers={"If-None-Match": own})
    assert "Zoë Maes" in renamed.content.decode()
    home_of.logout()
    left = home_of.get(address, headers={"If-None-Match": own})
    assert left.status_code == 200 and SIGN_IN in left.content.decode()


def test_errors_on_a_page_for_everyone_keep_the_name(home_of: Client) -> None:
    assert SHOWN in home_of.get("/activiteiten/?pijler=x").content.decode()
    assert SIGN_IN in Client().get("/activiteiten/?pijler=x").content.decode()
    assert SHOWN in home_of.get("/bestaat-niet/").content.decode()


def test_page_of_a_plan_follows_a_new_name(home_of: Client, zoe: User) -> None:
    plan = make_plan(home_of)
    home_of.get(f"/plannen/{plan.pk}/")  # with the message that it was made
    first = home_of.get(f"/plannen/{plan.pk}/")
    User.objects.filter(pk=zoe.pk).update(first_name="Zoë Maes")

    renamed = home_of.get(f"/plannen/{plan.pk}/", headers={"If-None-Match": first["ETag"]})

    assert SHOWN in first.content.decode() and "Zoë Maes" in renamed.content.decode()


def test_header_asks_no_session_of_a_browser_without_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/")

    with django_assert_num_queries(1):
        assert "sessie" not in client.get("/").cookies


def test_survey_names_nobody(home_of: Client) -> None:
    """Not even a wrong address: who answers a survey must not seem to be known."""
    page = home_of.get("/bevraging/bestaat-niet/").content.decode()

    assert "Vandeputte" not in page and '<a href="/account/">Mijn account</a>' in page
