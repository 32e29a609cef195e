"""The account's own pages. Signing in and passkeys are allauth's views in templates of the site."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as get_provider_adapter
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.deletion import delete_account
from accounts.forms import ConfirmCodeForm, LeaveForm, NameForm, save_name
from accounts.personal_data import my_data
from accounts.security import reauthentication
from accounts.security.sessions import OTHERS, browser_name, end_sessions, sessions_of
from assessment.survey.models import Survey
from roadmap.actions.members import deleted_and_kept_plans
from roadmap.actions.sharing import revoke_calendar_feeds
from roadmap.models import CalendarFeed

FEEDS_REVOKED = "Uw agenda-adressen werken niet meer: maak ze opnieuw waar u ze nodig hebt."
require_form = require_http_methods(["GET", "HEAD", "POST"])


def person(request: HttpRequest) -> User:
    """The signed-in person; only for views that require one."""
    assert isinstance(request.user, User)
    return request.user


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    user = person(request)
    context = {
        "passkeys": Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN),
        "session_count": len(sessions_of(user)),
        "feeds": CalendarFeed.objects.of_person(user.pk),
        "has_provider": bool(get_provider_adapter().list_providers(request)),
    }
    return render(request, "account/overview.html", context)


@require_form
@login_required
def name(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if request.method != "POST":
        form = NameForm(initial={"name": user.first_name})
        return render(request, "account/name.html", {"form": form})
    form = NameForm(request.POST)
    if not form.is_valid():
        return render(request, "account/name.html", {"form": form}, status=422)
    save_name(user, form.cleaned_data["name"])
    messages.success(request, "Uw naam is bewaard.")
    return redirect("accounts:overview")


@require_form
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        which = request.POST.get("sessie", "")
        ended = end_sessions(request, which)
        message = "De sessie is beëindigd." if ended == 1 else f"{ended} sessies zijn beëindigd."
        if which == OTHERS and revoke_calendar_feeds(user_id=person(request).pk):
            message = f"{message} {FEEDS_REVOKED}"
        messages.success(request, message)
        return redirect("accounts:sessions")
    shown = [
        (session, browser_name(session.user_agent), session.is_current())
        for session in sessions_of(person(request))
    ]
    feeds = CalendarFeed.objects.of_person(person(request).pk)
    context = {"sessions": shown, "others": OTHERS, "feed_count": feeds.count()}
    return render(request, "account/sessions.html", context)


@require_form
@login_required
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Confirm the person's identity: by what the account has, and always by a code in a mail."""
    adapter = get_adapter()
    back = request.GET.get("next", "")
    back = back if adapter.is_safe_url(back) else reverse("accounts:overview")
    form = ConfirmCodeForm(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        if reauthentication.is_right_code(request, form.cleaned_data["code"]):
            reauthentication.mark_confirmed(request, person(request))
            return redirect(back)
        form.add_error("code", adapter.error_messages["incorrect_code"])
    context = {
        "form": form,
        "has_code": reauthentication.has_code(request),
        "methods": adapter.get_reauthentication_methods(request.user),
        "query": urlencode({"next": back}),
    }
    return render(request, "account/confirm.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def confirm_send(request: HttpRequest) -> HttpResponseBase:
    user = person(request)
    reauthentication.send_code(request, user)
    messages.success(request, f"We stuurden een code naar {user.email}.")
    return redirect(f"{reverse('accounts:confirm')}?{request.GET.urlencode()}")


@require_safe
@login_required
def data(request: HttpRequest) -> HttpResponse:
    packed = my_data(person(request))
    response = HttpResponse(packed, content_type="application/zip")
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="mijn-gegevens-{day}.zip"'
    return response


@require_form
@reauthentication.confirmed_first
def leave(request: HttpRequest) -> HttpResponseBase:
    user = person(request)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        delete_account(user_id=user.pk)
        logout(request)
        messages.success(request, "Uw account en uw gegevens zijn verwijderd.")
        return redirect("account_login")
    going, staying = deleted_and_kept_plans(user_id=user.pk)
    surveys = Survey.objects.of(user.pk)
    context = {"form": form, "going": going, "staying": staying, "surveys": surveys}
    return render(request, "account/leave.html", context, status=422 if form.is_bound else 200)


@require_form
def provider_sign_in(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """allauth's redirect to the identity provider, as a page that goes there.

    The policy `form-action 'self'` holds for redirects after a form too; a page may go anywhere.
    """
    response: HttpResponseBase = openid_connect.login(request, provider_id)
    if response.status_code != 302 or response.headers["Location"].startswith("/"):
        return response
    return render(request, "socialaccount/leaving.html", {"address": response.headers["Location"]})
