"""All activities of a plan in one table that can be edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.utils import timezone

from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, member_of, plan_for
from roadmap.domain.changes.bulk_edits import Changing, Skipped
from roadmap.domain.changes.history_lines import history_lines
from roadmap.domain.overview.activity_table import ActivityTable, activity_table, with_ticks
from roadmap.domain.overview.filters import condition_choices, mine_choice, owners_of
from roadmap.domain.overview.overview import Overview
from roadmap.domain.plan.wording import Wording
from roadmap.drafts.session import draft_of, restores_draft
from roadmap.forms.display import PlanFilterForm
from roadmap.forms.table.bulk import TICK, BulkForm
from roadmap.forms.table.rows import EMPTY, RowForm
from roadmap.history.change_log import titles_of
from roadmap.history.reading import edits_of
from roadmap.models import Change, Plan
from roadmap.queries.bulk_edits import skipped_before, with_titles
from roadmap.queries.members import owner_names
from roadmap.queries.overview import plan_overview
from roadmap.views.pages import UNDO, SeeOther, render_part, revision_for

PAGE, PART = "table/page", "table/_table"
NOTHING_CHANGED = "Er is niets gewijzigd: alles stond al zo."


@restores_draft
def table(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    if request.method == "POST":
        return _change_many(request, plan_for(request, plan_id, Role.EDITOR))
    plan = plan_for(request, plan_id)
    typed = draft_of(request) if plan.may_edit else None
    return table_page(request, plan, {} if typed is None else bulk_context(typed))


def _change_many(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Applies the bulk form to the ticked rows as one act; the page lists rows that it skips."""
    form = BulkForm(request.POST)
    if not form.is_valid():
        return table_page(request, plan, bulk_context(request.POST, form), status=422)
    data = form.cleaned_data
    skipped = change_rows(request, plan, data["key"], data["rij"], form.cleaned())
    if not skipped:
        return SeeOther(address_of(request, plan))
    left = request.POST.copy()
    left["key"] = str(uuid4())
    left.setlist("rij", [f"{one.row}-1" for one in skipped])
    renewed = {str(one.row): "" for one in skipped}
    context = bulk_context(left) | {"skipped": skipped, "ticked": renewed}
    return table_page(request, plan, context, status=409)


def change_rows(
    request: HttpRequest,
    plan: Plan,
    key: UUID,
    versions: Mapping[int, int],
    change: Changing,
    removed: Sequence[Skipped] = (),
) -> tuple[Skipped, ...]:
    """Changes these rows and adds a message; returns the skipped ones with their titles.

    `removed`: rows that are no longer in the plan, to be returned as well.
    """
    revision = revision_for(request, plan, key)
    skipped = actions.activities.edit_many(revision, versions=versions, change=change)
    if skipped is None:  # sent before
        skipped = skipped_before(revision, versions, change)
    left = (*skipped, *removed)
    if revision.change:
        messages.success(request, _in_words(plan, revision.change), extra_tags=UNDO)
    elif not left:
        messages.info(request, NOTHING_CHANGED)
    return with_titles(plan.pk, left)


def bulk_context(typed: QueryDict, form: BulkForm | None = None) -> dict[str, Any]:
    """The bulk form as sent, and the ticked rows by id, with the value of each row's box.

    The value holds the version that the sender saw; '' for a row that has a newer one.
    """
    bulk = form or BulkForm(typed)
    ticked = bulk.fields["rij"].widget.value_from_datadict(typed, {}, "rij")
    return {
        "bulk": bulk,
        "ticked": {found[1]: found[0] for found in map(TICK.fullmatch, ticked) if found},
    }


def address_of(request: HttpRequest, plan: Plan) -> str:
    """The address of the list with the filter and order of the sender's page."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return resolve_url("roadmap:table", plan.pk) + query


def _in_words(plan: Plan, change: Change) -> str:
    """'5 activiteiten: trekker An.'"""
    [edits] = edits_of([change])
    lines = history_lines(edits, titles_of(plan.pk), Wording(published_catalogue()))
    [first, *more] = lines
    if first.fields:
        fields = ", ".join(f"{one.label.lower()} {one.new}" for one in first.fields)
        return f"{first.text}: {fields}."
    return f"{first.text}{f' en {len(more)} andere' if more else ''}."


@dataclass(frozen=True, slots=True)
class Shown:
    """The list with the filter and order of the address. `form`: unbound without a filter."""

    overview: Overview
    form: PlanFilterForm
    table: ActivityTable
    owners: tuple[str, ...]

    @property
    def is_wrong(self) -> bool:
        return bool(self.form.errors)


def shown_in(request: HttpRequest, plan: Plan) -> Shown:
    """The sorted activities; filtered if the filter is valid."""
    today = timezone.localdate()
    overview = plan_overview(published_catalogue(), plan, today)
    owners = owners_of(overview.grid)
    is_filtered = request.GET.keys() & PlanFilterForm.base_fields.keys()
    sent, me = request.GET if is_filtered else None, member_of(request)
    form = PlanFilterForm(owners, sent, me=me)
    if form.is_valid():
        overview = replace(overview, wanted=form.cleaned())
    table = activity_table(overview.shown, request.GET.get("sorteer", ""))
    return Shown(overview, form, table, owners)


def table_page(
    request: HttpRequest, plan: Plan, context: Mapping[str, Any], status: int = 0
) -> HttpResponse:
    """The page with the filter and order of the address; 422 if these have errors."""
    shown = shown_in(request, plan)
    overview = shown.overview
    page = {
        "plan": plan,
        "overview": overview,
        "table": with_ticks(shown.table, context.get("ticked", {})),
        "filter": shown.form,
        "choices": condition_choices(overview.grid, overview.wanted),
        "mine": mine_choice(overview.grid, overview.wanted, shown.form.me),
        "cells": RowForm(EMPTY),
        "bulk": BulkForm(),
        "names": owner_names(plan, shown.owners),
        "query": request.GET.urlencode(),
        "key": uuid4(),
        **context,
    }
    status = status or (422 if shown.is_wrong else 200)
    return render_part(request, PAGE, PART, page, status=status)
