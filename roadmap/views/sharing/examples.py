"""Example plans: publish one, read one, start a plan from one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from content.errors import NotFound, found
from content.published import published_catalogue
from content.search.words import folded
from roadmap import actions
from roadmap.access.permissions import account_plan_for, author_of, names_browser
from roadmap.domain.changes.public_example import own_titles
from roadmap.drafts.session import restores_draft, typed_in
from roadmap.forms.base import at_newest_version
from roadmap.forms.sharing import PlanFromExampleForm, PublishForm
from roadmap.history.errors import Conflict
from roadmap.history.reading import state_of
from roadmap.models import Example, ExampleRemoval, Plan
from roadmap.queries.overview import example_overview
from roadmap.views import require_form
from roadmap.views.pages import form_page

NO_EXAMPLE = "Dit voorbeeld is er niet (meer)."


@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    by_title = sorted(Example.objects.all(), key=lambda example: folded(example.title))
    return render(request, "roadmap/sharing/examples.html", {"examples": by_title})


@require_safe
def example(request: HttpRequest, example_id: int) -> HttpResponse:
    shown = example_of(example_id)
    overview = example_overview(published_catalogue(), shown, timezone.localdate())
    return render(request, "roadmap/sharing/example.html", {"example": shown, "overview": overview})


@require_form
@names_browser
def begin(request: HttpRequest, example_id: int) -> HttpResponse:
    example = example_of(example_id)
    form = PlanFromExampleForm(typed_in(request))
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sharing/begin_example", form, {"example": example})
    data = form.cleaned_data
    try:
        plan = actions.sharing.begin_with_example(
            example=example,
            author=author_of(request),
            title=data["title"],
            organisation=data["organisation"],
            plan_id=data["key"],
        )
    except Conflict:
        raise NotFound(NO_EXAMPLE) from None
    messages.success(request, "Uw stappenplan is gemaakt. U kunt het nu aanpassen.")
    return redirect("roadmap:plan", plan.pk)


@restores_draft
def publish(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = account_plan_for(request, plan_id)
    if plan.browser or ExampleRemoval.objects.forbids(plan.pk):  # that page says why
        return redirect("roadmap:sharing", plan.pk)
    published = {a.slug: a.title for a in published_catalogue().activities}
    typed = own_titles(state_of(plan.pk), published)
    initial = {"title": plan.title, "version": plan.version}
    form = PublishForm(typed, typed_in(request), initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _publish(request, plan, form)
    try:
        actions.sharing.publish_example(
            plan_id=plan.pk,
            author=author_of(request),
            version=form.cleaned_data["version"],
            title=form.cleaned_data["title"],
            titles=form.cleaned(),
        )
    except Conflict:
        form = PublishForm(typed, at_newest_version(request.POST, plan.version))
        return _publish(request, plan, form, status=409)
    messages.success(request, "Het voorbeeld is openbaar.")
    return redirect("roadmap:sharing", plan.pk)


@require_POST
def withdraw(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = account_plan_for(request, plan_id)
    actions.sharing.withdraw_example(plan_id=plan.pk)
    messages.success(request, "Het voorbeeld is niet langer openbaar.")
    return redirect("roadmap:sharing", plan.pk)


def _publish(request: HttpRequest, plan: Plan, form: PublishForm, status: int = 0) -> HttpResponse:
    published = plan.activities.filter(activity__isnull=False)
    given = published.exclude(pk__in=map(int, form.typed)).values_list("title", flat=True)
    return form_page(
        request, "sharing/publish", form, {"plan": plan, "given": given}, status=status
    )


def example_of(example_id: int) -> Example:
    """Raises NotFound."""
    return found(Example.objects.filter(pk=example_id).first(), NO_EXAMPLE)
