"""How pages answer: with a form, or with the part that a script asks for.

A request with the header `X-Part: 1` receives what goes into the open page.
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
"""Tag of a message that comes with a button to take back what it tells."""


class SeeOther(HttpResponseRedirect):
    status_code = 303


def is_part(request: HttpRequest) -> bool:
    return "X-Part" in request.headers


def revision_for(request: HttpRequest, plan: Plan, key: UUID | None = None) -> Revision:
    """The revision that this visitor asks for: the first argument of every act on a plan.

    Two people can have copies of one page, with the same `key`: what each sends is an act.
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
    """The page `name` with this form: 422 when what was sent has errors.

    `part`: the partial for a script. Pages read `is_kept`: the form shows a draft.
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
    """What the page of a conflict says: both versions of each field, who changed the stored one
    and who was last. `changed`: the fields that the sender changed.
    """
    change, both = last_to_change(plan.pk, ref, differences)
    who = actor(change) if change else ""
    return {"differences": both, "changed": changed, "change": change, "actor": who}


def last_change_of(plan: Plan, ref: Ref, what: str) -> Change:
    """The newest change of what is gone from the plan: 'activiteit', 'mijlpaal'.

    Raises NotFound when it never stood in this plan: it is another plan's, or nobody's.
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
    """The page `name` or, for a script, its partial `part`; both are files of this app."""
    alone = is_part(request)
    template = f"roadmap/{part if alone else name}.html"
    response = render(request, template, context | {"is_part": alone}, status=status)
    patch_vary_headers(response, ["X-Part"])
    response["Cache-Control"] = "private, no-cache"
    return response


def to_plan(
    request: HttpRequest, plan: Plan, message: str = "", *, tag: str = "", version: int = 0
) -> HttpResponse:
    """On to the plan's page. `version`: of the activity that a script's open form has saved."""
    if message:
        messages.success(request, message, extra_tags=tag)
    query = f"?{urlencode({'versie': version})}" if version and is_part(request) else ""
    return SeeOther(resolve_url("roadmap:plan", plan.pk) + query)


def act_key(request: HttpRequest) -> UUID | None:
    """What makes this press of a button one act, however often it arrives; None: it has no key."""
    return KeyForm(request.POST).value(request.get_full_path())


def refused(request: HttpRequest, plan: Plan, form: Form) -> HttpResponse:
    """422: a button of the page sent something that no button of ours sends."""
    context = {"plan": plan, "form": form}
    return render_part(request, "board/refused", "board/_refused", context, status=422)
