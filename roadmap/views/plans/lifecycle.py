"""The plans of this visitor, and one plan as a whole: make, copy, archive, delete."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap import actions
from roadmap.access.permissions import Role, author_of, names_browser, plan_for, plans_of
from roadmap.domain.plan.limits import MAX_TITLE
from roadmap.domain.plan.starting_profiles import counts_per_phase
from roadmap.drafts.session import restores_draft, typed_in
from roadmap.forms.base import VersionForm, at_newest_version
from roadmap.forms.plans import ArchiveForm, CopyForm, NewPlanForm, asked_start
from roadmap.history.errors import Conflict
from roadmap.models import Plan
from roadmap.queries.attention import attention_counts
from roadmap.queries.my_plans import plan_lines
from roadmap.views import require_form
from roadmap.views.pages import form_page

PAGE_SIZE = 50


@require_safe
def my_plans(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = sorted(plans_of(request), key=lambda plan: (plan.is_archived, not plan.is_owner))
    living = [plan for plan in found if not plan.is_archived]
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("pagina"))
    lines = plan_lines(list(page), today)
    shown = [line for line in lines if not line.plan.is_archived]
    context = {
        "attention": attention_counts(living, today),
        "page": page,
        "has_own": any(plan.is_owner for plan in living),
        "plans": [line for line in shown if line.plan.is_owner],
        "shared": [line for line in shown if not line.plan.is_owner],
        "archived": [line for line in lines if line.plan.is_archived],
        "is_signed_in": request.user.is_authenticated,
    }
    return render(request, "roadmap/plans/my_plans.html", context)


@require_form
@names_browser
def new_plan(request: HttpRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = NewPlanForm(sent, initial=asked_start(request.GET))
    if sent is None or not form.is_valid():
        return _new_plan_page(request, form)
    plan = _made(request, form)
    if not plan.start:
        return redirect("roadmap:choose", plan.pk)
    messages.success(request, "Uw stappenplan is gemaakt. U kunt het nu aanpassen.")
    return redirect("roadmap:plan", plan.pk)


def _new_plan_page(request: HttpRequest, form: NewPlanForm) -> HttpResponse:
    phases = counts_per_phase(form.catalogue)
    context = {
        "profiles": form.catalogue.profiles,
        "phases": phases,
        "totals": [sum(counts) for counts in zip(*(row for _, row in phases), strict=True)],
    }
    return form_page(request, "plans/new_plan", form, context)


@require_form
def delete(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.OWNER)
    form = VersionForm(typed_in(request), initial={"version": plan.version})
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "plans/delete", form, {"plan": plan})
    try:
        actions.plans.delete(plan_id=plan.pk, version=form.cleaned_data["version"])
    except Conflict:
        plan = plan_for(request, plan_id)
        form = VersionForm(at_newest_version(request.POST, plan.version))
        return form_page(request, "plans/delete", form, {"plan": plan}, status=409)
    messages.success(request, f"‘{plan.title}’ is verwijderd.")
    return redirect("roadmap:my-plans")


def _made(request: HttpRequest, form: NewPlanForm) -> Plan:
    """The plan of a valid form, made once; with another id if the form's id is taken."""
    make = partial(
        actions.plans.create,
        catalogue=form.catalogue,
        author=author_of(request),
        title=form.cleaned_data["title"],
        organisation=form.cleaned_data["organisation"],
        start=form.cleaned(),
    )
    try:
        return make(plan_id=form.cleaned_data["plan_id"])
    except Conflict:
        return make()


@restores_draft
def copy(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    proposal = {"title": f"Kopie van {plan.title}"[:MAX_TITLE]}
    form = CopyForm(typed_in(request), initial=proposal)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "plans/copy", form, {"plan": plan})
    title, copy_id = form.cleaned_data["title"], form.cleaned_data["copy_id"]
    try:
        made = actions.plans.duplicate(
            plan_id=plan.pk, author=author_of(request), title=title, copy_id=copy_id
        )
    except Conflict:
        form = CopyForm(initial={"title": title})
        return form_page(request, "plans/copy", form, {"plan": plan}, status=409)
    messages.success(request, "Dit is de kopie. Het plan zelf blijft zoals het is.")
    return redirect("roadmap:plan", made.pk)


@require_form
def archive(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.OWNER)
    form = ArchiveForm(typed_in(request))
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "plans/archive", form, {"plan": plan})
    is_archived = form.cleaned_data["archief"] == "ja"
    actions.plans.archive(plan_id=plan.pk, is_archived=is_archived)
    done = "staat nu in het archief" if is_archived else "staat weer bij uw plannen"
    messages.success(request, f"‘{plan.title}’ {done}.")
    return redirect("roadmap:my-plans")
