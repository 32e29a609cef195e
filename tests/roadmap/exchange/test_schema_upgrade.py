"""Files of the first schema are read: the same plan, in today's words.

`data/schema-1.*` were written by the release that had it, all three of one plan.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from content.catalogue import Catalogue, KnownCatalogue
from roadmap import actions
from roadmap.exchange.imports.incoming_plan import Incoming
from roadmap.exchange.imports.reader import read_file
from roadmap.exchange.plan_document import SCHEMA, canonical
from roadmap.exchange.schema_upgrade import upgraded
from roadmap.history.transaction import Author, Revision
from roadmap.models import Plan
from tests.roadmap.exchange.conftest import taken

DATA = Path(__file__).parent / "data"
FIRST = "ai-playbook/stappenplan/1"


@pytest.fixture
def old() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((DATA / "schema-1.json").read_bytes())
    assert document["schema"] == FIRST
    return document


@pytest.mark.django_db
@pytest.mark.parametrize("extension", ["json", "pdf", "xlsx"])
def test_a_file_of_the_first_schema_becomes_the_plan_that_it_was_of(
    extension: str, old: dict[str, Any], catalogue: Catalogue, known: KnownCatalogue
) -> None:
    read = read_file((DATA / f"schema-1.{extension}").read_bytes(), catalogue, known)
    author = Author("een-sleutel-van-een-browser")

    plan = actions.imports.import_plan(author=author, document=read.exported, plan_id=uuid4())

    now = taken(plan, catalogue)
    assert now.document["schema"] == SCHEMA
    assert canonical(now.plan) == canonical(upgraded(old)["plan"])
    assert plan.saved_states.count() == len(old["plan"]["milestones"]) == 2


@pytest.mark.django_db
def test_a_file_of_the_first_schema_leaves_what_it_does_not_know_to_the_plan(
    client: Client, catalogue: Catalogue, known: KnownCatalogue, plan: Plan
) -> None:
    read = read_file((DATA / "schema-1.json").read_bytes(), catalogue, known)
    milestone = plan.milestones.create(title="Goedkeuring", day=date(2027, 3, 15))
    author = Author(plan.browser)

    stored = Incoming.from_text(read.as_text(), known)
    actions.imports.import_onto(Revision(plan.pk, author), version=plan.version, read=stored)

    assert [*plan.milestones.all()] == [milestone]
    assert plan.activities.count() == len(read.exported.plan.activities)


def test_upgrading_renames_and_loses_nothing(old: dict[str, Any]) -> None:
    new = upgraded(old)

    assert new["schema"] == SCHEMA
    saved = new["plan"]["saved_states"]
    assert [one["name"] for one in saved] == [one["name"] for one in old["plan"]["milestones"]]
    before, after = old["plan"]["activities"], new["plan"]["activities"]
    assert [{**row, **was} for row, was in zip(after, before, strict=True)] == after


@pytest.mark.parametrize("plan", [3, {"milestones": 3}, {"milestones": [], "activities": [3]}])
def test_what_is_wrong_in_an_earlier_document_is_left_for_the_schema_to_refuse(plan: Any) -> None:
    assert upgraded({"schema": FIRST, "plan": plan}) == {"schema": SCHEMA, "plan": plan}
