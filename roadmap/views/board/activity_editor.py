"""The page, or the part of a page, in which one activity is changed or, by a reader, read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from content.errors import NotFound
from content.published import published_catalogue
from roadmap.domain.plan.state import activity_ref
from roadmap.domain.plan.values import ActivityValues, Fields
from roadmap.domain.plan.wording import Wording
from roadmap.drafts import orphaned_draft
from roadmap.forms.activities import ActivityForm, activity_answers
from roadmap.forms.fields import resumed
from roadmap.history.errors import Gone
from roadmap.history.log import actor, last_changes
from roadmap.history.reading import StoredActivity, activity_of
from roadmap.models import Plan
from roadmap.views.board.conflicts import FieldChoice
from roadmap.views.board.fragments import render_part

PAGE = "board/activity", "board/_activity_form"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an activity stands in its row of the grid, and what lies beside it; None: nothing."""

    phase: int
    order: int
    size: int
    earlier: int | None
    later: int | None

    @property
    def higher(self) -> int | None:
        return self.order - 1 if self.order > 1 else None

    @property
    def lower(self) -> int | None:
        return self.order + 1 if self.order < self.size else None


def editor(
    request: HttpRequest,
    plan: Plan,
    row_id: int,
    form: ActivityForm | None = None,
    typed: QueryDict | None = None,
) -> HttpResponse:
    """The editor with what is stored, with what was `typed` before the session ran out, or with a
    form that has errors (422). Raises NotFound.
    """
    try:
        stored = activity_of(plan.pk, row_id)
    except Gone:
        if form is None and typed is None:
            raise no_activity() from None
        return gone(request, plan, row_id, form or ActivityForm(published_catalogue(), typed))
    initial = {**activity_answers(stored.values.as_fields()), "version": stored.version}
    shown = form or ActivityForm(published_catalogue(), typed, initial=initial)
    context = _context(plan, row_id, shown, stored) | {"is_kept": typed is not None}
    return render_part(request, *PAGE, context, status=422 if form else 200)


def reading(request: HttpRequest, plan: Plan, row_id: int) -> HttpResponse:
    """All that the plan says of the activity, and what was typed here while one could. Raises
    NotFound.
    """
    rows = plan.activities.select_related("activity", "track", "phase")
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise no_activity()
    catalogue = published_catalogue()
    wording = Wording(catalogue)
    context = {
        "plan": plan,
        "row": row,
        "pillar": wording.pillar(row.track.slug),
        "track": wording.track(row.track.slug),
        "phase": wording.phase(row.phase.number),
        "roles": list(map(wording.role, row.roles)),
        "published": row.activity and catalogue.activity_by_slug.get(row.activity.slug),
        "typed": orphaned_draft(request),
    }
    response = render(request, "roadmap/board/activity_read.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response


def conflicting(
    request: HttpRequest,
    plan: Plan,
    row_id: int,
    stored: StoredActivity,
    typed: ActivityForm | Fields,
) -> HttpResponse:
    """409: both versions, field by field, and what was typed, as if over what is stored now.

    `typed`: the editor's form, which is valid, or the fields that a button would have changed.
    """
    held = activity_answers(stored.values.as_fields())
    if isinstance(typed, ActivityForm):
        wanted = typed.cleaned()
        choices = _choices(stored, wanted, typed.changed_data)
        form, typed.data = typed, resumed(held, stored.version, activity_answers(wanted))
    else:
        choices = _choices(stored, typed, typed)
        form = ActivityForm(published_catalogue(), resumed(held, stored.version, typed))
    change = last_changes(plan.pk, {ref := activity_ref(row_id)}).get(ref)
    context = _context(plan, row_id, form, stored) | {
        "is_conflict": True,
        "choices": choices,
        "change": change,
        "actor": actor(change) if change else "",
    }
    return render_part(request, *PAGE, context, status=409)


def _choices(stored: StoredActivity, wanted: Fields, changed: Collection[str]) -> list[FieldChoice]:
    """Each field in which the two differ; `changed` names those that the sender changed."""
    wording, held = Wording(published_catalogue()), stored.values.as_fields()
    return [
        FieldChoice(difference, difference.name in changed)
        for difference in wording.differing(ActivityValues, held, wanted)
    ]


def gone(
    request: HttpRequest, plan: Plan, row_id: int, form: ActivityForm | None = None
) -> HttpResponse:
    """410: the activity was removed; what was typed stays to be copied.

    Raises NotFound when it never stood in this plan: another plan's, or nobody's.
    """
    ref = activity_ref(row_id)
    if ref not in last_changes(plan.pk, {ref}):
        raise no_activity()
    context = {"plan": plan, "row_id": row_id, "form": form, "is_gone": True}
    return render_part(request, *PAGE, context, status=410)


def no_activity() -> NotFound:
    return NotFound("Deze activiteit staat niet (meer) in dit stappenplan.")


def _context(plan: Plan, row_id: int, form: ActivityForm, stored: StoredActivity) -> dict[str, Any]:
    values, phase, catalogue = stored.values, stored.values.phase, published_catalogue()
    rows = list(plan.activities.values_list("owner", "track__slug", "phase__number"))
    return {
        "plan": plan,
        "row_id": row_id,
        "form": form,
        "version": stored.version,
        "key": uuid4(),
        "stored": values,
        "published": catalogue.activity_by_slug.get(values.activity),
        "names": sorted({owner for owner, *_ in rows if owner}),
        "place": Place(
            phase=phase,
            order=values.order,
            size=sum(cell == [values.track, phase] for _, *cell in rows),
            earlier=phase - 1 if phase > 1 else None,
            later=phase + 1 if phase < len(catalogue.phases) else None,
        ),
    }
