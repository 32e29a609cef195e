"""Decides who the visitor is and what they may do with a plan; no other module does.

A visitor is a signed-in person, or a browser with a key in its session. Somebody else's plan is
404, a role that is too low 403. A visitor who is not signed in and did not make the plan in this
browser is asked to sign in, whether the plan exists or not.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, DateField, F, IntegerField, UUIDField
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.crypto import salted_hmac

from content.compiled_query import CompiledQuery, parameter
from content.errors import NotFound
from content.models import PlaybookVersion
from content.published import current_version, note_version
from roadmap.access.tokens import hash_of
from roadmap.domain.plan.ownership import Member
from roadmap.history.errors import Archived
from roadmap.history.transaction import Author
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
SESSION_KEY = "browser"
SEEN_KEY = "seen"
SALT = "roadmap.browsers"
MAX_FORM_AGE = timedelta(days=1)
"""How long the browser key in the cookie of a first plan's form is valid."""
View = Callable[..., HttpResponse]


class SignInNeeded(Exception):
    """The visitor has no account or plan here; the response leads to the sign-in page."""


def browser_of(request: HttpRequest) -> str:
    """The key of this browser, or '' when it made no plan yet."""
    key = request.session.get(SESSION_KEY, "")
    return key if isinstance(key, str) else ""


def ensure_browser(request: HttpRequest) -> str:
    """This browser's key, created if needed; also extends the session once a day."""
    key = browser_of(request)
    today = timezone.localdate().isoformat()
    if not key or request.session.get(SEEN_KEY) != today:
        key = key or _key_in_cookie(request) or secrets.token_urlsafe(32)
        request.session.set_expiry(None)  # a draft alone would end it sooner
        request.session[SESSION_KEY] = key
        request.session[SEEN_KEY] = today
    return key


def names_browser(view: View) -> View:
    """For the page of a form that makes a visitor's first plan: sets the browser key in a cookie.

    So a double click makes one plan, and viewing the page starts no session.
    """

    @wraps(view)
    def named(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if browser_of(request) or request.user.is_authenticated:
            if settings.NEW_BROWSER_COOKIE_NAME in request.COOKIES:
                response.delete_cookie(settings.NEW_BROWSER_COOKIE_NAME, samesite="Lax")
        elif not _key_in_cookie(request):
            response.set_signed_cookie(
                settings.NEW_BROWSER_COOKIE_NAME,
                secrets.token_urlsafe(32),
                salt=SALT,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return named


def _key_in_cookie(request: HttpRequest) -> str:
    name = settings.NEW_BROWSER_COOKIE_NAME
    return str(request.get_signed_cookie(name, default="", salt=SALT, max_age=MAX_FORM_AGE))


def forget_browser(request: HttpRequest) -> None:
    """Forget this browser's key, once its plans belong to a person."""
    request.session.pop(SESSION_KEY, None)
    request.session.pop(SEEN_KEY, None)


def author_of(request: HttpRequest) -> Author:
    """The author of this request's acts: the person, or the browser, with a key made if needed."""
    if request.user.is_authenticated:
        return Author(user_id=request.user.pk)
    return Author(ensure_browser(request))


def member_of(request: HttpRequest) -> Member | None:
    """The signed-in person, as the owner of an activity; None without an account."""
    if not request.user.is_authenticated:
        return None
    return Member(request.user.pk, request.user.get_full_name())


def network_of(address: str) -> str:
    """The network that counts as one visitor: an IPv4 address, or the /64 of an IPv6 address."""
    parsed = ip_address(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def network_key(request: HttpRequest) -> str:
    """HMAC of the visitor's network; the address cannot be recovered from it."""
    network = network_of(request.META["REMOTE_ADDR"])
    return salted_hmac("roadmap.networks", network, algorithm="sha256").hexdigest()


def plans_of(request: HttpRequest) -> PlanQuerySet:
    """The plans that this visitor may see, each with the visitor's role in it."""
    today = timezone.localdate()
    if request.user.is_authenticated:
        return Plan.objects.shared_with(request.user.pk).alive(today)
    return Plan.objects.made_in(browser_of(request)).alive(today)


def editable_plans_of(request: HttpRequest) -> PlanQuerySet:
    """The plans that this visitor may change; not the archived ones."""
    may_edit: dict[str, Any] = {"role__in": (Role.OWNER, Role.EDITOR)}  # is annotated
    return plans_of(request).filter(is_archived=False).filter(**may_edit)


def upload_for(request: HttpRequest, upload_id: UUID) -> Upload | None:
    """The file that this visitor uploaded; None if it does not exist or has expired."""
    uploads = Upload.objects.filter(pk=upload_id, kept_until__gt=timezone.now())
    if request.user.is_authenticated:
        return uploads.filter(user=request.user.pk).first()
    return uploads.filter(browser=browser_of(request), user=None).first()


def plan_for(request: HttpRequest, plan_id: UUID, need: Role = Role.READER) -> Plan:
    """The plan, if this visitor has at least this role in it.

    Raises NotFound, PermissionDenied or SignInNeeded as the module's docstring says; Archived if
    `need` is Role.EDITOR, to change the plan, and the plan is archived.
    """
    plan = _plan_of(request, plan_id)
    if plan is None and not request.user.is_authenticated:
        raise SignInNeeded
    if plan is None:
        raise NotFound("Dit stappenplan bestaat niet, of u hebt er geen toegang toe.")
    if not covers(plan.role, need):
        raise PermissionDenied(f"Hiervoor moet u {need.label.lower()} van dit plan zijn.")
    if need == Role.EDITOR and plan.is_archived:
        raise Archived
    note_version(plan)
    return plan


def covers(role: str, need: str) -> bool:
    """Whether this role may do all that the other may."""
    return Role.values.index(role) <= Role.values.index(need)


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
"""Fields of PlaybookVersion, and the annotations of the plan's row that hold them."""


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
    """As `plan_for`, for pages about members and links, which a plan without account cannot have.

    For such a plan GET is allowed, since the page says so; POST raises PermissionDenied.
    """
    plan = plan_for(request, plan_id, need)
    if plan.browser and request.method not in ("GET", "HEAD"):
        raise PermissionDenied("Een plan zonder account kunt u niet delen.")
    return plan


def link_of(token: str) -> ShareLink | None:
    """The share link with this token; None if it is unknown, expired or revoked: one query.

    A link gives every visitor the same read-only view.
    """
    links = ShareLink.objects.working(timezone.localdate())
    return links.select_related("plan__playbook_version").filter(token_hash=hash_of(token)).first()


def calendar_feed_of(token: str) -> CalendarFeed | None:
    """The feed with this token, with its member and plan; None without one, or if inactive."""
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
    """The e-mail address of the open invitation at this URL path; '' for any other path."""
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
    """Whether the invited address is one of the signed-in person's."""
    if not request.user.is_authenticated:
        return False
    own = EmailAddress.objects.filter(user_id=request.user.pk, verified=True)
    addresses = [request.user.email, *own.values_list("email", flat=True)]
    return invitation.email in {address.lower() for address in addresses}
