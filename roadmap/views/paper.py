"""A plan on paper: the PDF, and the choice of what comes in it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from roadmap.access import plan_for
from roadmap.exports import drawn_pdf, pdf_version
from roadmap.models import Plan
from roadmap.paper import USUAL
from roadmap.paper_form import PaperForm
from roadmap.pdf import pdf_response, plan_place


@require_safe
def plan_pdf(request: HttpRequest, plan_id: UUID) -> HttpResponseBase:
    """The whole plan, or the parts and the paper that the address asks for."""
    plan = plan_for(request, plan_id)
    form = PaperForm(request.GET)
    if not form.is_valid():
        return _choice(request, plan, form, status=422)
    choice = form.choice()
    return pdf_response(
        request,
        plan.title,
        plan_place(plan.pk, choice=choice),
        pdf_version(plan, choice=choice),
        partial(drawn_pdf, plan, choice=choice),
    )


@require_safe
def choose_paper(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id)
    ticked = [part.slug for part in USUAL.parts]
    return _choice(request, plan, PaperForm(initial={"deel": ticked, "papier": USUAL.paper}))


def _choice(request: HttpRequest, plan: Plan, form: PaperForm, status: int = 200) -> HttpResponse:
    context = {"plan": plan, "form": form}
    return render(request, "roadmap/choose_paper.html", context, status=status)
