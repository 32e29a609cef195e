"""Out and in again: nothing gets lost, whatever a plan holds."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook

from content.catalogue import Catalogue, KnownCatalogue
from roadmap import actions
from roadmap.exchange.imports.merging import edits_onto, merged
from roadmap.exchange.imports.reader import read_file
from roadmap.exchange.plan_document import canonical
from roadmap.history.reading import state_of
from roadmap.history.transaction import Author, Revision
from roadmap.models import Plan
from tests.roadmap.exchange.conftest import taken, written
from tests.roadmap.exchange.generated import documents

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1800)]  # the full profile takes its time
AUTHOR = Author("een-sleutel-van-een-browser")
any_plan = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def plan_of(data: bytes, catalogue: Catalogue, known: KnownCatalogue) -> Plan:
    """A plan that holds what the file says."""
    read = read_file(data, catalogue, known)
    return actions.imports.import_plan(author=AUTHOR, document=read.exported, plan_id=uuid4())


def saved_again(workbook: bytes) -> bytes:
    """The same workbook, opened and saved by another program."""
    output = BytesIO()
    load_workbook(BytesIO(workbook)).save(output)
    return output.getvalue()


@any_plan
@given(document=documents())
def test_json_to_plan_to_json(
    document: dict[str, Any], catalogue: Catalogue, known: KnownCatalogue
) -> None:
    plan = plan_of(canonical(document), catalogue, known)
    first = taken(plan, catalogue)
    again = taken(plan_of(first.json, catalogue, known), catalogue)

    assert canonical(again.plan) == canonical(first.plan)
    assert _texts(first.plan) == _texts(document["plan"])
    assert json.loads(first.json)["plan"] == first.plan


@pytest.mark.once
@any_plan
@given(document=documents())
def test_xlsx_to_plan(
    document: dict[str, Any], catalogue: Catalogue, known: KnownCatalogue
) -> None:
    plan = plan_of(canonical(document), catalogue, known)
    first = taken(plan, catalogue)

    file = written(first, "xlsx", catalogue)
    for saved in (file, saved_again(file)):
        again = taken(plan_of(saved, catalogue, known), catalogue)
        assert canonical(again.plan) == canonical(first.plan)


@any_plan
@given(there=documents(), document=documents())
def test_onto_another_plan_makes_them_equal(
    there: dict[str, Any], document: dict[str, Any], catalogue: Catalogue, known: KnownCatalogue
) -> None:
    plan = plan_of(canonical(there), catalogue, known)
    other = read_file(canonical(document), catalogue, known)
    before = taken(plan, catalogue).plan

    actions.imports.import_onto(Revision(plan.pk, AUTHOR, uuid4()), version=1, read=other)

    after = taken(plan, catalogue).plan
    alone = taken(plan_of(canonical(document), catalogue, known), catalogue).plan
    assert {**after, "saved_states": []} == {**alone, "saved_states": []}
    assert after["saved_states"] == before["saved_states"]
    now = state_of(plan.pk)
    assert edits_onto(now, merged(now, other, plan.pk)) == []
    if Plan.objects.get(pk=plan.pk).version > 1:
        actions.undo.undo(Revision(plan.pk, AUTHOR))
    assert taken(plan, catalogue).plan == before


def _texts(plan: dict[str, Any]) -> list[str]:
    """What a document says of its activities, whatever their order: order itself set aside."""
    rows = [{**row, "order": 0, "roles": sorted(row["roles"])} for row in plan["activities"]]
    return sorted(json.dumps(row, sort_keys=True) for row in rows)
