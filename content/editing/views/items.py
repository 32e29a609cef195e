"""The editors' pages: the draft by kind, an item, the preview, the log."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.editing import draft as drafts
from content.editing.access import PUBLISHER, for_editors, may
from content.editing.draft import VERSION, Draft, DraftConflict, current_draft
from content.editing.forms.items import ItemForm
from content.editing.labels import LABELS
from content.editing.models import EditorialAct
from content.editing.order import ItemGroup, groups_of, place_field, titled, value_in_words
from content.editing.preview import COOKIE, FLAG, FaultyDraft, draft_catalogue
from content.editing.scheduled_publication import fault_of, planned_edition
from content.editions.changes import KINDS, summary_of
from content.editions.models import Edition
from content.errors import NotFound, found

require_form = require_http_methods(["GET", "HEAD", "POST"])
NO_KIND = "Deze soort bestaat niet in het playbook."
NO_ITEM = "Dit staat niet in het concept."
CHANGED = "Niet bewaard: dit is intussen veranderd. Kijk na wat er nu staat."
MOST_ACTS = 200


@require_safe
@for_editors
def overview(request: HttpRequest) -> HttpResponse:
    draft, planned = current_draft(), planned_edition()
    kinds = [
        {"kind": kind, "name": KINDS.get(kind, (kind, kind))[1], "count": len(rows)}
        for kind, rows in draft.rows.items()
    ]
    context = {
        "draft": draft,
        "planned": planned,
        "fault": fault_of(planned, draft) if planned else "",
        "kinds": kinds,
        "summary": summary_of(draft.changes),
        "editions": Edition.objects.newest_first()[1:],
        "may_publish": may(request, PUBLISHER),
        "is_previewing": FLAG in request.session,
    }
    return render(request, "content/editing/overview.html", context)


@require_safe
@for_editors
def items(request: HttpRequest, kind: str) -> HttpResponse:
    draft = _draft_with(kind)
    published, is_ordered = draft.published.get(kind, {}), bool(place_field(kind))
    groups = [
        {"title": group.title, "rows": _rows(draft, kind, group, is_ordered)}
        for group in groups_of(draft.rows, kind)
    ]
    dropped = [
        {
            "key": key,
            "title": titled(draft.published, kind, key),
            "version": draft.version_of(kind, key),
        }
        for key in published
        if key not in draft.rows[kind]
    ]
    context = {
        "kind": kind,
        "names": KINDS.get(kind, (kind, kind)),
        "groups": groups,
        "is_ordered": is_ordered,
        "dropped": dropped,
        "may_add": kind != VERSION,
        "fault": draft.fault,
    }
    return render(request, "content/editing/items.html", context)


def _rows(draft: Draft, kind: str, group: ItemGroup, is_ordered: bool) -> list[dict[str, Any]]:
    """`above` and `below`: the neighbours with which an item may change places."""
    published, keys = draft.published.get(kind, {}), group.keys
    neighbours = ["", *keys, ""] if is_ordered else [""] * (len(keys) + 2)
    return [
        {
            "key": key,
            "title": titled(draft.rows, kind, key),
            "is_changed": published.get(key) != draft.rows[kind][key],
            "above": above,
            "below": below,
        }
        for key, above, below in zip(keys, neighbours, neighbours[2:], strict=False)
    ]


@require_POST
@for_editors
def move(request: HttpRequest, kind: str) -> HttpResponse:
    """The button pressed, 'omhoog' or 'omlaag', names the item and the neighbour that was shown."""
    _draft_with(kind)
    pressed = request.POST.get("omhoog") or request.POST.get("omlaag", "")
    key, _, neighbour = pressed.partition(" ")
    try:
        drafts.exchange(editor=editor_of(request), kind=kind, key=key, neighbour=neighbour)
    except DraftConflict:
        return render(request, "content/editing/changed.html", {"kind": kind}, status=409)
    return redirect(f"{reverse('editing:items', args=(kind,))}#{key}")


@require_form
@for_editors
def item(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    draft = _draft_with(kind)
    fields = found(draft.rows[kind].get(key), NO_ITEM)
    version = draft.version_of(kind, key)
    if request.method != "POST":
        form = ItemForm(draft, kind, fields)
        form.initial["version"] = version
        return _form(request, kind, key, form, draft)
    form = ItemForm(draft, kind, fields, request.POST)
    if not form.is_valid():
        return _form(request, kind, key, form, draft, status=422)
    sent = form.cleaned_data["version"]
    try:
        drafts.save(editor=editor_of(request), kind=kind, key=key, fields=form.item, version=sent)
    except DraftConflict:
        return _conflict(request, kind, key, form)
    messages.success(request, "Bewaard in het concept. Bezoekers zien het na de uitgave.")
    return redirect("editing:items", kind)


def _conflict(request: HttpRequest, kind: str, key: str, form: ItemForm) -> HttpResponse:
    """Both versions: what is stored now, field by field, and what was typed, in the form."""
    draft = current_draft()
    stored = draft.rows[kind].get(key, {})
    data = request.POST.copy()
    data["version"] = str(draft.version_of(kind, key))
    again = ItemForm(draft, kind, stored or form.stored, data)
    names = dict.fromkeys((*stored, *form.item))
    differences = [
        {
            "label": LABELS.get(n, n),
            "stored": value_in_words(draft.rows, kind, n, stored.get(n, "")),
            "typed": value_in_words(draft.rows, kind, n, form.item.get(n, "")),
        }
        for n in names
        if stored.get(n) != form.item.get(n)
    ]
    last = draft.items.get((kind, key))
    context = {"differences": differences, "last": last}
    return _form(request, kind, key, again, draft, status=409, **context)


@require_form
@for_editors
def add(request: HttpRequest, kind: str) -> HttpResponse:
    draft = _draft_with(kind)
    if kind == VERSION:
        raise NotFound(NO_KIND)
    form = ItemForm(draft, kind, None, request.POST if request.method == "POST" else None)
    form.initial["version"] = 0
    if request.method != "POST":
        return _form(request, kind, "", form, draft)
    if form.is_valid() and form.key in draft.rows[kind]:
        form.add_error(None, "Dit bestaat al: kies een andere korte naam.")
    if not form.is_valid():
        return _form(request, kind, "", form, draft, status=422)
    version = draft.version_of(kind, form.key)
    try:
        drafts.save(
            editor=editor_of(request), kind=kind, key=form.key, fields=form.item, version=version
        )
    except DraftConflict:
        form.add_error(None, CHANGED)
        return _form(request, kind, "", form, draft, status=409)
    messages.success(request, "Toegevoegd aan het concept.")
    return redirect("editing:items", kind)


@require_POST
@for_editors
def drop(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    return _act(request, kind, key, drafts.drop, "Het valt weg bij de volgende uitgave.")


@require_POST
@for_editors
def reset(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    return _act(request, kind, key, drafts.reset, "Het staat weer zoals in de geldende uitgave.")


def _act(request: HttpRequest, kind: str, key: str, act: Any, message: str) -> HttpResponse:
    _draft_with(kind)
    version = request.POST.get("version", "")
    try:
        number = int(version) if version.isdecimal() and len(version) < 10 else -1
        act(editor=editor_of(request), kind=kind, key=key, version=number)
    except DraftConflict:
        return render(request, "content/editing/changed.html", {"kind": kind}, status=409)
    messages.success(request, message)
    return redirect("editing:items", kind)


@require_POST
@for_editors
def preview(request: HttpRequest) -> HttpResponse:
    """Switches the preview of this session on or off."""
    if request.POST.get("aan") != "ja":
        request.session.pop(FLAG, None)
        stopped = redirect("editing:overview")
        stopped.delete_cookie(COOKIE)
        return stopped
    try:
        draft_catalogue()
    except FaultyDraft as error:
        messages.error(request, str(error))
        return redirect("editing:overview")
    request.session[FLAG] = True
    started = redirect("content:home")
    started.set_cookie(
        COOKIE, "1", httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return started


@require_safe
@for_editors
def log(request: HttpRequest) -> HttpResponse:
    acts = EditorialAct.objects.select_related("editor")[:MOST_ACTS]
    return render(request, "content/editing/log.html", {"acts": acts})


def _form(
    request: HttpRequest,
    kind: str,
    key: str,
    form: ItemForm,
    draft: Draft,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= {"kind": kind, "key": key, "form": form, "names": KINDS.get(kind, (kind, kind))}
    context |= {
        "title": titled(draft.rows, kind, key),
        "version": draft.version_of(kind, key),
    }
    return render(request, "content/editing/item.html", context, status=status)


def _draft_with(kind: str) -> Draft:
    draft = current_draft()
    if kind not in draft.rows:
        raise NotFound(NO_KIND)
    return draft


def editor_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # `for_editors` let only accounts in
    return request.user
