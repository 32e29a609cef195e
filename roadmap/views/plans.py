"""The plans of this visitor, and one plan as a whole: make, read, describe, put away, delete.

A form names the plan's version. When another changed the same thing since, nothing is stored: the
page comes back as 409 with what was typed beside what is stored now, and can be saved knowingly.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from content.pages import etag_of, kept_pages, page_version
from content.published import published_catalogue
from roadmap import actions
from roadmap.access import Role, author_of, listed_plans_of, plan_for
from roadmap.filter_form import PlanFilterForm
from roadmap.filtering import owners_of
from roadmap.forms import DeletePlanForm, NewPlanForm, PlanDetailsForm
from roadmap.kept_input import forget, keeps_input, kept
from roadmap.models import Plan
from roadmap.overview import Overview, plan_overview
from roadmap.pdf import pdf_response, plan_place
from roadmap.views.conflict import renewed

require_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def my_plans(request: HttpRequest) -> HttpResponse:
    plans = list(listed_plans_of(request))
    context = {
        "plans": [plan for plan in plans if not plan.is_archived],
        "archived": [plan for plan in plans if plan.is_archived],
        "is_signed_in": request.user.is_authenticated,
    }
    return render(request, "roadmap/my_plans.html", context)


@require_form
def new_plan(request: HttpRequest) -> HttpResponse:
    catalogue = published_catalogue()
    if request.method != "POST":
        form = NewPlanForm(catalogue, initial={"start": request.GET.get("start", "")})
        return render(request, "roadmap/new_plan.html", {"form": form})
    form = NewPlanForm(catalogue, request.POST)
    if not form.is_valid():
        return render(request, "roadmap/new_plan.html", {"form": form}, status=422)
    plan = actions.create_plan(
        catalogue=catalogue,
        author=author_of(request),
        title=form.cleaned_data["title"],
        organisation=form.cleaned_data["organisation"],
        start=form.chosen_start(),
    )
    if not plan.start:
        return redirect("roadmap:choose", plan.pk)
    messages.success(request, "Uw stappenplan is gemaakt. U kunt het nu aanpassen.")
    return redirect("roadmap:plan", plan.pk)


@require_safe
def plan_detail(request: HttpRequest, plan_id: UUID) -> HttpResponseBase:
    plan = plan_for(request, plan_id)
    if request.GET.keys() & PlanFilterForm.base_fields.keys():
        return _filtered(request, plan)
    body_version = page_version(
        plan.pk,
        plan.version,
        plan.kept_until,
        plan.role,
        plan.is_archived,
        timezone.localdate(),
    )
    # The page around it holds a form with this browser's token, and whether the visitor is mailed.
    token = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    etag = etag_of(body_version, plan.reminds, token)
    has_news = "_messages" in request.session
    response = None if has_news else get_conditional_response(request, etag=etag)
    if response is None:
        body = kept_pages.get_or_set(body_version, lambda: plan_body(plan))
        response = render(request, "roadmap/plan.html", {"plan": plan, "body": body})
    if not has_news:
        response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def plan_body(plan: Plan) -> str:
    """All of the plan's page that depends on nothing but plan version, playbook and day."""
    catalogue = published_catalogue()
    overview = plan_overview(catalogue, plan, timezone.localdate())
    form = PlanFilterForm(catalogue, owners_of(overview.grid))
    return _body(plan, overview, form)


def _filtered(request: HttpRequest, plan: Plan) -> HttpResponse:
    """The page with what the address asks for; nothing of it is kept."""
    catalogue = published_catalogue()
    overview = plan_overview(catalogue, plan, timezone.localdate())
    form = PlanFilterForm(catalogue, owners_of(overview.grid), request.GET)
    valid = form.is_valid()
    overview = overview.filtered(form.wanted()) if valid else overview
    context = {"plan": plan, "body": _body(plan, overview, form)}
    response = render(request, "roadmap/plan.html", context, status=200 if valid else 422)
    response["Cache-Control"] = "private, no-cache"
    return response


def _body(plan: Plan, overview: Overview, form: PlanFilterForm) -> str:
    context = {"plan": plan, "overview": overview, "filter": form}
    return render_to_string("roadmap/_plan_body.html", context)


@require_safe
def plan_pdf(request: HttpRequest, plan_id: UUID) -> HttpResponseBase:
    plan = plan_for(request, plan_id)
    today = timezone.localdate()
    return pdf_response(
        request,
        plan.title,
        plan_place(plan.pk),
        page_version("pdf", plan.pk, plan.version, today),
        lambda: plan_overview(published_catalogue(), plan, today),
    )


@keeps_input
@require_form
def describe(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    if request.method != "POST":
        return _description(request, plan, _details(request, plan))
    forget(request)
    form = PlanDetailsForm(request.POST)
    if not form.is_valid():
        return _description(request, plan, form, status=422)
    try:
        actions.describe_plan(
            plan_id=plan.pk,
            author=author_of(request),
            version=form.cleaned_data.pop("version"),
            fields=form.cleaned_data,
        )
    except actions.Conflict:
        plan = plan_for(request, plan_id)
        return _description(
            request, plan, PlanDetailsForm(renewed(request, plan.version)), status=409
        )
    messages.success(request, "De gegevens zijn bewaard.")
    return redirect("roadmap:plan", plan.pk)


@require_form
def delete(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.OWNER)
    form = DeletePlanForm(request.POST or None, initial={"version": plan.version})
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                actions.delete_plan(plan_id=plan.pk, version=form.cleaned_data["version"])
                messages.success(request, f"‘{plan.title}’ is verwijderd.")
                return redirect("roadmap:my-plans")
            status = 422
        except actions.Conflict:
            plan, status = plan_for(request, plan_id), 409
            form = DeletePlanForm(renewed(request, plan.version))
    context = {"plan": plan, "form": form, "is_conflict": status == 409}
    return render(request, "roadmap/delete.html", context, status=status)


def _details(request: HttpRequest, plan: Plan) -> PlanDetailsForm:
    """The form with what is stored, or with what was typed before the session ran out."""
    initial = {"title": plan.title, "organisation": plan.organisation, "version": plan.version}
    return PlanDetailsForm(kept(request), initial=initial)


def _description(
    request: HttpRequest, plan: Plan, form: PlanDetailsForm, status: int = 200
) -> HttpResponse:
    context = {
        "plan": plan,
        "form": form,
        "is_conflict": status == 409,
        "is_kept": request.method != "POST" and form.is_bound,
    }
    return render(request, "roadmap/describe.html", context, status=status)
