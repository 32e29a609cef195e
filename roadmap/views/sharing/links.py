"""Share links: make, renew and revoke them, and the page that they open.

That page needs no account, starts no session and takes no POST. Revoked, expired and invented
links get the same answer.
"""

from __future__ import annotations

from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from content.errors import found
from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import account_plan_for, link_of
from roadmap.drafts.session import restores_draft, typed_in
from roadmap.exports import FORMATS, plan_file
from roadmap.forms.display import PdfOptionsForm
from roadmap.forms.sharing import LinkForm, RenewForm
from roadmap.history.errors import Conflict
from roadmap.models import Plan, ShareLink
from roadmap.pdf_cache import Audience
from roadmap.queries.shared_plan import shared_plan
from roadmap.views.files.downloads import download
from roadmap.views.pages import form_page


@restores_draft
@cache_control(no_store=True)
def sharing(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = account_plan_for(request, plan_id)
    form = LinkForm(typed_in(request))
    if request.method != "POST" or not form.is_valid():
        return _sharing(request, plan, form)
    asked = form.cleaned()
    try:
        token = actions.sharing.make_link(plan_id=plan.pk, **asked)
    except actions.sharing.TooManyLinks:
        form.add_error(None, f"Een plan heeft hoogstens {actions.sharing.MAX_LINKS} links.")
        return _sharing(request, plan, form)
    if token is None:
        messages.info(request, "Deze link was al gemaakt. Adres kwijt? Vernieuw de link.")
        return redirect("roadmap:sharing", plan.pk)
    return _made(request, plan, asked["name"], token)


@require_safe
@cache_control(no_store=True)
def link(request: HttpRequest, plan_id: UUID, link_id: int) -> HttpResponse:
    plan = account_plan_for(request, plan_id)
    link = _link(plan, link_id)
    form = RenewForm(initial={"version": link.version})
    return form_page(request, "sharing/share_link", form, {"plan": plan, "link": link})


@require_POST
@cache_control(no_store=True)
def renew_link(request: HttpRequest, plan_id: UUID, link_id: int) -> HttpResponse:
    plan = account_plan_for(request, plan_id)
    link = _link(plan, link_id)
    form = RenewForm(request.POST)
    if not form.is_valid():
        return form_page(request, "sharing/share_link", form, {"plan": plan, "link": link})
    try:
        token = actions.sharing.renew_link(plan_id=plan.pk, link_id=link.pk, **form.cleaned_data)
    except Conflict:
        messages.info(request, "Deze link was al vernieuwd. Adres kwijt? Vernieuw hem nog eens.")
        return redirect("roadmap:link", plan.pk, link.pk)
    return _made(request, plan, link.name, token)


@require_POST
def revoke_link(request: HttpRequest, plan_id: UUID, link_id: int) -> HttpResponse:
    plan = account_plan_for(request, plan_id)
    link = _link(plan, link_id)
    actions.sharing.revoke_link(plan_id=plan.pk, link_id=link.pk)
    messages.success(request, f"De link ‘{link.name}’ werkt niet meer.")
    return redirect("roadmap:sharing", plan.pk)


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    link = link_of(token)
    if link is None:
        return _no_link(request)
    actions.sharing.note_use(link=link)
    return _shared(request, link, token, PdfOptionsForm())


@require_safe
def shared_file(request: HttpRequest, token: str, form: str) -> HttpResponse:
    link = link_of(token)
    if link is None or form not in FORMATS:
        return _no_link(request)
    actions.sharing.note_use(link=link)
    chosen = PdfOptionsForm(request.GET)
    if not chosen.is_valid():
        return _shared(request, link, token, chosen, status=422)
    audience = Audience.LINK if link.with_notes else Audience.LINK_WITHOUT_NOTES
    body = plan_file(link.plan, FORMATS[form], audience, chosen.cleaned())
    return download(link.plan.title, FORMATS[form], body)


def _shared(
    request: HttpRequest, link: ShareLink, token: str, form: PdfOptionsForm, status: int = 200
) -> HttpResponse:
    page = shared_plan(published_catalogue(), link, timezone.localdate())
    context = {"page": page, "link": link, "token": token, "exports": FORMATS, "form": form}
    return render(request, "roadmap/sharing/shared.html", context, status=status)


def _no_link(request: HttpRequest) -> HttpResponse:
    return render(request, "roadmap/sharing/shared_gone.html", status=404)


def _sharing(request: HttpRequest, plan: Plan, form: LinkForm) -> HttpResponse:
    links = plan.share_links.all()
    return form_page(request, "sharing/sharing", form, {"plan": plan, "links": links})


def _made(request: HttpRequest, plan: Plan, name: str, token: str) -> HttpResponse:
    """The only response with the address. No redirect: the address is not stored."""
    address = request.build_absolute_uri(reverse("roadmap:shared", args=[token]))
    context = {"plan": plan, "name": name, "address": address, "qr": qr_code(address)}
    return render(request, "roadmap/sharing/share_made.html", context)


def _link(plan: Plan, link_id: int) -> ShareLink:
    return found(plan.share_links.filter(pk=link_id).first(), "Deze link bestaat niet.")


def qr_code(address: str) -> SafeString:
    """The address as an SVG QR code with a quiet zone, without inline style."""
    code = segno.make_qr(address, error="m")
    svg = code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True)
    return mark_safe(svg)  # safe: it contains only paths
