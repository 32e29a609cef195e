"""The milestones of a plan: list, add, change and remove them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, plan_for
from roadmap.domain.plan.fields import Fields, MilestoneValues, fields_as_json
from roadmap.domain.plan.state import milestone_ref
from roadmap.domain.plan.wording import Wording
from roadmap.drafts.session import draft_of, orphaned_draft, restores_draft, typed_in
from roadmap.forms.base import KeyedVersionForm, typed_over, with_choices
from roadmap.forms.timeline import MilestoneForm, NewMilestoneForm
from roadmap.history.errors import Conflict, Gone, PlanIsFull
from roadmap.history.reading import Stored, milestone_of
from roadmap.models import Plan
from roadmap.views.pages import (
    conflict_context,
    form_page,
    last_change_of,
    not_in_plan,
    refused,
    revision_for,
)

LIST, PAGE = "plans/milestones", "plans/milestone"


@restores_draft
def milestones(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """All milestones in order of time, and the form that adds one."""
    plan = plan_for(request, plan_id, Role.EDITOR if request.method == "POST" else Role.READER)
    form = NewMilestoneForm(typed_in(request))
    if request.method != "POST" or not form.is_valid():
        return _list(request, plan, form)
    values = MilestoneValues(**form.cleaned())
    try:
        actions.milestones.add(revision_for(request, plan, form.cleaned_data["key"]), values=values)
    except PlanIsFull as full:
        form.add_error(None, str(full))
        return _list(request, plan, form)
    messages.success(request, f"De mijlpaal ‘{values.title}’ is toegevoegd.")
    return redirect("roadmap:milestones", plan.pk)


@restores_draft
def milestone(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    if request.method != "POST":
        typed = draft_of(request)
        return _editor(request, plan, row_id, MilestoneForm(typed) if typed else None)
    form = MilestoneForm(with_choices(request.POST))
    if not form.is_valid():
        return _editor(request, plan, row_id, form)
    fields, version = form.cleaned(), form.cleaned_data["version"]
    try:
        actions.milestones.edit(
            revision_for(request, plan), row_id=row_id, version=version, fields=fields
        )
    except Conflict:
        return _conflict(request, plan, row_id, fields, set(form.changed_data))
    except Gone:
        return _gone(request, plan, row_id, form)
    messages.success(request, f"De mijlpaal ‘{fields['title']}’ is bewaard.")
    return redirect("roadmap:milestones", plan.pk)


@require_POST
def remove_milestone(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    form = KeyedVersionForm(request.POST)
    if not form.is_valid():
        return refused(request, plan, form)
    try:
        actions.milestones.remove(
            revision_for(request, plan, form.cleaned_data["key"]),
            row_id=row_id,
            version=form.cleaned_data["version"],
        )
    except Conflict:
        return _conflict(request, plan, row_id, {}, set())
    except Gone:
        return _gone(request, plan, row_id)
    messages.success(request, "De mijlpaal is verwijderd. U kunt dat hier ongedaan maken.")
    return redirect("roadmap:history", plan.pk)


def _list(request: HttpRequest, plan: Plan, form: NewMilestoneForm) -> HttpResponse:
    context = {
        "plan": plan,
        "milestones": plan.milestones.all(),
        "today": timezone.localdate(),
        "typed": [] if plan.may_edit else orphaned_draft(request),
    }
    return form_page(request, LIST, form, context)


def _editor(
    request: HttpRequest, plan: Plan, row_id: int, form: MilestoneForm | None
) -> HttpResponse:
    """The page of the form: the stored values, a draft, or one with errors. Raises NotFound."""
    try:
        stored = milestone_of(plan.pk, row_id)
    except Gone:
        if form is None:
            raise not_in_plan("mijlpaal") from None
        return _gone(request, plan, row_id, form)
    shown = form or MilestoneForm(initial={**stored.values.as_json(), "version": stored.version})
    return form_page(request, PAGE, shown, _context(plan, row_id, stored))


def _conflict(
    request: HttpRequest, plan: Plan, row_id: int, wanted: Fields, changed: set[str]
) -> HttpResponse:
    """409: both versions, field by field. The form has the typed values and the newest version."""
    stored = milestone_of(plan.pk, row_id)
    held, typed = stored.values.as_json(), fields_as_json(MilestoneValues, wanted)
    wording = Wording(published_catalogue())
    differences = wording.differing(MilestoneValues, stored.values.as_fields(), wanted)
    context = _context(plan, row_id, stored)
    context |= conflict_context(plan, milestone_ref(row_id), differences, changed)
    form = MilestoneForm(typed_over(held, stored.version, typed))
    return form_page(request, PAGE, form, context, status=409)


def _gone(
    request: HttpRequest, plan: Plan, row_id: int, form: MilestoneForm | None = None
) -> HttpResponse:
    """410: it was removed; the page shows what was typed, to copy. Raises NotFound."""
    last_change_of(plan, milestone_ref(row_id), "mijlpaal")
    form = form or MilestoneForm()
    return form_page(request, PAGE, form, {"plan": plan, "is_gone": True}, status=410)


def _context(plan: Plan, row_id: int, stored: Stored[MilestoneValues]) -> dict[str, object]:
    removal = KeyedVersionForm(initial={"version": stored.version}, auto_id="verwijder-%s")
    return {"plan": plan, "row_id": row_id, "stored": stored.values, "removal": removal}
