"""The members of a plan: see and invite them, accept, change a role, remove a member, leave."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from content.errors import NotFound, found
from roadmap import actions
from roadmap.access.permissions import Role, account_plan_for, invitation_of, is_invited
from roadmap.access.rate_limits import may_invite
from roadmap.drafts.session import orphaned_draft, restores_draft, typed_in
from roadmap.emails import masked, named, send_invitation
from roadmap.forms.sharing import InviteForm, RoleForm
from roadmap.history.errors import Gone
from roadmap.models import Invitation, Membership, Plan
from roadmap.queries.members import open_invitations_of, people_of
from roadmap.views import require_form
from roadmap.views.pages import form_page

READY = "De uitnodiging staat klaar, maar"
LATER = "Probeer het straks opnieuw met ‘Verstuur opnieuw’."
NOBODY = "Deze persoon doet niet (meer) mee aan dit stappenplan."
NO_INVITATION = "Deze uitnodiging bestaat niet (meer)."
LAST_OWNER = "Een plan heeft minstens één eigenaar nodig."


@restores_draft
def people(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    need = Role.OWNER if request.method == "POST" else Role.READER
    plan = account_plan_for(request, plan_id, need)
    form = InviteForm(typed_in(request))
    if request.method != "POST" or not form.is_valid():
        return _people(request, plan, form)
    data = form.cleaned_data
    try:
        made = actions.members.invite(
            plan_id=plan.pk,
            email=data["email"],
            role=form.cleaned(),
            sender_id=request.user.pk,
            key=data["key"],
        )
    except actions.members.AlreadyMember:
        form.add_error("email", "Dit adres heeft al een rol in dit plan. Die wijzigt u hieronder.")
    except actions.members.TooManyMembers:
        most = actions.members.MAX_PEOPLE
        form.add_error(None, f"Een plan heeft hoogstens {most} mensen en open uitnodigingen.")
    else:
        return _mailed(request, plan, made)
    return _people(request, plan, form)


@require_form
def member(request: HttpRequest, plan_id: UUID, member_id: int) -> HttpResponse:
    plan = account_plan_for(request, plan_id)
    member = _member(plan, member_id)
    form = RoleForm(typed_in(request), initial={"role": member.role})
    if request.method == "POST" and form.is_valid():
        try:
            actions.members.change_role(plan_id=plan.pk, member_id=member.pk, role=form.cleaned())
        except actions.members.LastOwner:
            form.add_error("role", LAST_OWNER)
        except Gone:
            raise NotFound(NOBODY) from None
        else:
            messages.success(request, "De rol is gewijzigd.")
            return redirect("roadmap:people", plan.pk)
    return form_page(request, "sharing/member", form, {"plan": plan, "member": member})


@require_POST
def remove_member(request: HttpRequest, plan_id: UUID, member_id: int) -> HttpResponse:
    plan = account_plan_for(request, plan_id)
    member = _member(plan, member_id)
    try:
        actions.members.remove(plan_id=plan.pk, member_id=member.pk)
    except actions.members.LastOwner:
        form = RoleForm({"role": member.role})
        form.add_error(None, LAST_OWNER)
        return form_page(request, "sharing/member", form, {"plan": plan, "member": member})
    except Gone:
        raise NotFound(NOBODY) from None
    messages.success(request, "De toegang is ingetrokken.")
    is_me = member.user_id == request.user.pk
    return redirect("roadmap:my-plans") if is_me else redirect("roadmap:people", plan.pk)


@require_form
def leave(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = account_plan_for(request, plan_id, Role.READER)
    if plan.browser:
        return redirect("roadmap:people", plan.pk)
    if request.method != "POST":
        return render(request, "roadmap/sharing/leave.html", {"plan": plan})
    assert request.user.is_authenticated
    mine = get_object_or_404(plan.memberships, user=request.user)
    try:
        actions.members.remove(plan_id=plan.pk, member_id=mine.pk)
    except actions.members.LastOwner:
        context = {"plan": plan, "error": LAST_OWNER}
        return render(request, "roadmap/sharing/leave.html", context, status=422)
    messages.success(request, f"U doet niet langer mee aan ‘{plan.title}’.")
    return redirect("roadmap:my-plans")


@require_POST
def renew_invitation(request: HttpRequest, plan_id: UUID, invitation_id: int) -> HttpResponse:
    plan = account_plan_for(request, plan_id)
    try:
        made = actions.members.renew_invitation(
            plan_id=plan.pk, invitation_id=invitation_id, sender_id=request.user.pk
        )
    except Gone:
        raise NotFound(NO_INVITATION) from None
    return _mailed(request, plan, made)


@require_POST
def withdraw_invitation(request: HttpRequest, plan_id: UUID, invitation_id: int) -> HttpResponse:
    plan = account_plan_for(request, plan_id)
    try:
        actions.members.withdraw_invitation(plan_id=plan.pk, invitation_id=invitation_id)
    except Gone:
        raise NotFound(NO_INVITATION) from None
    messages.success(request, "De uitnodiging is ingetrokken.")
    return redirect("roadmap:people", plan.pk)


@require_form
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: by POST only, since mail scanners open every address."""
    found = invitation_of(token)
    if not found.is_open:
        return _closed_page(request, found)
    if request.user.is_authenticated and not is_invited(request, found):
        return _page(request, found, is_other=True)
    if request.method != "POST":
        return _page(request, found)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    try:
        actions.members.accept_invitation(invitation=found, user_id=request.user.pk)
    except actions.members.InvitationUsed:
        return _closed_page(request, invitation_of(token))
    except Gone:
        raise NotFound("Dit stappenplan bestaat niet meer.") from None
    messages.success(request, f"U doet nu mee aan ‘{found.plan.title}’.")
    return redirect("roadmap:plan", found.plan_id)


