"""Imports a file again and again, until it is killed.

`python -m bench.faults.kills.importer NUMBER [atomic]` reads it each time as a new plan, numbered
on from NUMBER, and prints the number of each once it is stored. With `atomic` named, the guard of
that name is off. With `check NUMBER` it prints as JSON which of the plans below NUMBER are missing,
and which of all are not what the file says.
"""

from __future__ import annotations

import inspect
import json
import sys
from datetime import date
from itertools import count
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, UUID, uuid5

if TYPE_CHECKING:
    from roadmap.exchange.plan_document import Snapshot

BROWSER, TITLE = "a-browser", "Uit een bestand"


def plan_of(number: int) -> UUID:
    return uuid5(NAMESPACE_OID, str(number))


def read_in(first: int, *off: str) -> None:
    from roadmap import actions
    from roadmap.exchange.schema import validated
    from roadmap.history.transaction import Author

    author, document = Author(BROWSER), validated(source().document)
    act = (
        inspect.unwrap(actions.imports.import_plan)
        if "atomic" in off
        else actions.imports.import_plan
    )
    for number in count(first):
        act(author=author, document=document, plan_id=plan_of(number))
        print(number, flush=True)


def source() -> Snapshot:
    """The plan that all others are read from: the Expert's, a saved state and an act after it."""
    from content.published import published_catalogue
    from roadmap import actions
    from roadmap.domain.plan.starting_profiles import start_everywhere
    from roadmap.history.transaction import Author, Revision
    from roadmap.models import Plan

    plan = Plan.objects.order_by("created_at").first()
    if plan is None:
        catalogue, author = published_catalogue(), Author(BROWSER)
        plan = actions.plans.create(
            catalogue=catalogue, author=author, title=TITLE, organisation="",
            start=start_everywhere(catalogue, "expert"),
        )  # fmt: skip
        actions.saved_states.make(plan_id=plan.pk, author=author, name="Begin")
        row = plan.activities.order_by("pk")[0]
        actions.activities.remove(Revision(plan.pk, author), row_id=row.pk, version=row.version)
    return taken(plan.pk)


def taken(plan_id: UUID) -> Snapshot:
    from content.published import published_catalogue
    from roadmap.exchange.plan_document import Snapshot
    from roadmap.history.reading import read_plan
    from roadmap.models import Plan

    plan = Plan.objects.select_related("playbook_version").get(pk=plan_id)
    reading = read_plan(plan, with_saved_states=True)
    return Snapshot.of(reading, published_catalogue(), date(2027, 1, 1))


def check(made: int) -> None:
    from roadmap.models import Plan

    whole = source()
    plans = set(Plan.objects.exclude(pk=whole.id).values_list("pk", flat=True))
    missing = [number for number in range(made) if plan_of(number) not in plans]
    half = [str(plan) for plan in plans if taken(plan).plan != whole.plan]
    print(json.dumps({"missing": missing, "half": half}))


def main() -> None:
    import django

    django.setup()
    if sys.argv[1] == "check":
        check(int(sys.argv[2]))
    else:
        read_in(int(sys.argv[1]), *sys.argv[2:])


if __name__ == "__main__":
    main()
