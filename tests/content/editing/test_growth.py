"""What the editors' pages, publishing and the open data ask does not grow with the playbook."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.growth.editions import fill_plans, make_editions, publish_grown
from content.models import PlaybookVersion
from tests.content.editing.test_views import ITEM, SLUG, member, typed
from tests.content.editing.test_views import publish as bring_out
from tests.roadmap.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PAGES = (
    "/redactie/",
    "/redactie/activity/",
    "/redactie/activity/nieuw/",
    ITEM,
    "/redactie/verschil/",
    "/redactie/uitgeven/",
    "/activiteiten/",
    "/activiteiten/?q=opleidingen",
    f"/activiteiten/{SLUG}/",
    "/catalogus/",
    "/catalogus/index.json",
    "/catalogus/feed.atom",
    "/catalogus/2026-05/",
    f"/catalogus/activiteiten/{SLUG}/",
    f"/catalogus/2026-05:{SLUG}/",
)


def asked(publisher: Client, number: str) -> dict[str, int]:
    """Queries by page, each asked once before and in no cache; then one edition is published."""
    publisher.post(ITEM, typed(publisher, title=f"Maak bewust, {number}"))
    counts = {}
    for page in PAGES:
        publisher.get(page)
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            assert publisher.get(page).status_code == 200
        counts[page] = len(queries)
    with CaptureQueriesContext(connection) as queries:
        assert bring_out(publisher, number=number).status_code == 302
    return counts | {"publish": len(queries)}


def test_queries_stay_with_2000_activities_and_50_editions() -> None:
    publisher = signed_in(member("uitgever@voorbeeld.be", "uitgever"))
    few = asked(publisher, "2026-06")
    publish_grown("2026-07")
    make_editions(50)
    fill_plans(20)

    many = asked(publisher, "2026-08")

    assert many == few
    assert PlaybookVersion.objects.count() == 51
