"""A member's calendar feed: its page, and the file that a calendar program reads."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from content.http_cache import page_version
from roadmap import actions
from roadmap.access.permissions import Role, account_plan_for, calendar_feed_of
from roadmap.access.rate_limits import key_about, take
from roadmap.exports import ICS, calendar_of
from roadmap.forms.sharing import CalendarFeedForm
from roadmap.history.errors import Conflict, Gone
from roadmap.models import Plan
from roadmap.views import require_form
from roadmap.views.pages import form_page

HOUR = 60 * 60
ALREADY = "Dit adres was al gemaakt. Adres kwijt of ingetrokken? Maak hieronder een nieuw."


@require_form
@cache_control(no_store=True)
def calendar(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = account_plan_for(request, plan_id, Role.READER)
    if request.method != "POST":
        return _page(request, plan)
    form = CalendarFeedForm(request.POST)
    if not form.is_valid():
        return _page(request, plan, form)
    assert isinstance(request.user, User)
    try:
        token = actions.sharing.make_calendar_feed(
            plan_id=plan.pk,
            user_id=request.user.pk,
            only_mine=form.only_mine,
            version=form.cleaned_data["version"],
        )
    except Conflict:
        messages.info(request, ALREADY)
        return redirect("roadmap:calendar", plan.pk)
    return _made(request, plan, token)


@require_POST
def revoke_calendar(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = account_plan_for(request, plan_id, Role.READER)
    assert isinstance(request.user, User)
    actions.sharing.revoke_calendar_feed(plan_id=plan.pk, user_id=request.user.pk)
    messages.success(request, f"Uw agenda-adres voor ‘{plan.title}’ werkt niet meer.")
    if request.POST.get("van") == "account":
        return redirect("accounts:overview")
    return redirect("roadmap:calendar", plan.pk)


@require_safe
@cache_control(private=True, no_cache=True)
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar, or 304, for anybody with the secret address."""
    feed = calendar_feed_of(token)
    if feed is None:
        return _refused("Dit agenda-adres werkt niet (meer).", status=404)
    if not take("calendar_feed", key_about("calendar feed", feed.pk, feed.version)):
        response = _refused("Dit agenda-adres wordt te vaak gevraagd.", status=429)
        response["Retry-After"] = str(HOUR)
        return response
    actions.sharing.note_use(link=feed)
    member = feed.membership
    name = member.member.name if feed.only_mine else ""
    etag = page_version("calendar feed", feed.pk, feed.version, *member.plan.stamp, name)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is None:
        try:
            unchanged = HttpResponse(calendar_of(feed), content_type=ICS.media_type)
        except Gone:
            return _refused("Dit agenda-adres werkt niet (meer).", status=404)
    unchanged["ETag"] = etag
    return unchanged


def _refused(text: str, *, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _page(request: HttpRequest, plan: Plan, form: CalendarFeedForm | None = None) -> HttpResponse:
    members = plan.memberships.select_related("calendar_feed")
    member = members.filter(user=request.user.pk or 0).first()
    feed = getattr(member, "calendar_feed", None)
    which = "mijn" if feed and feed.only_mine else "alles"
    initial = {"version": member.feeds_made if member else 0, "which": which}
    name = request.user.get_full_name() if isinstance(request.user, User) else ""
    context = {"plan": plan, "feed": feed, "name": name}
    shown = form or CalendarFeedForm(initial=initial)
    return form_page(request, "sharing/calendar", shown, context)


def _made(request: HttpRequest, plan: Plan, token: str) -> HttpResponse:
    """The only response with the address. No redirect: the address is not stored."""
    address = request.build_absolute_uri(reverse("roadmap:calendar-feed", args=[token]))
    webcal = f"webcal://{address.partition('://')[2]}"
    context = {"plan": plan, "address": address, "webcal": webcal}
    return render(request, "roadmap/sharing/calendar_made.html", context)
