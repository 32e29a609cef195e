"""Shows what the draft changes; publishes it, now or later, or returns to an earlier edition."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST, require_safe

from content.editing import draft as drafts
from content.editing import scheduled_publication
from content.editing.access import for_editors, for_publishers
from content.editing.affected_plans import plans_with
from content.editing.draft import VERSION, Draft, DraftConflict, current_draft
from content.editing.forms.publishing import LATER, EditionForm
from content.editing.labels import LABELS
from content.editing.models import PlannedEdition
from content.editing.order import value_in_words
from content.editing.scheduled_publication import PlanConflict, planned_edition
from content.editing.views.items import editor_of, require_form
from content.editing.words import Words, pieces_of
from content.editions.changes import GONE, RENAMED, ItemChange, summary_of
from content.editions.models import Edition
from content.editions.numbers import next_number, rank_of
from content.errors import found
from content.loading.yaml_files import FixtureError
from content.models import PlaybookVersion

CHANGED_DRAFT = "Het concept is intussen veranderd. Kijk het verschil opnieuw na."
CHANGED_PLAN = "De planning is intussen veranderd. Kijk na wat er nu gepland staat."


@require_safe
@for_editors
def difference(request: HttpRequest) -> HttpResponse:
    return render(request, "content/editing/difference.html", _difference(current_draft()))


def _difference(draft: Draft) -> dict[str, Any]:
    touching = [c for c in draft.changes if c.kind == "activity" and c.what in (RENAMED, GONE)]
    return {
        "draft": draft,
        "summary": summary_of(draft.changes),
        "plans": plans_with([change.key for change in touching]),
        "effect": summary_of(touching),
        "changes": [{"change": c, "fields": _compared(c, draft)} for c in draft.changes],
    }


def _compared(change: ItemChange, draft: Draft) -> list[dict[str, Any]]:
    def pieces(name: str) -> list[Words]:
        before, after = change.before.get(name, ""), change.after.get(name, "")
        return pieces_of(
            value_in_words(draft.published, change.kind, name, before),
            value_in_words(draft.rows, change.kind, name, after),
        )

    return [{"label": LABELS.get(n, n), "pieces": pieces(n)} for n in change.fields]


@require_form
@for_publishers
def publish(request: HttpRequest) -> HttpResponse:
    draft, planned = current_draft(), planned_edition()
    if request.method != "POST":
        form = EditionForm(timezone.now(), planned)
        form.initial.update(_typed(planned) if planned else _suggested(draft))
        form.initial["digest"] = draft.digest
        return _publish_page(request, draft, form)
    form = EditionForm(timezone.now(), planned, request.POST)
    if form.is_valid() and draft.fault:
        form.add_error(None, draft.fault.text)
    if not form.is_valid():
        return _publish_page(request, draft, form, status=422)
    try:
        _bring_out(request, form)
    except FixtureError as error:
        is_number = (error.path.parent.name, error.field) == (VERSION, "number")
        text = error.message if is_number else str(draft.in_words(error))
        form.add_error("number" if is_number else None, text)
        return _publish_page(request, draft, form, status=422)
    except (DraftConflict, PlanConflict) as error:
        return _conflict(request, is_plan=isinstance(error, PlanConflict))
    return redirect("editing:overview")


def _bring_out(request: HttpRequest, form: EditionForm) -> None:
    """Raises FixtureError, DraftConflict and PlanConflict."""
    number, editor = form.cleaned_data["number"], editor_of(request)
    if form.planned_at is None:
        drafts.publish_draft(editor=editor, **form.edition)
        messages.success(request, f"Uitgave {number} is uitgegeven.")
        return
    seen = form.cleaned_data["seen"]
    scheduled_publication.plan(editor=editor, at=form.planned_at, seen=seen, **form.edition)
    messages.success(request, f"Uitgave {number} is gepland.")


def _conflict(request: HttpRequest, *, is_plan: bool) -> HttpResponse:
    draft, planned = current_draft(), planned_edition()
    seen = planned.stamp if planned else ""
    data = {**request.POST.dict(), "digest": draft.digest, "seen": seen}
    again = EditionForm(timezone.now(), planned, data)
    again.is_valid()
    again.add_error(None, CHANGED_PLAN if is_plan else CHANGED_DRAFT)
    return _publish_page(request, draft, again, status=409)


@require_POST
@for_publishers
def revoke(request: HttpRequest) -> HttpResponse:
    try:
        scheduled_publication.revoke(editor=editor_of(request), seen=request.POST.get("seen", ""))
    except PlanConflict:
        messages.error(request, CHANGED_PLAN)
        return redirect("editing:overview")
    messages.success(request, "De planning is ingetrokken. Het concept is er nog.")
    return redirect("editing:overview")


def _typed(planned: PlannedEdition) -> dict[str, Any]:
    """The planned publication as values of the form."""
    at = timezone.localtime(planned.at)
    values = {name: getattr(planned, name) for name in ("number", "label", "notes")}
    return values | {"when": LATER, "day": at.date(), "time": at.time()}


def _suggested(draft: Draft) -> dict[str, Any]:
    """The first free number that is higher than all others, and its month in words."""
    taken = list(PlaybookVersion.objects.values_list("number", flat=True))
    month = f"{timezone.localdate():%Y-%m}"
    newest = rank_of(draft.edition.version.number)[0]
    number = next_number(max(month, newest), taken)
    first = date.fromisoformat(f"{rank_of(number)[0]}-01")
    return {"number": number, "label": date_format(first, "F Y")}


def _publish_page(
    request: HttpRequest, draft: Draft, form: EditionForm, status: int = 200
) -> HttpResponse:
    context = {"form": form, "fault": draft.fault, **_difference(draft)}
    return render(request, "content/editing/publish.html", context, status=status)


@require_form
@for_publishers
def go_back(request: HttpRequest, number: str) -> HttpResponse:
    edition = found(Edition.objects.published(number), "Deze uitgave bestaat niet.")
    context = {"edition": edition, "draft": current_draft()}
    if request.method != "POST":
        return render(request, "content/editing/go_back.html", context)
    digest = request.POST.get("digest", "")
    try:
        drafts.go_back(editor=editor_of(request), edition=edition, digest=digest)
    except DraftConflict:
        context["problem"] = CHANGED_DRAFT
        return render(request, "content/editing/go_back.html", context, status=409)
    messages.success(
        request, f"Het concept heeft de inhoud van uitgave {number}. Kijk het na en geef het uit."
    )
    return redirect("editing:difference")
