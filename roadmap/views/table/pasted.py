"""Pasting spreadsheet cells into the table: first a preview, then one act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse

from content.published import published_catalogue
from roadmap.access.permissions import Role, plan_for
from roadmap.domain.changes.bulk_edits import REMOVED, UNTITLED, Skipped
from roadmap.domain.plan.fields import ActivityValues, Fields
from roadmap.drafts.session import restores_draft, typed_in
from roadmap.forms.table.pasted import PastedBlock, PasteForm, pasted_block
from roadmap.history.reading import activities_of
from roadmap.models import Plan
from roadmap.views.pages import SeeOther, form_page
from roadmap.views.table.page import address_of, change_rows, shown_in

GONE = 0
"""The version that a page sends for an activity that it shows as removed."""


@restores_draft
def paste(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    plan = plan_for(request, plan_id, Role.EDITOR)
    items = [row.item for row in shown_in(request, plan).table.rows]
    form = PasteForm({str(item.row): item.title for item in items}, typed_in(request))
    if not form.is_valid():
        return _page(request, plan, form, {item.row: item.version for item in items})
    if "bevestigd" not in request.POST:
        return _preview(request, plan, form)
    rows, block = form.rows(), _block(plan, form)
    versions = {row: rows[row] for row in block.fields}
    removed = [Skipped(row, UNTITLED, REMOVED) for row in block.removed if rows[row] != GONE]

    def change(row: int, now: ActivityValues) -> Fields:
        return block.fields[row]

    if left := change_rows(request, plan, form.cleaned_data["key"], versions, change, removed):
        return _preview(request, plan, form, left)
    return SeeOther(address_of(request, plan))


def _block(plan: Plan, form: PasteForm) -> PastedBlock:
    data, now = form.cleaned_data, activities_of(plan.pk)
    catalogue = published_catalogue()
    return pasted_block(catalogue, now, form.rows(), data["kolom"], data["cellen"])


def _preview(
    request: HttpRequest, plan: Plan, form: PasteForm, skipped: tuple[Skipped, ...] = ()
) -> HttpResponse:
    """What the block would change now. `skipped`: rows that somebody changed since an earlier
    preview; they need a second confirmation (409).
    """
    now = activities_of(plan.pk)
    rows = {row: now[row][0] if row in now else GONE for row in form.rows()}
    context = {"pasted": _block(plan, form), "skipped": skipped}
    return _page(request, plan, form, rows, context, status=409 if skipped else 0)


def _page(
    request: HttpRequest,
    plan: Plan,
    form: PasteForm,
    rows: Mapping[int, int],
    context: Mapping[str, Any] | None = None,
    status: int = 0,
) -> HttpResponse:
    """`rows`: those that the forms of this page are about, with the versions that it shows."""
    page = {
        "plan": plan,
        "ticks": [f"{row}-{version}" for row, version in rows.items()],
        "address": address_of(request, plan),
        "key": uuid4(),
        **(context or {}),
    }
    return form_page(request, "table/paste", form, page, status=status)
