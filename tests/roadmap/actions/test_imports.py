"""Reading a file in, several at once."""

from __future__ import annotations

from threading import Thread
from uuid import UUID, uuid4

from django.db import connection
from django.test import Client

from content.catalogue import Catalogue
from roadmap import actions
from roadmap.exchange.schema import Exported, validated
from roadmap.history.transaction import Author
from roadmap.models import Plan, PlanActivity
from tests.roadmap.conftest import make_plan
from tests.roadmap.exchange.conftest import taken


def test_same_act_at_the_same_time_makes_one_plan(
    shared_database: None, client: Client, catalogue: Catalogue
) -> None:
    plan = make_plan(client)
    document = validated(taken(plan, catalogue).document)
    wanted, author = uuid4(), Author("een-sleutel")
    threads = [Thread(target=_import_and_close, args=(author, document, wanted)) for _ in range(4)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Plan.objects.count() == 2
    assert PlanActivity.objects.filter(plan_id=wanted).count() == 42
    assert taken(Plan.objects.get(pk=wanted), catalogue).plan == taken(plan, catalogue).plan


def _import_and_close(author: Author, document: Exported, wanted: UUID) -> None:
    try:
        actions.imports.import_plan(author=author, document=document, plan_id=wanted)
    finally:
        connection.close()
