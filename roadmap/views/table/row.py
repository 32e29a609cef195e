"""Saves one or more cells of a row of the table."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, plan_for
from roadmap.actions.activities import ActivityConflict
from roadmap.domain.overview.activity_table import table_row
from roadmap.domain.overview.grid import GridItem
from roadmap.domain.plan.fields import ActivityValues
from roadmap.domain.plan.state import activity_ref
from roadmap.domain.plan.wording import Wording
from roadmap.drafts.session import draft_of, restores_draft
from roadmap.forms.activity import activity_answers
from roadmap.forms.base import typed_over, with_choices
from roadmap.forms.table.rows import CELLS, EMPTY, RowForm, row_answers
from roadmap.history.errors import Gone
from roadmap.history.reading import StoredActivity, activity_of
from roadmap.models import Plan
from roadmap.queries.members import owner_names
from roadmap.views.pages import (
    SeeOther,
    conflict_context,
    form_page,
    is_part,
    last_change_of,
    render_part,
    revision_for,
)
from roadmap.views.table.page import address_of

PAGE, PART = "table/row", "table/_row_answer"


@restores_draft
def row(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    try:
        stored = activity_of(plan.pk, row_id)
        form = _form(request, stored)
        if request.method != "POST" or not form.is_valid():
            return _answer(request, plan, row_id, stored, form)
        if form.is_outdated:  # a script's row is newer than what is typed in it
            raise ActivityConflict(stored)
        revision = revision_for(request, plan)
        version, fields = form.cleaned_data["version"], form.cleaned()
        actions.activities.edit(revision, row_id=row_id, version=version, fields=fields)
        stored = activity_of(plan.pk, row_id)
    except ActivityConflict as conflict:
        return _conflict(request, plan, row_id, conflict.stored, form)
    except Gone:
        return _gone(request, plan, row_id)
    if is_part(request):
        return _answer(request, plan, row_id, stored, form)
    return SeeOther(f"{address_of(request, plan)}#rij-{row_id}")


def _form(request: HttpRequest, stored: StoredActivity) -> RowForm:
    sent = with_choices(request.POST) if request.method == "POST" else draft_of(request)
    held = row_answers(stored.values, stored.version)
    return RowForm(stored.values, sent, initial=held)


def _answer(
    request: HttpRequest, plan: Plan, row_id: int, stored: StoredActivity, form: RowForm
) -> HttpResponse:
    """The page with the form of this row; for a script, the row and the errors of the form."""
    return form_page(request, PAGE, form, _context(plan, row_id, stored), part=PART)


def _conflict(
    request: HttpRequest, plan: Plan, row_id: int, stored: StoredActivity, form: RowForm
) -> HttpResponse:
    """409: both versions of each sent cell; the form has the typed values and newest version."""
    held, wanted = stored.values.as_fields(), form.cleaned()
    differences = Wording(published_catalogue()).differing(ActivityValues, held, wanted)
    context = _context(plan, row_id, stored)
    context |= conflict_context(plan, activity_ref(row_id), differences, wanted)
    shown = {name: value for name, value in activity_answers(held).items() if name in CELLS}
    typed = activity_answers({"links": (), **wanted})
    form.data = typed_over(shown, stored.version, {name: typed[name] for name in wanted})
    return form_page(request, PAGE, form, context, part=PART, status=409)


def _gone(request: HttpRequest, plan: Plan, row_id: int) -> HttpResponse:
    """410: the activity was removed. Raises NotFound."""
    last_change_of(plan, activity_ref(row_id), "activiteit")
    form = RowForm(EMPTY, with_choices(request.POST))
    context = {"plan": plan, "row_id": row_id, "form": form, "is_gone": True}
    return render_part(request, PAGE, PART, context, status=410)


def _context(plan: Plan, row_id: int, stored: StoredActivity) -> dict[str, Any]:
    today, values = timezone.localdate(), stored.values
    item = GridItem.on(today, values, row=row_id, version=stored.version)
    row = table_row(published_catalogue(), item)
    return {"plan": plan, "row_id": row_id, "row": row, "names": owner_names(plan)}
