"""All activities of a plan in one table, to read and to work in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.published import published_catalogue
from roadmap.access.permissions import plan_for
from roadmap.domain.overview.activity_table import activity_table
from roadmap.domain.overview.filters import condition_choices, owners_of
from roadmap.domain.plan.fields import ActivityValues
from roadmap.forms.display import PlanFilterForm
from roadmap.forms.table.rows import RowForm
from roadmap.models import Plan
from roadmap.queries.overview import plan_overview
from roadmap.views.pages import render_part

PAGE, PART = "table/page", "table/_table"
EMPTY = ActivityValues("", "", 1, 1)


@require_safe
def table(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return table_page(request, plan_for(request, plan_id))


def table_page(
    request: HttpRequest, plan: Plan, context: dict[str, Any] | None = None, status: int = 0
) -> HttpResponse:
    """The page with what its address asks for; 422 when that has errors."""
    catalogue, today = published_catalogue(), timezone.localdate()
    overview = plan_overview(catalogue, plan, today, with_notes=False)
    owners = owners_of(overview.grid)
    is_filtered = request.GET.keys() & PlanFilterForm.base_fields.keys()
    form = PlanFilterForm(catalogue, owners, request.GET if is_filtered else None)
    is_wrong = form.is_bound and not form.is_valid()
    if form.is_bound and not is_wrong:
        overview = replace(overview, wanted=form.cleaned())
    shown = activity_table(overview.shown, today, request.GET.get("sorteer", ""))
    page = {
        "plan": plan,
        "overview": overview,
        "table": shown,
        "filter": form,
        "choices": condition_choices(overview.grid, overview.wanted, today),
        "cells": RowForm(catalogue, EMPTY),
        "names": owners,
        "query": request.GET.urlencode(),
        "key": uuid4(),
        **(context or {}),
    }
    return render_part(request, PAGE, PART, page, status=status or (422 if is_wrong else 200))
