"""An edition comes out by itself at its moment: what was looked at, or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import count
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connections
from django.test import Client
from django.utils import timezone

from content.editing import draft as drafts
from content.editing.models import DraftItem, EditorialAct, PlannedEdition
from content.editing.scheduled_publication import publish_due
from content.editions.models import Edition
from content.published import published_catalogue, read_catalogue
from tests.content.editing.test_views import ITEM, SLUG, member, typed
from tests.roadmap.conftest import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/redactie/uitgeven/"
MOMENT = datetime(2030, 1, 7, 8, 0, tzinfo=UTC)
IN_JANUARY = {"number": "2030-01", "when": "later", "day": "07/01/2030", "time": "9.00"}


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A publisher with a changed title in the draft, on the first day of 2030."""
    ticks = count()
    morning = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: morning + timedelta(microseconds=next(ticks)))
    client = signed_in(member("uitgever@voorbeeld.be", "uitgever"))
    client.post(ITEM, typed(client, title="Maak bewust"))
    return client


def plan(client: Client, **instead: Any) -> Any:
    return client.post(PAGE, typed(client, PAGE, **(IN_JANUARY | instead)))


def front(client: Client) -> str:
    return client.get("/redactie/").content.decode()


def test_comes_out_at_its_moment_and_not_before(publisher: Client) -> None:
    assert plan(publisher, notes="Nieuw jaar.")["Location"] == "/redactie/"
    assert PlannedEdition.objects.get().at == MOMENT  # 9 uur in Brussels
    assert "7 januari 2030 om 9.00 uur" in front(publisher)

    assert publish_due(MOMENT - timedelta(seconds=1)) is None
    assert Edition.objects.count() == 1
    planned = publish_due(MOMENT)

    assert planned and not planned.fault
    assert published_catalogue().activity_by_slug[SLUG].title == "Maak bewust"
    assert Edition.objects.published("2030-01").notes == "Nieuw jaar."  # type: ignore[union-attr]
    assert not DraftItem.objects.exists() and not PlannedEdition.objects.exists()
    assert publish_due(MOMENT) is None
    assert list(EditorialAct.objects.values_list("act", flat=True)[:2]) == ["uitgegeven", "gepland"]


def test_planning_publishes_nothing_yet(publisher: Client) -> None:
    before = read_catalogue()

    plan(publisher)

    assert read_catalogue() == before
    assert Edition.objects.count() == 1 and DraftItem.objects.exists()


MISTAKES: list[tuple[dict[str, str], str, str]] = [
    ({"day": ""}, "day", "Typ een dag"),
    ({"day": "31/02/2030"}, "day", "Typ een dag"),
    ({"time": ""}, "time", "Typ een uur"),
    ({"time": "25.00"}, "time", "Typ een uur"),
    ({"day": "31/12/2029"}, "day", "is voorbij"),
    ({"day": "07/01/2032"}, "day", "binnen een jaar"),
    ({"day": "31/03/2030", "time": "2.30"}, "time", "zomer- en winteruur"),
    ({"when": "nu"}, "day", "Maak dit leeg"),
    ({"when": ""}, "when", "Kies wanneer"),
    ({"number": "2026-05"}, "number", "al uitgegeven"),
    ({"label": "x" * 41}, "label", "40"),
]


def test_mistake_stands_at_its_field(publisher: Client) -> None:
    form = typed(publisher, PAGE, notes="Wat ik typte", **IN_JANUARY)

    for instead, field, expected in MISTAKES:
        response = publisher.post(PAGE, form | instead)

        assert response.status_code == 422, instead
        assert expected in str(response.context["form"].errors[field]), instead
        assert "Wat ik typte" in response.content.decode()
    assert not PlannedEdition.objects.exists() and Edition.objects.count() == 1


