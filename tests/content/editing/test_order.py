"""Neighbours change places with two buttons, without script."""

from __future__ import annotations

import pytest
from django.test import Client

from content.editing.draft import current_draft
from content.editing.models import DraftItem
from content.editing.order import Rows, exchanged, groups_of, place_field, titled
from tests.content.editing.test_views import member
from tests.roadmap.conftest import signed_in

pytestmark = pytest.mark.django_db
LIST = "/redactie/role/"


def keys() -> list[str]:
    (group,) = groups_of(current_draft().rows, "role")
    return group.keys


@pytest.fixture
def editor() -> Client:
    return signed_in(member("redacteur@voorbeeld.be", "redacteur"))


def test_buttons_move_an_item_up_and_down(editor: Client) -> None:
    first, second, *rest = keys()
    page = editor.get(LIST).content.decode()
    assert f'value="{second} {first}">Omhoog' in page
    assert f'value="{first} {second}">Omhoog' not in page

    response = editor.post(f"{LIST}volgorde/", {"omhoog": f"{second} {first}"})

    assert response["Location"] == f"{LIST}#{second}"
    assert keys() == [second, first, *rest]
    assert DraftItem.objects.count() == 2 and not current_draft().fault
    editor.post(f"{LIST}volgorde/", {"omlaag": f"{second} {first}"})
    assert keys() == [first, second, *rest] and current_draft().changes == ()


@pytest.mark.parametrize("pressed", ["", "x y", "0 2", "0 0", "0"])
def test_who_is_no_neighbour_by_now_changes_nothing(editor: Client, pressed: str) -> None:
    names = keys()
    key = " ".join(names[int(p)] if p.isdecimal() else p for p in pressed.split(" "))

    assert editor.post(f"{LIST}volgorde/", {"omhoog": key}).status_code == 409
    assert not DraftItem.objects.exists()


def test_two_at_one_place_are_told_apart() -> None:
    rows = current_draft().rows
    a, b, c, *_ = keys()
    rows["role"][b] = rows["role"][b] | {"order": rows["role"][a]["order"]}

    changed = exchanged(rows, "role", c, b)

    places = {**rows["role"], **changed}
    assert [places[key]["order"] for key in (a, c, b)] == [1, 2, 3]


def test_only_what_is_no_identity_changes_places(editor: Client) -> None:
    assert place_field("activity") == "order" and place_field("pillar") == "number"
    for kind in ("question", "option", "profile", "playbookversion"):
        assert not place_field(kind)
        assert editor.post(f"/redactie/{kind}/volgorde/", {"omhoog": "a b"}).status_code == 409
    for kind in current_draft().rows:
        assert editor.get(f"/redactie/{kind}/").status_code == 200


def test_a_track_without_a_name_is_called_as_its_pillar() -> None:
    rows: Rows = {
        "pillar": {"betrouwbare-ai": {"name": "Betrouwbare AI"}},
        "track": {
            "betrouwbare-ai": {"pillar": ["betrouwbare-ai"]},
            "organisatie": {"pillar": ["betrouwbare-ai"], "name": "Organisatiemodel"},
        },
    }

    assert titled(rows, "track", "betrouwbare-ai") == "Betrouwbare AI"
    assert titled(rows, "track", "organisatie") == "Organisatiemodel"
    assert titled(rows, "track", "weg") == "weg"
