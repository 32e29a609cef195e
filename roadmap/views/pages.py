"""Shared responses of views: a page with a form, a partial, a redirect to the plan.

A request with the header `X-Part: 1` receives a partial for the open page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid5

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers

from content.errors import NotFound
from roadmap.access.permissions import author_of
from roadmap.domain.plan.state import Ref
from roadmap.domain.plan.wording import Difference
from roadmap.forms.base import KeyForm
from roadmap.history.change_log import actor, last_changes, last_to_change
from roadmap.history.transaction import Revision
from roadmap.models import Change, Plan

UNDO = "undo"
"""Tag of a message with an undo button."""


class SeeOther(HttpResponseRedirect):
    status_code = 303


def is_part(request: HttpRequest) -> bool:
    return "X-Part" in request.headers


def revision_for(request: HttpRequest, plan: Plan, key: UUID | None = None) -> Revision:
    """A revision of the plan by this visitor: the first argument of every act on a plan.

    The idempotency key includes the visitor: two people can have the same page, with one `key`.
    """
    author = author_of(request)
    own = uuid5(key, f"{author.user_id} {author.browser}") if key else None
    return Revision(plan.pk, author, own)


def form_page(
    request: HttpRequest,
    name: str,
    form: Form,
    context: Mapping[str, Any],
    *,
    part: str = "",
    status: int = 0,
) -> HttpResponse:
    """The page `name` with this form; 422 if a sent form has errors.

    `part`: the partial for a script. `is_kept` tells the template that the form shows a draft.
    """
    is_sent = request.method == "POST"
    status = status or (422 if is_sent and form.errors else 200)
    is_kept, is_conflict = form.is_bound and not is_sent, status == 409
    context = {"form": form, "is_kept": is_kept, "is_conflict": is_conflict, **context}
    if part:
        return render_part(request, name, part, context, status=status)
    return render(request, f"roadmap/{name}.html", context, status=status)


def conflict_context(
    plan: Plan,
    ref: Ref,
    differences: Collection[Difference],
    changed: Collection[str],
) -> dict[str, Any]:
    """The context of a conflict page: both versions of each field, and who saved the stored one.
    `changed`: the fields that the sender changed.
    """
    change, both = last_to_change(plan.pk, ref, differences)
    who = actor(change) if change else ""
    return {"differences": both, "changed": changed, "change": change, "actor": who}


def last_change_of(plan: Plan, ref: Ref, what: str) -> Change:
    """The newest change of a thing that was removed. `what`: 'activiteit' or 'mijlpaal'.

    Raises NotFound if it never was in this plan.
    """
    change = last_changes(plan.pk, {ref}).get(ref)
    if change is None:
        raise not_in_plan(what)
    return change


def not_in_plan(what: str) -> NotFound:
    return NotFound(f"Deze {what} staat niet (meer) in dit stappenplan.")


def render_part(
    request: HttpRequest, name: str, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The template `name` or, for a script, `part`; both in `templates/roadmap/`."""
    alone = is_part(request)
    template = f"roadmap/{part if alone else name}.html"
    response = render(request, template, context | {"is_part": alone}, status=status)
    patch_vary_headers(response, ["X-Part"])
    response["Cache-Control"] = "private, no-cache"
    return response


def to_plan(
    request: HttpRequest, plan: Plan, message: str = "", *, tag: str = "", version: int = 0
) -> HttpResponse:
    """Redirects to the plan. `version`: of the activity that a script just saved."""
    if message:
        messages.success(request, message, extra_tags=tag)
    query = f"?{urlencode({'versie': version})}" if version and is_part(request) else ""
    return SeeOther(resolve_url("roadmap:plan", plan.pk) + query)


def act_key(request: HttpRequest) -> UUID | None:
    """The idempotency key of a button press; None if the page sent none."""
    return KeyForm(request.POST).value(request.get_full_path())


def refused(request: HttpRequest, plan: Plan, form: Form) -> HttpResponse:
    """422: a button sent values that our pages never send."""
    context = {"plan": plan, "form": form}
    return render_part(request, "board/refused", "board/_refused", context, status=422)
