"""Importing a file: first a preview of what it would change, then one act.

A file that cannot be read is not stored. A readable one waits at most an hour, for its sender
only, and is checked again when it is imported.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from content.errors import NotFound
from content.published import known_catalogue, published_catalogue
from roadmap import actions
from roadmap.access.permissions import (
    Role,
    author_of,
    editable_plans_of,
    network_key,
    plan_for,
    plans_of,
    upload_for,
)
from roadmap.domain.changes.comparison import compare
from roadmap.domain.overview.grid import GridItem, build_grid
from roadmap.domain.overview.overview import phase_heads
from roadmap.exchange.errors import ImportRejected
from roadmap.exchange.imports.incoming_plan import Incoming
from roadmap.exchange.imports.merging import merged, state_in
from roadmap.exchange.imports.reader import read_file
from roadmap.exchange.plan_document import comparable
from roadmap.forms.imports import NEW, ImportForm, TargetForm
from roadmap.history.errors import Conflict
from roadmap.history.reading import state_of
from roadmap.models import Plan
from roadmap.queries.members import member_names
from roadmap.views import require_form
from roadmap.views.pages import revision_for


@require_form
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file: a valid one leads to its preview, any other back to the form with errors."""
    if request.method != "POST":
        return render(request, "roadmap/files/import.html", {"form": ImportForm()})
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "roadmap/files/import.html", {"form": form}, status=422)
    catalogue = published_catalogue()
    try:
        file = form.cleaned_data["bestand"]
        read = read_file(file.read(), catalogue, known_catalogue(), file.name)
    except ImportRejected as refused:
        return _refused(request, form, refused)
    author, network = author_of(request), network_key(request)
    try:
        upload = actions.imports.store_upload(
            author=author, content=read.as_text(), network=network
        )
    except actions.imports.UploadQuotaExceeded as full:
        return _no_room(request, form, full.seconds)
    return redirect("roadmap:import-preview", upload.pk)


@require_form
def preview(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """What the file would change in a new or an existing plan; POST imports it."""
    upload = upload_for(request, upload_id)
    if upload is None:
        return _done_before(request, upload_id)
    try:
        read = Incoming.from_text(upload.content, known_catalogue())
    except ImportRejected as refused:  # the playbook changed since
        return _refused(request, ImportForm({}), refused)
    form = TargetForm(request.POST if request.method == "POST" else request.GET)
    asked = form.cleaned_data["naar"] if form.is_valid() else ""
    target = _target(request, read, asked)
    if request.method != "POST":
        return _preview(request, read, target)
    if not asked:
        return _preview(request, read, target, status=422)
    if target is not None:
        return _lay_over(request, read, target, form.cleaned_data["version"] or 0, upload_id)
    plan = actions.imports.import_plan(
        author=author_of(request), document=read.exported, plan_id=upload_id
    )
    messages.success(request, "Het plan is ingelezen.")
    return redirect("roadmap:plan", plan.pk)


def _refused(request: HttpRequest, form: ImportForm, refused: ImportRejected) -> HttpResponse:
    form.refuse(refused)
    status = 413 if refused.is_too_large else 422
    return render(request, "roadmap/files/import.html", {"form": form}, status=status)


def _no_room(request: HttpRequest, form: ImportForm, seconds: int) -> HttpResponse:
    form.refuse_for_now(-(-seconds // 60))
    response = render(request, "roadmap/files/import.html", {"form": form}, status=503)
    response["Retry-After"] = str(seconds)
    return response


def _lay_over(
    request: HttpRequest, read: Incoming, target: Plan, version: int, upload_id: UUID
) -> HttpResponse:
    key = uuid5(upload_id, f"{target.pk} {version}")  # one act for each preview of this file
    try:
        actions.imports.import_onto(revision_for(request, target, key), version=version, read=read)
    except Conflict:
        return _preview(request, read, _target(request, read, str(target.pk)), status=409)
    messages.success(request, "Het bestand is ingelezen. U kunt dat hier ongedaan maken.")
    return redirect("roadmap:history", target.pk)


def _preview(
    request: HttpRequest, read: Incoming, target: Plan | None, status: int = 200
) -> HttpResponse:
    catalogue = published_catalogue()
    document = read.exported.plan
    state = state_in(document)
    items = (GridItem(**row.as_fields()) for row in state.activities.values())
    context: dict[str, object] = {
        "document": document,
        "read": read,
        "target": target,
        "new": NEW,
        "plans": editable_plans_of(request),
        "grid": build_grid(catalogue, items),
        "heads": phase_heads(catalogue.phases, state.plan.phase_dates),
        "status": status,
    }
    if target is not None:
        now = state_of(target.pk)
        wanted = merged(now, read, target.pk, member_names([target.pk])[target.pk])
        is_same, version = read.exported.id == target.pk, read.exported.version
        context["comparison"] = compare(catalogue, comparable(now), wanted)
        context["is_older"] = is_same and version < target.version
    return render(request, "roadmap/files/import_preview.html", context, status=status)


def _target(request: HttpRequest, read: Incoming, asked: str) -> Plan | None:
    """The plan that the file replaces, None for a new one. Default: the plan that it came from."""
    if asked == NEW:
        return None
    if not asked:
        return editable_plans_of(request).filter(pk=read.exported.id).first()
    try:
        return plan_for(request, UUID(asked), Role.EDITOR)
    except ValueError:
        raise NotFound("Dit stappenplan bestaat niet.") from None


def _done_before(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """A repeated POST redirects to the plan of the first. Raises NotFound otherwise."""
    plan = plans_of(request).filter(pk=upload_id).first()
    if plan is None:
        raise NotFound("U koos dit bestand meer dan een uur geleden. Kies het opnieuw.")
    return redirect("roadmap:plan", plan.pk)
