"""Where a plan is kept: copy it, put it away, take it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from roadmap import actions
from roadmap.access import Role, author_of, plan_for
from roadmap.kept_input import forget, keeps_input, kept
from roadmap.models import Plan
from roadmap.plan_forms import ArchiveForm, CopyForm

require_form = require_http_methods(["GET", "HEAD", "POST"])


@keeps_input
@require_form
def copy(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    if request.method != "POST":
        proposal = {"title": f"Kopie van {plan.title}"[:120]}
        return _copy(request, plan, CopyForm(kept(request), initial=proposal))
    forget(request)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _copy(request, plan, form, status=422)
    try:
        made = actions.duplicate_plan(
            plan_id=plan.pk,
            author=author_of(request),
            title=form.cleaned_data["title"],
            copy_id=form.cleaned_data["copy_id"],
        )
    except actions.Conflict:
        form = CopyForm(initial={"title": form.cleaned_data["title"]})
        return _copy(request, plan, form, status=409)
    messages.success(request, "Dit is de kopie. Het plan zelf blijft zoals het is.")
    return redirect("roadmap:plan", made.pk)


@require_form
def archive(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.OWNER)
    form = ArchiveForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "roadmap/archive.html", {"plan": plan}, status=status)
    is_archived = form.cleaned_data["archief"] == "ja"
    actions.archive_plan(plan_id=plan.pk, is_archived=is_archived)
    done = "staat nu in het archief" if is_archived else "staat weer bij uw plannen"
    messages.success(request, f"‘{plan.title}’ {done}.")
    return redirect("roadmap:my-plans")


def _copy(request: HttpRequest, plan: Plan, form: CopyForm, status: int = 200) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "is_conflict": status == 409,
        "is_kept": request.method != "POST" and form.is_bound,
    }
    return render(request, "roadmap/copy.html", context, status=status)
