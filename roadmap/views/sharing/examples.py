"""Plans that their owner made public as an example, and starting from one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from content.errors import NotFound
from content.published import published_catalogue
from content.search import folded
from roadmap import actions
from roadmap.access.permissions import account_plan_for
from roadmap.access.visitors import author_of
from roadmap.domain.changes.public_example import own_titles
from roadmap.drafts import discard, draft_of, restores_draft
from roadmap.forms.sharing import BeginForm, PublishForm
from roadmap.history.errors import Conflict
from roadmap.history.reading import state_of
from roadmap.models import Example, Plan
from roadmap.queries.overview import example_overview
from roadmap.views import require_form
from roadmap.views.board.conflicts import renewed


@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    by_title = sorted(Example.objects.all(), key=lambda example: folded(example.title))
    return render(request, "roadmap/sharing/examples.html", {"examples": by_title})


@require_safe
def example(request: HttpRequest, example_id: int) -> HttpResponse:
    found = _example(example_id)
    overview = example_overview(published_catalogue(), found, timezone.localdate())
    return render(request, "roadmap/sharing/example.html", {"example": found, "overview": overview})


@require_form
def begin(request: HttpRequest, example_id: int) -> HttpResponse:
    found = _example(example_id)
    form = BeginForm(request.POST if request.method == "POST" else None, submit="Maak mijn plan")
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"example": found, "form": form}
        return render(request, "roadmap/sharing/begin_example.html", context, status=status)
    data = form.cleaned_data
    try:
        plan = actions.sharing.begin_with_example(
            example=found,
            author=author_of(request),
            title=data["title"],
            organisation=data["organisation"],
            plan_id=data["key"],
        )
    except Conflict:
        raise _no_example() from None
    messages.success(request, "Uw stappenplan is gemaakt. U kunt het nu aanpassen.")
    return redirect("roadmap:plan", plan.pk)


@restores_draft
@require_form
def publish(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = account_plan_for(request, plan_id)
    if plan.browser:
        return redirect("roadmap:sharing", plan.pk)
    given = {a.slug: a.title for a in published_catalogue().activities}
    typed = own_titles(state_of(plan.pk), given)
    if request.method != "POST":
        initial = {"title": plan.title, "version": plan.version}
        return _publish(request, plan, PublishForm(typed, draft_of(request), initial=initial))
    discard(request)
    form = PublishForm(typed, request.POST)
    if not form.is_valid():
        return _publish(request, plan, form, status=422)
    try:
        actions.sharing.publish_example(
            plan_id=plan.pk,
            author=author_of(request),
            version=form.cleaned_data["version"],
            title=form.cleaned_data["title"],
            titles=form.cleaned(),
        )
    except Conflict:
        again = PublishForm(typed, renewed(request, plan.version))
        return _publish(request, plan, again, status=409)
    messages.success(request, "Het voorbeeld is openbaar.")
    return redirect("roadmap:sharing", plan.pk)


@require_POST
def withdraw(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = account_plan_for(request, plan_id)
    actions.sharing.withdraw_example(plan_id=plan.pk)
    messages.success(request, "Het voorbeeld is niet langer openbaar.")
    return redirect("roadmap:sharing", plan.pk)


def _publish(
    request: HttpRequest, plan: Plan, form: PublishForm, status: int = 200
) -> HttpResponse:
    given = plan.activities.filter(activity__isnull=False).exclude(pk__in=map(int, form.typed))
    context = {
        "plan": plan,
        "form": form,
        "given": given.values_list("title", flat=True),
        "is_conflict": status == 409,
        "is_kept": request.method != "POST" and form.is_bound,
    }
    return render(request, "roadmap/sharing/publish.html", context, status=status)


def _example(example_id: int) -> Example:
    found = Example.objects.filter(pk=example_id).first()
    if found is None:
        raise _no_example()
    return found


def _no_example() -> NotFound:
    return NotFound("Dit voorbeeld is er niet (meer).")
