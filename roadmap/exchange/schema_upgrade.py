"""Upgrades a document of the first schema to the present one. Pure.

The first schema called saved states 'milestones'; fields that were added later become empty.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from roadmap.domain.plan.fields import ActivityValues, PlanValues, Values
from roadmap.exchange.errors import rejected
from roadmap.exchange.plan_document import SCHEMA, Document

NAME, _, NUMBER = SCHEMA.rpartition("/")
FIRST = f"{NAME}/1"


def _added(empty: Values, known: str) -> Document:
    """The fields that the first schema lacked, with their empty value. `known`: those it had."""
    fields = empty.as_json()
    return {name: fields[name] for name in fields if name not in known.split()}


TO_PLAN: Document = {"milestones": []} | _added(
    PlanValues(""), "title organisation playbook start phase_dates declined"
)
TO_ACTIVITY = _added(
    ActivityValues("", "", 1, 1),
    "activity title published_title track phase order status owner roles start_date due_date note "
    "links",
)


def upgraded(document: Any) -> Document:
    """The document in the present schema. Raises ImportRejected when its schema is not ours."""
    kind = document.get("schema") if isinstance(document, dict) else None
    number = re.fullmatch(f"{NAME}/([0-9]{{1,9}})", str(kind))
    if kind == FIRST:
        document = document | {"schema": SCHEMA}
        with suppress(AttributeError, KeyError, TypeError):  # for the schema to refuse
            plan = document["plan"]
            saved = [named | {"plan": _content(named["plan"])} for named in plan["milestones"]]
            document |= {"plan": _content(plan) | {"milestones": [], "saved_states": saved}}
    elif number and int(number[1]) > int(NUMBER):
        raise rejected(
            "Dit bestand komt van een nieuwere versie van deze site en kan hier niet worden "
            "ingelezen.",
            "schema",
        )
    elif kind != SCHEMA:
        raise rejected("Dit is geen stappenplan dat van deze site komt.")
    return dict(document)


def unknown_to(document: Document) -> tuple[str, ...]:
    """The fields that the document's schema lacked, which an import leaves as they are."""
    return (*TO_PLAN, *TO_ACTIVITY) if document["schema"] == FIRST else ()


def _content(plan: Document) -> Document:
    return TO_PLAN | plan | {"activities": [TO_ACTIVITY | row for row in plan["activities"]]}
