"""Who may do what with which plan: decided here and nowhere else.

A plan of somebody else is not there (404); a role that is too low is refused (403); who is not
signed in and did not make the plan in this browser is asked to sign in, whether it exists or not.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, DateField, F, IntegerField, UUIDField
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone

from content.compiled_query import CompiledQuery, parameter
from content.errors import NotFound
from content.models import PlaybookVersion
from content.published import current_version, note_version
from roadmap.access.tokens import hash_of
from roadmap.access.visitors import SignInNeeded, browser_of
from roadmap.history.errors import Archived
from roadmap.models import (
    CalendarFeed,
    Invitation,
    Membership,
    Plan,
    PlanQuerySet,
    ShareLink,
    Upload,
)

Role = Membership.Role


def plans_of(request: HttpRequest) -> PlanQuerySet:
    """The plans that this visitor may see, each with the visitor's role in it."""
    today = timezone.localdate()
    if request.user.is_authenticated:
        return Plan.objects.shared_with(request.user.pk).alive(today)
    return Plan.objects.made_in(browser_of(request)).alive(today)


def editable_plans_of(request: HttpRequest) -> PlanQuerySet:
    """The plans that this visitor may change and did not put away."""
    may_edit: dict[str, Any] = {"role__in": (Role.OWNER, Role.EDITOR)}  # is annotated
    return plans_of(request).filter(is_archived=False).filter(**may_edit)


def upload_for(request: HttpRequest, upload_id: UUID) -> Upload | None:
    """The file that this visitor sent in and that still waits; None when there is no such one."""
    uploads = Upload.objects.filter(pk=upload_id, kept_until__gt=timezone.now())
    if request.user.is_authenticated:
        return uploads.filter(user=request.user.pk).first()
    return uploads.filter(browser=browser_of(request), user=None).first()


def plan_for(request: HttpRequest, plan_id: UUID, need: Role = Role.READER) -> Plan:
    """The plan, if this visitor has at least this role in it.

    Role.EDITOR: to change what the plan holds, which nobody does in the archive. Raises NotFound,
    PermissionDenied or SignInNeeded as the module says, and Archived.
    """
    plan = _plan_of(request, plan_id)
    if plan is None and not request.user.is_authenticated:
        raise SignInNeeded
    if plan is None:
        raise NotFound("Dit stappenplan bestaat niet, of u hebt er geen toegang toe.")
    if not Role(plan.role).covers(need):
        raise PermissionDenied(f"Hiervoor moet u {need.label.lower()} van dit plan zijn.")
    if need == Role.EDITOR and plan.is_archived:
        raise Archived
    note_version(plan)
    return plan


def _plan_of(request: HttpRequest, plan_id: UUID) -> Plan | None:
    """The plan with this id among `plans_of`; the query is compiled once."""
    known = {"plan_id": plan_id, "today": timezone.localdate()}
    if request.user.is_authenticated:
        plan = _of_person.first(user_id=request.user.pk, **known)
    else:
        browser = browser_of(request)
        plan = _of_browser.first(browser=browser, **known) if browser else None
    if plan is not None:
        columns = {"id": plan.playbook_version_id} | {
            n: getattr(plan, c) for n, c in EDITION.items()
        }
        plan.playbook_version = PlaybookVersion.from_db(None, columns.keys(), columns.values())
    return plan


EDITION = {"number": "edition_number", "label": "edition_label"}
"""Columns of the plan's edition of the playbook, as its plan's row names them."""


def _one(plans: PlanQuerySet) -> PlanQuerySet:
    plans = plans.alive(parameter("today", DateField())).annotate(
        **{as_: F(f"playbook_version__{name}") for name, as_ in EDITION.items()},
        **current_version(),
    )
    return plans.filter(pk=parameter("plan_id", UUIDField()))


_of_person = CompiledQuery(
    lambda: _one(Plan.objects.shared_with(parameter("user_id", IntegerField())))
)
_of_browser = CompiledQuery(lambda: _one(Plan.objects.made_in(parameter("browser", CharField()))))


def account_plan_for(request: HttpRequest, plan_id: UUID, need: Role = Role.OWNER) -> Plan:
    """The plan, if this visitor has that role in it and it can have people and links at all.

    A plan of a browser cannot: reading the page that says so is allowed, acting is not.
    """
    plan = plan_for(request, plan_id, need)
    if plan.browser and request.method not in ("GET", "HEAD"):
        raise PermissionDenied("Een plan zonder account kunt u niet delen.")
    return plan


def link_of(token: str) -> ShareLink | None:
    """The working share link with this token: one look-up, whatever is wrong with it.

    Who comes by it is not asked: it gives everybody the same, and nobody more than to read.
    """
    links = ShareLink.objects.working(timezone.localdate())
    return links.select_related("plan__playbook_version").filter(token_hash=hash_of(token)).first()


def calendar_feed_of(token: str) -> CalendarFeed | None:
    """The feed with this token, with its member and plan; None for an account that is closed."""
    feeds = CalendarFeed.objects.select_related(
        "membership__user", "membership__plan__playbook_version"
    )
    return feeds.filter(token_hash=hash_of(token), membership__user__is_active=True).first()


def invitation_of(token: str) -> Invitation:
    """The invitation with this token, open or not, with its plan and sender. Raises NotFound."""
    invitations = Invitation.objects.with_backing().select_related("plan", "sender")
    found = invitations.filter(token_hash=hash_of(token)).first()
    if found is None:
        raise NotFound("Deze uitnodiging bestaat niet.")
    return found


def invited_address(path: str) -> str:
    """The address that the open invitation at this path of ours is for; '' for any other path."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    if match.view_name != "roadmap:invitation":
        return ""
    token_hash = hash_of(match.kwargs["token"])
    found = Invitation.objects.open(timezone.now()).filter(token_hash=token_hash).first()
    return found.email if found else ""


def is_invited(request: HttpRequest, invitation: Invitation) -> bool:
    """Whether the signed-in person is who was invited: the address is one of theirs."""
    if not request.user.is_authenticated:
        return False
    own = EmailAddress.objects.filter(user_id=request.user.pk, verified=True)
    addresses = [request.user.email, *own.values_list("email", flat=True)]
    return invitation.email in {address.lower() for address in addresses}
