"""What a script receives of a board that it has: the fragments that changed, and no others."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from roadmap.models import Plan
from tests.roadmap.conftest import fill, join
from tests.roadmap.views.board.test_activities import data, first, url

pytestmark = pytest.mark.django_db
CELL = re.compile(r'<ul id="cel-([\w-]+)" data-tag="([\w-]+)">(.*?)</ul>', re.DOTALL)
KEY = "7f4d1b89-20d0-4e1f-9d3c-5a1b2c3d4e5f"
PLACE = re.compile(r'<li id="rij-(\d+)" data-order="(\d+)" data-held="([\w-]+)"></li>')


def part_of(client: Client, home: str, held: str = "") -> str:
    return client.get(home, headers={"X-Part": "1", "X-Held": held}).content.decode()


def tags_in_order(page: str) -> list[str]:
    return re.findall(r'data-tag="([\w-]+)"', page)


def cells_of(page: str) -> dict[str, str]:
    return {name: inside for name, _, inside in CELL.findall(page)}


def put_together(board: dict[str, str], changes: str) -> dict[str, str]:
    """The cells of a board after the changes, as the script puts them together."""
    cards = {
        row: card
        for inside in board.values()
        for card in re.findall(r"<li.*?</li>\s*", inside, re.DOTALL)
        for row in re.findall(r'id="rij-(\d+)"', card)
    }

    def put(place: re.Match[str]) -> str:
        row, order, tag = place.groups()
        assert f'data-tag="{tag}"' in cards[row]
        return re.sub(r'data-order="\d+"', f'data-order="{order}"', cards[row])

    fresh = {name: PLACE.sub(put, inside) for name, inside in cells_of(changes).items()}
    return board | fresh


def test_what_changed_makes_the_board_that_one_had_the_newest(client: Client, plan: Plan) -> None:
    fill(plan, 60)
    home = f"/plannen/{plan.pk}/"
    one, two, three = plan.activities.select_related("phase").order_by("pk")[:3]
    acts: tuple[tuple[str, dict[str, str]], ...] = (
        (url(one, "status/"), {"version": "1", "status": "done"}),
        (url(two), data(two, owner="An Peeters", due_date="2026-01-10")),
        (url(three, "verplaatsen/"), {"version": "1", "phase": "3", "order": "1"}),
        (url(one, "verwijderen/"), {"version": "2"}),
        (f"{home}ongedaan/", {}),
        (f"{home}toevoegen/", {"title": "X", "track": "ai-use-cases", "phase": "1", "key": KEY}),
    )
    board = part_of(client, home)
    cells = cells_of(board)
    for address, sent in acts:
        assert client.post(address, sent).status_code == 303
        changes = part_of(client, home, "".join(tags_in_order(board)))
        board = part_of(client, home)
        cells = put_together(cells, changes)

        assert cells == cells_of(board)
        assert tags_in_order(board)[0] not in changes and len(cells_of(changes)) <= 3
        assert changes.count('class="card-of-plan"') <= 1


def test_who_holds_the_board_of_another_role_receives_the_whole(client: Client, plan: Plan) -> None:
    home = f"/plannen/{plan.pk}/"
    held = "".join(tags_in_order(part_of(client, home)))
    Plan.objects.filter(pk=plan.pk).update(browser="", kept_until=None)
    reader = join(plan, "lies", "reader")

    page = part_of(reader, home, held)

    assert "data-lacking" not in page and page.count('class="card-of-plan"') == 42
    assert "data-lacking" in part_of(reader, home, "".join(tags_in_order(page)))
    assert client.get(home, headers={"X-Part": "1", "X-Held": held}).status_code == 401


def test_what_is_held_counts_for_a_script_alone(client: Client, plan: Plan) -> None:
    home = f"/plannen/{plan.pk}/"
    held = "".join(tags_in_order(part_of(client, home)))
    row = first(plan)
    client.post(url(row, "status/"), {"version": "1", "status": "done"})

    page = client.get(home, headers={"X-Held": held})
    part = client.get(home, headers={"X-Part": "1", "X-Held": held})

    assert "<html" in page.content.decode() and "ETag" in page
    assert "X-Held" in page["Vary"] and "X-Held" in part["Vary"] and "ETag" not in part
    found = part_of(client, f"{home}?status=done", held)
    assert found.count('class="card-of-plan"') == 1 and "data-held" not in found
