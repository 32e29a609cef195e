"""Moderation of public examples by the playbook's editors."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from content.editing.access import for_editors
from content.editing.views.items import editor_of
from content.errors import found
from content.published import published_catalogue
from roadmap import actions
from roadmap.domain.changes.public_example import example_rows
from roadmap.forms.sharing import RemovalForm
from roadmap.history.errors import Conflict, Gone
from roadmap.models import Example, ExampleRemoval
from roadmap.queries.overview import example_overview
from roadmap.views import require_form
from roadmap.views.pages import form_page
from roadmap.views.sharing.examples import example_of

PAGE_SIZE = 25
GONE = "Dit voorbeeld is intussen niet meer openbaar."


@require_safe
@for_editors
def public_examples(request: HttpRequest) -> HttpResponse:
    """Newest first, each with the reason of an earlier removal."""
    examples = Example.objects.select_related("plan__example_removal").defer("state")
    return _page(request, examples.order_by("-published_on", "-pk"), "moderation")


@require_safe
@for_editors
def removed_examples(request: HttpRequest) -> HttpResponse:
    return _page(request, ExampleRemoval.objects.in_force(), "removed_examples")


@require_form
@for_editors
def public_example(request: HttpRequest, example_id: int) -> HttpResponse:
    example = example_of(example_id)
    form = RemovalForm(
        request.POST if request.method == "POST" else None, initial={"stamp": example.stamp}
    )
    if request.method != "POST" or not form.is_valid():
        return _example(request, example, form)
    try:
        actions.sharing.take_down(editor=editor_of(request), example=example, **form.cleaned())
    except Conflict:
        example = example_of(example_id)
        form = RemovalForm({**request.POST.dict(), "stamp": example.stamp})
        return _example(request, example, form, status=409)
    except Gone:
        messages.error(request, GONE)
        return redirect("moderation:examples")
    actions.sharing.mail_removals()
    messages.success(
        request, f"‘{example.title}’ is niet meer openbaar. De eigenaar krijgt uw reden."
    )
    return redirect("moderation:examples")


@require_POST
@for_editors
def let_back(request: HttpRequest, removal_id: int) -> HttpResponse:
    removal = found(ExampleRemoval.objects.filter(pk=removal_id).first(), GONE)
    actions.sharing.let_back(editor=editor_of(request), removal=removal)
    messages.success(request, f"De eigenaar mag ‘{removal.title}’ opnieuw openbaar maken.")
    return redirect("moderation:removed")


def _page(request: HttpRequest, rows: QuerySet[Any], name: str) -> HttpResponse:
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("pagina"))
    return render(request, f"roadmap/sharing/{name}.html", {"page": page})


def _example(
    request: HttpRequest, example: Example, form: RemovalForm, status: int = 0
) -> HttpResponse:
    catalogue = published_catalogue()
    published = {activity.title for activity in catalogue.activities}
    context = {
        "example": example,
        "overview": example_overview(catalogue, example, timezone.localdate()),
        "typed": [r.title for r in example_rows(example.state) if r.title not in published],
    }
    return form_page(request, "sharing/moderate_example", form, context, status=status)
