"""Editors write the next edition: nothing typed is lost, nobody else sees it before it is out."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.editing.draft import current_draft
from content.editing.models import DraftItem, EditorialAct
from content.editions.models import Edition
from content.models import Activity
from content.published import published_catalogue, read_catalogue
from tests.roadmap.conftest import make_plan, person, signed_in

pytestmark = pytest.mark.django_db
SLUG = "creeer-bewustzijn"
ITEM = f"/redactie/activity/wijzig/{SLUG}/"
BACK = "/redactie/terug/2026-05/"


def member(name: str, *groups: str) -> User:
    user = person(name)
    user.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    return user


@pytest.fixture
def editor() -> Client:
    return signed_in(member("redacteur@voorbeeld.be", "redacteur"))


@pytest.fixture
def publisher() -> Client:
    return signed_in(member("uitgever@voorbeeld.be", "uitgever"))


def typed(client: Client, address: str = ITEM, **instead: Any) -> dict[str, Any]:
    """What the form of this page would send, with other values."""
    form = client.get(address).context["form"]
    values = {field.name: field.value() for field in form}
    return {name: v for name, v in values.items() if v is not None} | instead


def typed_back(client: Client) -> dict[str, str]:
    return {"digest": client.get(BACK).context["draft"].digest}


def publish(client: Client, **instead: Any) -> Any:
    return client.post("/redactie/uitgeven/", typed(client, "/redactie/uitgeven/", **instead))


def test_every_item_of_every_kind_is_saved_as_it_was(editor: Client) -> None:
    draft = current_draft()
    for kind, rows in draft.rows.items():
        key = next(iter(rows))
        address = f"/redactie/{kind}/wijzig/{key}/"

        response = editor.post(address, typed(editor, address))

        assert response.status_code == 302, (kind, response.context["form"].errors)
    assert current_draft().changes == ()


def test_saved_item_is_in_the_draft_and_not_on_the_site(editor: Client) -> None:
    before = read_catalogue()

    editor.post(ITEM, typed(editor, title="Maak bewust", keywords="ontwaken\n\nwekken"))

    assert current_draft().rows["activity"][SLUG]["keywords"] == ["ontwaken", "wekken"]
    assert read_catalogue() == before
    other = "/redactie/activity/wijzig/bewaak-de-data/"
    editor.post(other, typed(editor, other, track="organisatiemodel"))
    page = editor.get("/redactie/verschil/").content.decode()
    assert "hernoemd" in page and "<ins>Organisatiemodel</ins>" in page
    assert "<del>Creëer bewustzijn</del>" in page and "<ins>Maak bewust</ins>" in page
    first = EditorialAct.objects.earliest("pk")
    assert first.what == "activiteit Maak bewust"


MISTAKES: list[tuple[str, Any, str]] = [
    ("title", "", "leeg of onvolledig"),
    ("title", "x" * 201, "langer dan 200 tekens"),
    ("order", "veel", "Typ een geheel getal."),
    ("track", "nergens", "Dit bestaat niet"),
    ("profiles", [], "leeg of onvolledig"),
    ("why", "[klik](javascript:alert(1))", "een link begint met"),
    ("resources", "Canvas | ftp://x", "een link begint met"),
    ("resources", "Canvas", "link: ontbreekt"),
    ("resources", "Canvas | https://a.be | vrij | meer", "meer dan drie delen"),
    ("replaces", "Niet goed", "heeft niet de juiste vorm"),
]


def test_mistake_stands_at_its_field_and_what_was_typed_stays(editor: Client) -> None:
    form = typed(editor, who="Wat ik typte")

    for name, value, expected in MISTAKES:
        response = editor.post(ITEM, form | {name: value})

        assert response.status_code == 422, (name, value)
        assert expected in str(response.context["form"].errors[name]), (name, value)
        assert "Wat ik typte" in response.content.decode()
    assert not DraftItem.objects.exists()


def test_what_the_eye_cannot_see_is_mended(editor: Client) -> None:
    pasted = {"title": " Maak\tbewust\r\n\x00", "why": "Een\x0btwee\u2028drie\t\u200e"}

    assert editor.post(ITEM, typed(editor, **pasted)).status_code == 302

    row = current_draft().rows["activity"][SLUG]
    assert (row["title"], row["why"]) == ("Maak bewust", "Een\ntwee\ndrie\n")


def test_two_editors_lose_nothing(editor: Client, publisher: Client) -> None:
    mine, theirs = typed(editor, title="Mijn titel"), typed(publisher, title="Hun titel")
    publisher.post(ITEM, theirs)

    response = editor.post(ITEM, mine)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Mijn titel" in page and "Hun titel" in page
    assert current_draft().rows["activity"][SLUG]["title"] == "Hun titel"
    again = {f.name: f.value() for f in response.context["form"] if f.value()}
    assert editor.post(ITEM, again).status_code == 302
    assert current_draft().rows["activity"][SLUG]["title"] == "Mijn titel"


def test_edits_to_different_items_both_succeed(editor: Client, publisher: Client) -> None:
    other = "/redactie/activity/wijzig/bewaak-de-data/"
    first, second = typed(editor, title="Een"), typed(publisher, other, title="Twee")

    assert editor.post(ITEM, first).status_code == 302
    assert publisher.post(other, second).status_code == 302


def test_added_dropped_and_reset(editor: Client) -> None:
    new = typed(editor, slug="deel-wat-u-leerde", title="Deel wat u leerde", order="")
    assert editor.post("/redactie/activity/nieuw/", new).status_code == 302
    assert editor.post("/redactie/activity/nieuw/", new).status_code == 422  # it is there

    assert editor.post(f"/redactie/activity/weg/{SLUG}/", {"version": "0"}).status_code == 302
    assert editor.post(f"/redactie/activity/weg/{SLUG}/", {"version": "0"}).status_code == 409
    changes = {(c.key, c.what) for c in current_draft().changes}
    assert changes == {("deel-wat-u-leerde", "nieuw"), (SLUG, "vervallen")}
    assert editor.post(f"/redactie/activity/herstel/{SLUG}/", {"version": "1"}).status_code == 302
    [added] = current_draft().changes
    assert added.key == "deel-wat-u-leerde"
    siblings = Activity.objects.get(slug=SLUG).track.activities.filter(phase__number=1)
    assert added.after["order"] == siblings.count() + 1  # behind the last


def test_publishing_says_what_it_does_to_plans_and_empties_the_draft(
    editor: Client, publisher: Client
) -> None:
    plan = make_plan(Client())
    editor.post(ITEM, typed(editor, title="Maak bewust"))
    page = publisher.get("/redactie/uitgeven/").content.decode()
    assert "Raakt 1 plan: 1 activiteit hernoemd." in page

    response = publish(publisher, number="2027-01", label="januari 2027", notes="Eerste tekst.")

    assert response.status_code == 302
    assert published_catalogue().activity_by_slug[SLUG].title == "Maak bewust"
    assert not DraftItem.objects.exists()
    assert Edition.objects.published("2027-01").notes == "Eerste tekst."  # type: ignore[union-attr]
    assert plan.activities.get(activity__slug=SLUG).title == "Creëer bewustzijn"


def test_faulty_draft_is_not_published(editor: Client, publisher: Client) -> None:
    editor.post(ITEM, typed(editor, order=1, title="Maak bewust"))
    other = Activity.objects.get(slug=SLUG).track.activities.exclude(slug=SLUG).first()
    assert other
    address = f"/redactie/activity/wijzig/{other.slug}/"
    row = Activity.objects.get(slug=SLUG)
    editor.post(address, typed(editor, address, phase=row.phase.slug, order=1))
    before = read_catalogue()

    response = publish(publisher, number="2027-01")

    assert response.status_code == 422
    assert "Plaats in de volgorde: komt twee keer voor." in response.content.decode()
    assert f'href="{ITEM}"' in editor.get("/redactie/").content.decode()  # to mend it
    assert read_catalogue() == before
    assert Edition.objects.count() == 1


def test_number_that_cannot_be_is_said_at_its_field(editor: Client, publisher: Client) -> None:
    editor.post(ITEM, typed(editor, title="Maak bewust"))
    form = typed(publisher, "/redactie/uitgeven/")

    for number in ("2026-05", "2026-04", "2026-13", "mei", ""):
        response = publisher.post("/redactie/uitgeven/", form | {"number": number})

        assert response.status_code == 422, number
        assert "number" in response.context["form"].errors, number


def test_draft_that_changed_after_it_was_looked_at_is_not_published(
    editor: Client, publisher: Client
) -> None:
    data = typed(publisher, "/redactie/uitgeven/", number="2027-01")
    editor.post(ITEM, typed(editor, title="Half klaar"))

    assert publisher.post("/redactie/uitgeven/", data).status_code == 409
    assert Edition.objects.count() == 1


def test_going_back_brings_earlier_content_under_a_new_number(
    editor: Client, publisher: Client
) -> None:
    before = read_catalogue().activities
    editor.post(ITEM, typed(editor, title="Maak bewust"))
    publish(publisher, number="2027-01")

    back = typed_back(publisher)
    editor.post(ITEM, typed(editor, title="Intussen getypt"))
    assert publisher.post(BACK, back).status_code == 409
    assert publisher.post(BACK, typed_back(publisher)).status_code == 302
    publish(publisher, number="2027-01.2")

    assert read_catalogue().activities == before
    assert published_catalogue().number == "2027-01.2"


def test_going_back_keeps_a_later_phase_that_plans_can_have(
    editor: Client, publisher: Client
) -> None:
    """Its activities are retired rows that plans may hold, so it cannot go; it stands last."""
    new = "/redactie/phase/nieuw/"
    phase = {"slug": "later", "name": "Later", "number": "", "description": "Iets."}
    editor.post(new, typed(editor, new, **phase))
    activity = {"slug": "in-later", "title": "In later", "phase": "later", "order": ""}
    editor.post("/redactie/activity/nieuw/", typed(editor, **activity))
    address = "/redactie/playbookversion/wijzig/2026-05/"
    editor.post(address, typed(editor, address, lead_fte_max="2"))
    assert "Trekker: hoogstens (VTE)" in publisher.get("/redactie/verschil/").content.decode()
    assert publish(publisher, number="2027-01").status_code == 302
    editor.post("/redactie/activity/weg/in-later/", {"version": "0"})
    editor.post("/redactie/phase/weg/later/", {"version": "0"})
    fault = "Fase ‘Later’ kan niet weg: plannen kunnen een activiteit hebben"
    assert fault in editor.get("/redactie/phase/").content.decode()

    publisher.post(BACK, typed_back(publisher))

    assert publish(publisher, number="2027-02").status_code == 302
    catalogue = published_catalogue()
    assert [p.slug for p in catalogue.phases][-1] == "later"
    assert "in-later" not in catalogue.activity_by_slug
    assert str(catalogue.lead_fte[1]) == "1.0"


def test_what_a_replaced_activity_replaced_goes_along(editor: Client, publisher: Client) -> None:
    """An old address, and a plan that is behind, find the way over two editions."""
    other = "/redactie/activity/wijzig/bewaak-de-data/"
    editor.post(other, typed(editor, other, replaces="van-vroeger"))
    publish(publisher, number="2027-01")
    editor.post(other.replace("wijzig", "weg"), {"version": "0"})
    editor.post(ITEM, typed(editor, replaces="bewaak-de-data"))

    response = publish(publisher, number="2027-02")

    assert response.status_code == 422
    assert "‘van-vroeger’ hoort er ook bij" in response.content.decode()
    editor.post(ITEM, typed(editor, replaces="bewaak-de-data\nvan-vroeger"))
    assert publish(publisher, number="2027-02").status_code == 302
    assert Client().get("/activiteiten/van-vroeger/")["Location"] == f"/activiteiten/{SLUG}/"


def test_rights(editor: Client) -> None:
    """Who is not signed in is asked to; another account is refused; only a publisher publishes."""
    stranger, admin = signed_in(person("an@voorbeeld.be")), person("baas@voorbeeld.be")
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    pages = ["/redactie/", "/redactie/activity/", "/redactie/activity/nieuw/", ITEM]
    pages += ["/redactie/verschil/", "/redactie/logboek/"]
    closed = ["/redactie/uitgeven/", "/redactie/terug/2026-05/"]

    for page in (*pages, *closed):
        assert Client().get(page)["Location"].startswith("/account/login/?next=")
        assert stranger.get(page).status_code == 403
        assert signed_in(admin).get(page).status_code == 200
    for page in pages:
        assert editor.get(page).status_code == 200
        assert editor.get(page)["Cache-Control"] == "no-store"
    for page in closed:
        assert editor.get(page).status_code == 403
        assert editor.post(page).status_code == 403


@pytest.mark.parametrize(
    "address", ["/redactie/iets/", "/redactie/activity/wijzig/nergens/", "/redactie/terug/1999-01/"]
)
def test_what_is_not_there_is_404(publisher: Client, address: str) -> None:
    assert publisher.get(address).status_code == 404


def test_number_of_queries_does_not_grow(
    editor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for page in ("/redactie/activity/", ITEM, "/redactie/verschil/"):
        editor.get(page)
        with django_assert_num_queries(5):
            editor.get(page)
