"""A document of an earlier schema as one of today's. Pure.

Each schema has one step, to the next. A step renames members and adds those that its schema did
not know, empty; whatever else it meets stays as it is, for `schema.validated` to refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from roadmap.domain.plan.fields import ActivityValues, FactorValues, PlanValues, Values, fields_of
from roadmap.exchange.document import SCHEMA, Document

NAME = SCHEMA.rpartition("/")[0]
PLAN_1 = "title organisation playbook start phase_dates declined activities factors"
ACTIVITY_1 = (
    "activity title published_title track phase order status owner roles start_date due_date "
    "note links"
)
FACTOR_1 = "factor done note"
"""What the first schema knew of each."""


def upgraded(document: Any) -> Any:
    """The document as today's schema has it; what is of no earlier one comes back as it is."""
    while isinstance(document, dict) and (step := STEPS.get(str(document.get("schema")))):
        document = step(document)
    return document


def unknown_to(document: Any) -> tuple[str, ...]:
    """The members that the document's schema did not know: it says nothing of them."""
    if not isinstance(document, dict) or document.get("schema") != f"{NAME}/1":
        return ()
    tables = (PlanValues, ActivityValues, FactorValues)
    known = f"{PLAN_1} {ACTIVITY_1} {FACTOR_1}".split()
    return ("milestones", *(n for values in tables for n in fields_of(values) if n not in known))


def _from_1(document: Document) -> Document:
    """The first schema called saved states 'milestones'."""
    document = document | {"schema": f"{NAME}/2"}
    plan = document.get("plan")
    if not isinstance(plan, dict):
        return document
    if "saved_states" not in plan:
        plan = {"saved_states" if name == "milestones" else name: plan[name] for name in plan}
    saved = [
        named | {"plan": _content_of_1(named["plan"])}
        if isinstance(named, dict) and "plan" in named
        else named
        for named in _list_in(plan, "saved_states")
    ]
    plan = _content_of_1(plan) | ({"saved_states": saved} if saved else {})
    return document | {"plan": plan}


def _content_of_1(plan: Any) -> Any:
    """What a plan of the first schema holds, with what later ones added: dated milestones, too."""
    if not isinstance(plan, dict):
        return plan
    parts = {
        name: [_completed(row, empty, known) for row in _list_in(plan, name)]
        for name, empty, known in (
            ("activities", ActivityValues("", "", 1, 1), ACTIVITY_1.split()),
            ("factors", FactorValues(""), FACTOR_1.split()),
        )
        if _list_in(plan, name)
    }
    content: Document = _completed(plan | parts, PlanValues(""), PLAN_1.split())
    return {"milestones": [], **content}


def _completed(row: Any, empty: Values, known: Collection[str]) -> Any:
    """The row with the fields that its schema did not know, empty."""
    if not isinstance(row, dict):
        return row
    added = {name: value for name, value in empty.as_json().items() if name not in known}
    return added | row


def _list_in(plan: Document, name: str) -> list[Any]:
    rows = plan.get(name)
    return rows if isinstance(rows, list) else []


STEPS: Mapping[str, Callable[[Document], Document]] = {f"{NAME}/1": _from_1}
"""By the schema that a step starts from."""