def test_changed_and_revoked_until_then(publisher: Client) -> None:
    plan(publisher)
    assert typed(publisher, PAGE)["number"] == "2030-01"
    stale = typed(publisher, PAGE)
    assert plan(publisher, day="08/01/2030", number="2030-01.2").status_code == 302

    assert publisher.post(PAGE, stale | {"day": "09/01/2030", "time": "9.00"}).status_code == 409
    assert publish_due(MOMENT) is None
    planned = PlannedEdition.objects.get()
    assert planned.number == "2030-01.2"
    publisher.post(f"{PAGE}intrekken/", {"seen": "iets anders"})
    assert PlannedEdition.objects.exists()
    publisher.post(f"{PAGE}intrekken/", {"seen": planned.stamp})
    assert "ingetrokken" in front(publisher)
    publisher.post(f"{PAGE}intrekken/", {"seen": planned.stamp})

    assert not PlannedEdition.objects.exists() and DraftItem.objects.exists()
    assert publish_due(MOMENT + timedelta(days=9)) is None


def test_publishing_now_ends_the_plan(publisher: Client) -> None:
    plan(publisher)

    now = {"when": "nu", "day": "", "time": ""}
    assert publisher.post(PAGE, typed(publisher, PAGE, **now)).status_code == 302

    assert not PlannedEdition.objects.exists() and Edition.objects.count() == 2


def test_edit_that_no_publisher_saw_does_not_come_out(publisher: Client) -> None:
    plan(publisher)
    editor = signed_in(member("redacteur@voorbeeld.be", "redacteur"))
    editor.post(ITEM, typed(editor, title="Ongezien"))
    assert "zal zo niet uitkomen" in front(editor)
    before = read_catalogue()

    planned = publish_due(MOMENT)

    assert planned and planned.fault
    assert read_catalogue() == before and DraftItem.objects.exists()
    assert "is niet uitgekomen" in front(editor)
    assert "Trek de planning in" not in front(editor)
    assert editor.post(f"{PAGE}intrekken/", {"seen": ""}).status_code == 403
    assert publish_due(MOMENT) is None
    plan(publisher)
    assert not PlannedEdition.objects.get().fault


def test_draft_that_no_longer_checks_publishes_nothing_and_says_so(publisher: Client) -> None:
    plan(publisher)
    DraftItem.objects.update(fields={"slug": SLUG, "title": ""})
    digest = drafts.current_draft().digest
    PlannedEdition.objects.update(digest=digest)  # as with stricter rules in a later release
    output = StringIO()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: MOMENT)
        call_command("delete_expired", stdout=output)

    assert "Edition 2030-01 did not come out: " in output.getvalue()
    assert Edition.objects.count() == 1
    assert "is niet uitgekomen" in front(publisher)
    assert PlannedEdition.objects.get().fault.startswith(f"Activiteit ‘{SLUG}’, Titel: ")


def test_killed_half_way_it_stays_due(publisher: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(publisher)
    before = read_catalogue()
    with monkeypatch.context() as patch:
        patch.setattr(drafts, "note", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            publish_due(MOMENT)

    assert read_catalogue() == before and DraftItem.objects.exists()
    publish_due(MOMENT)
    assert Edition.objects.published().version.number == "2030-01"  # type: ignore[union-attr]


def test_unexpected_error_is_logged_and_shown_and_stops_nothing_else(
    publisher: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    plan(publisher)
    before = read_catalogue()
    monkeypatch.setattr(timezone, "now", lambda: MOMENT)
    for error, is_due in ((OperationalError("locked"), True), (KeyError("a bug"), False)):
        output = StringIO()
        with monkeypatch.context() as patch:
            patch.setattr(drafts, "note", Mock(side_effect=error))
            patch.setattr(connections, "close_all", Mock())  # this test goes on
            with pytest.raises(CommandError, match="Failed, see the log: the planned edition"):
                call_command("delete_expired", stdout=output)

        assert "Deleted: " in output.getvalue() and "Quarter: " in output.getvalue()
        assert str(error) in caplog.text
        assert read_catalogue() == before and DraftItem.objects.exists()
        assert PlannedEdition.objects.filter(fault="").exists() == is_due
    assert "Er ging iets onverwachts mis" in front(publisher)
