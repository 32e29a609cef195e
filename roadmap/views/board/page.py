"""The plan's page, with the grid as its board.

The board is rendered once, in fragments, for all members with the same role. The parts around it
are the visitor's own: the CSRF token and the undo buttons.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from content.http_cache import etag_of, joined_page, page_cache, page_version
from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import author_of, member_of, plan_for
from roadmap.domain.changes.undo import undo_and_redo
from roadmap.domain.overview.filters import owners_of
from roadmap.domain.overview.overview import Overview
from roadmap.forms.display import PlanFilterForm
from roadmap.models import Plan
from roadmap.queries.overview import plan_overview
from roadmap.views.board.fragments import Board, Fragment, fragment, grid_parts, tags_in
from roadmap.views.pages import is_part, render_part


@require_safe
def plan_page(request: HttpRequest, plan_id: UUID) -> HttpResponseBase:
    """The page or, for a script, the board alone; 304 if the visitor's copy is up to date.

    A script that lists the tags of its fragments in `X-Held` receives only the other fragments.
    """
    plan = plan_for(request, plan_id)
    if request.GET.keys() & PlanFilterForm.base_fields.keys():
        return _filtered(request, plan)
    shared, part_tag = _tags(request, plan)
    tag = part_tag if is_part(request) else etag_of(part_tag, "page")
    may_keep = "_messages" not in request.session
    response = get_conditional_response(request, etag=tag) if may_keep else None
    if response is None:
        around = _own_context(request, plan, shared)
        may_keep = may_keep and not _held_tags(request)  # only a whole page is cached
        if may_keep:
            response = _joined(request, plan, shared, part_tag, around)
        else:
            response = _shown(request, board_of(plan), around | {"tag": part_tag})
    if may_keep:
        response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


def _joined(
    request: HttpRequest, plan: Plan, shared: str, tag: str, around: dict[str, Any]
) -> HttpResponse:
    """The page or the board, from cached parts that visitors with the same role share."""
    undo, redo = around["can_undo"], around["can_redo"]
    key = etag_of(shared, plan.reminds, bool(undo), bool(redo), alone := is_part(request))
    name = f"roadmap/board/{'_board' if alone else 'page'}.html"
    response = joined_page(
        request, key, name, lambda: around | {"board": board_of(plan)}, tag=escape(tag)
    )
    patch_vary_headers(response, ["X-Part", "X-Held"])
    return response


def board_of(plan: Plan) -> Board:
    """The board that everybody with the same role sees today."""
    overview = plan_overview(published_catalogue(), plan, timezone.localdate())
    has_people = not plan.browser
    form = PlanFilterForm(owners_of(overview.grid), has_people=has_people)
    return _drawn(plan, overview, form)


def _filtered(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The page with the filter of the address; not cached."""
    overview = plan_overview(published_catalogue(), plan, timezone.localdate())
    form = PlanFilterForm(owners_of(overview.grid), request.GET, me=member_of(request))
    valid = form.is_valid()
    overview = replace(overview, wanted=form.cleaned()) if valid else overview
    shared, _ = _tags(request, plan)
    context = _own_context(request, plan, shared) | {"tag": ""}
    return _shown(request, _drawn(plan, overview, form), context, status=200 if valid else 422)


def _held_tags(request: HttpRequest) -> frozenset[str]:
    """The tags of the fragments that a script already has."""
    return tags_in(request.headers.get("X-Held", "")) if is_part(request) else frozenset()


def _shown(
    request: HttpRequest, board: Board, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page, the board, or the fragments that a script lacks."""
    lacking = board.lacking(_held_tags(request))
    part = "board/_board" if lacking is None else "board/_board_changes"
    context |= {"board": board, "lacking": lacking}
    response = render_part(request, "board/page", part, context, status=status)
    patch_vary_headers(response, ["X-Held"])
    return response


def _drawn(plan: Plan, overview: Overview, form: PlanFilterForm) -> Board:
    context = {"plan": plan, "overview": overview, "plan_id": plan.pk, "may_edit": plan.may_edit}

    def draw(name: str, **more: Any) -> SafeString:
        return render_to_string(f"roadmap/{name}.html", context | more)

    def filters() -> Fragment:
        return fragment("filter", draw("board/_filter", form=form) if has_cards else "")

    has_cards = overview.grid.count > 0  # an unused filter is cached until the owners change
    key = page_version("filter", plan.pk, plan.browser, has_cards, *owners_of(overview.grid))
    body: list[SafeString | Fragment] = []
    if has_cards and not overview.shown.count:
        body.append(draw("board/_nothing_found"))
    elif has_cards or plan.may_edit:
        body.extend(grid_parts(overview, plan.pk, plan.may_edit))
    if has_cards or plan.may_edit:
        body.append(fragment("andere-profielen", draw("board/_other_profiles")))
    return Board(
        head=fragment("kop", draw("board/_plan_head", start=overview.start)),
        tabs=draw("_plan_tabs", here="grid"),
        state=fragment("toestand", draw("board/_plan_state")),
        filter=filters() if form.is_bound else page_cache.get_or_set(key, filters),
        body=tuple(body),
    )


def _own_context(request: HttpRequest, plan: Plan, shared: str) -> dict[str, Any]:
    """The visitor's own context: the plan with their role, and their undo and redo buttons."""
    author = author_of(request)
    can_undo, can_redo = page_cache.get_or_set(
        etag_of(shared, "undo", author.user_id, author.browser),
        lambda: undo_and_redo(actions.undo.acts_of(plan.pk, author) if plan.may_edit else []),
    )
    key = uuid5(plan.pk, str(plan.version))  # the same in each copy of this page, which is cached
    return {"plan": plan, "can_undo": can_undo, "can_redo": can_redo, "key": key}


def _tags(request: HttpRequest, plan: Plan) -> tuple[str, str]:
    """ETags of what everybody with the same role sees, and of this visitor's board."""
    rights = (plan.role, plan.is_archived)
    shared = page_version(*plan.stamp, *rights, plan.kept_until, timezone.localdate())
    visitor = (member_of(request), request.META.get("CSRF_COOKIE"))
    return shared, etag_of(shared, plan.reminds, *visitor)
