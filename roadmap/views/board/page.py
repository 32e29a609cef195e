"""The plan's page: the grid as the surface on which everybody works.

What is the same for all who have the same role in a plan is drawn once per version of it and day;
around it stands what is this visitor's own: the token of their forms, and what they may undo.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.safestring import SafeString

from content.http_cache import etag_of, page_cache, page_version
from content.published import published_catalogue
from roadmap import actions
from roadmap.access.visitors import author_of, member_of
from roadmap.domain.changes.undo import undo_and_redo
from roadmap.domain.overview.filters import owners_of
from roadmap.domain.overview.overview import Overview
from roadmap.forms.display import PlanFilterForm
from roadmap.models import Plan
from roadmap.queries.overview import plan_overview
from roadmap.views.pages import is_part, render_part


@dataclass(frozen=True, slots=True)
class Board:
    """What all with the same role see: the plan's start in words, and the page's parts in order.

    Between them stands what is one visitor's own.
    """

    start: str
    actions: SafeString
    tabs: SafeString
    state: SafeString
    filter: SafeString
    body: SafeString


def board_page(request: HttpRequest, plan: Plan) -> HttpResponseBase:
    """The page or, for a script, the board alone; 304 when this visitor has it as it is."""
    if request.GET.keys() & PlanFilterForm.base_fields.keys():
        return _filtered(request, plan)
    shared, part_tag = _tags(request, plan)
    tag = part_tag if is_part(request) else etag_of(part_tag, "page")
    has_messages = "_messages" in request.session
    response = None if has_messages else get_conditional_response(request, etag=tag)
    if response is None:
        board = page_cache.get_or_set(shared, lambda: board_of(plan))
        context = _around(request, plan, shared) | {"board": board, "tag": part_tag}
        response = render_part(request, "board/page", "board/_board", context)
    if not has_messages:
        response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def board_of(plan: Plan) -> Board:
    """The board as everyone with the same role sees it today."""
    catalogue = published_catalogue()
    overview = plan_overview(catalogue, plan, timezone.localdate())
    has_people = not plan.browser
    form = PlanFilterForm(catalogue, owners_of(overview.grid), has_people=has_people)
    return _drawn(plan, overview, form)


def _filtered(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The page with what the address asks for; nothing of it is cached."""
    catalogue = published_catalogue()
    overview = plan_overview(catalogue, plan, timezone.localdate())
    form = PlanFilterForm(catalogue, owners_of(overview.grid), request.GET, me=member_of(request))
    valid = form.is_valid()
    overview = replace(overview, wanted=form.cleaned()) if valid else overview
    shared, _ = _tags(request, plan)
    context = _around(request, plan, shared) | {"board": _drawn(plan, overview, form), "tag": ""}
    return render_part(request, "board/page", "board/_board", context, status=200 if valid else 422)


def _drawn(plan: Plan, overview: Overview, form: PlanFilterForm) -> Board:
    context = {"plan": plan, "overview": overview, "may_edit": plan.may_edit}
    has_filter = overview.grid.count > 0
    return Board(
        start=overview.start,
        actions=render_to_string("roadmap/board/_plan_actions.html", {"plan": plan}),
        tabs=render_to_string("roadmap/_plan_tabs.html", {"plan": plan, "here": "grid"}),
        state=render_to_string("roadmap/board/_plan_state.html", context),
        filter=render_to_string("roadmap/board/_filter.html", {**context, "form": form})
        if has_filter
        else SafeString(),
        body=render_to_string("roadmap/board/_plan_body.html", context),
    )


def _around(request: HttpRequest, plan: Plan, shared: str) -> dict[str, Any]:
    """The plan with this visitor's role, and what they may undo, which only an act changes."""
    author = author_of(request)
    can_undo, can_redo = page_cache.get_or_set(
        etag_of(shared, "undo", author.user_id, author.browser),
        lambda: undo_and_redo(actions.undo.acts_of(plan.pk, author) if plan.may_edit else []),
    )
    key = uuid5(plan.pk, str(plan.version))  # the same in each copy of this page, which is cached
    return {"plan": plan, "can_undo": can_undo, "can_redo": can_redo, "key": key}


def _tags(request: HttpRequest, plan: Plan) -> tuple[str, str]:
    """The version of what all with the same role see, and of the board as this visitor has it."""
    rights = (plan.role, plan.is_archived)
    shared = page_version(*plan.stamp, *rights, timezone.localdate())
    own = (plan.reminds, plan.kept_until)
    visitor = (member_of(request), request.META.get("CSRF_COOKIE"))
    return shared, etag_of(shared, *own, *visitor)