def _people(request: HttpRequest, plan: Plan, form: InviteForm) -> HttpResponse:
    context = {
        "plan": plan,
        "people": people_of(plan, request.user.pk),
        "invitations": open_invitations_of(plan) if plan.is_owner else [],
        "typed": [] if plan.is_owner else orphaned_draft(request),
    }
    return form_page(request, "sharing/members", form, context)


def _mailed(request: HttpRequest, plan: Plan, made: tuple[Invitation, str] | None) -> HttpResponse:
    """Mail the invitation and redirect to the members page, where a failed mail can be resent."""
    if made is None:
        messages.info(request, "Deze uitnodiging was al verstuurd.")
        return redirect("roadmap:people", plan.pk)
    invitation, token = made
    address = request.build_absolute_uri(reverse("roadmap:invitation", args=[token]))
    assert isinstance(request.user, User)
    if not may_invite(request.user, invitation.email):
        messages.error(request, f"{READY} er vertrokken al veel uitnodigingen. {LATER}")
        return redirect("roadmap:people", plan.pk)
    try:
        send_invitation(invitation, address, request.user)
    except OSError:
        messages.error(request, f"{READY} de mail kon niet vertrekken. {LATER}")
    else:
        messages.success(request, f"De uitnodiging is verstuurd naar {invitation.email}.")
    return redirect("roadmap:people", plan.pk)


def _member(plan: Plan, member_id: int) -> Membership:
    members = plan.memberships.select_related("user")
    return found(members.filter(pk=member_id).first(), NOBODY)


def _closed_page(request: HttpRequest, found: Invitation) -> HttpResponse:
    """410: accepted, withdrawn, expired, or from a sender who is no longer an owner."""
    is_unbacked = found.closed_at is None and not found.is_expired and not found.is_backed
    context = {"is_unbacked": is_unbacked}
    return render(request, "roadmap/sharing/invitation_over.html", context, status=410)


def _page(request: HttpRequest, found: Invitation, *, is_other: bool = False) -> HttpResponse:
    """The page of an open invitation. `is_other`: it is for another person than the visitor. Then
    404, with a link to sign in as that person, and nothing about the plan.
    """
    context = {
        "invitation": found,
        "masked": masked(found.email),
        "sender": named(found.sender),
        "is_other": is_other,
        "here": request.path,
    }
    return render(
        request, "roadmap/sharing/invitation.html", context, status=404 if is_other else 200
    )
