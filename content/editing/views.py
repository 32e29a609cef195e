"""The editors' pages: the draft by kind, an item, the difference, publishing, the log."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.editing import draft as drafts
from content.editing.access import PUBLISHER, for_editors, for_publishers, may
from content.editing.draft import VERSION, Draft, DraftConflict, current_draft
from content.editing.forms import LABELS, EditionForm, ItemForm
from content.editing.models import EditorialAct
from content.editing.plans import plans_with
from content.editing.preview import COOKIE, FLAG
from content.editing.words import pieces_of, shown
from content.editions.changes import GONE, KINDS, RENAMED, ItemChange, called, summary_of
from content.editions.models import Edition
from content.editions.numbers import next_number, rank_of
from content.errors import NotFound, found
from content.loading.yaml_files import FixtureError
from content.models import PlaybookVersion

require_form = require_http_methods(["GET", "HEAD", "POST"])
NO_KIND = "Deze soort bestaat niet in het playbook."
NO_ITEM = "Dit staat niet in het concept."
CHANGED = "Niet bewaard: dit is intussen veranderd. Kijk na wat er nu staat."
MOST_ACTS = 200


@require_safe
@for_editors
def overview(request: HttpRequest) -> HttpResponse:
    draft = current_draft()
    kinds = [
        {"kind": kind, "name": KINDS.get(kind, (kind, kind))[1], "count": len(rows)}
        for kind, rows in draft.rows.items()
    ]
    context = {
        "draft": draft,
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
    rows = [
        {
            "key": key,
            "title": called(fields) or key,
            "is_changed": draft.published.get(kind, {}).get(key) != fields,
        }
        for key, fields in draft.rows[kind].items()
    ]
    dropped = [
        {"key": key, "title": called(fields) or key, "version": draft.version_of(kind, key)}
        for key, fields in draft.published.get(kind, {}).items()
        if key not in draft.rows[kind]
    ]
    context = {
        "kind": kind,
        "names": KINDS.get(kind, (kind, kind)),
        "rows": rows,
        "dropped": dropped,
        "may_add": kind != VERSION,
    }
    return render(request, "content/editing/items.html", context)


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
        drafts.save(editor=_editor(request), kind=kind, key=key, fields=form.item, version=sent)
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
            "stored": shown(stored.get(n, "")),
            "typed": shown(form.item.get(n, "")),
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
        form.add_error(None, "Dit bestaat al: kies een andere identiteit.")
    if not form.is_valid():
        return _form(request, kind, "", form, draft, status=422)
    version = draft.version_of(kind, form.key)
    try:
        drafts.save(
            editor=_editor(request), kind=kind, key=form.key, fields=form.item, version=version
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
        act(editor=_editor(request), kind=kind, key=key, version=number)
    except DraftConflict:
        return render(request, "content/editing/changed.html", {"kind": kind}, status=409)
    messages.success(request, message)
    return redirect("editing:items", kind)


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
        "changes": [{"change": c, "fields": _compared(c)} for c in draft.changes],
    }


def _compared(change: ItemChange) -> list[dict[str, Any]]:
    return [
        {
            "label": LABELS.get(name, name),
            "pieces": pieces_of(
                shown(change.before.get(name, "")), shown(change.after.get(name, ""))
            ),
        }
        for name in change.fields
    ]


@require_form
@for_publishers
def publish(request: HttpRequest) -> HttpResponse:
    draft = current_draft()
    if request.method != "POST":
        return _publish_page(request, draft, EditionForm(initial=_suggested(draft)))
    form = EditionForm(request.POST)
    if not form.is_valid():
        return _publish_page(request, draft, form, status=422)
    try:
        drafts.publish_draft(editor=_editor(request), **form.cleaned_data)
    except FixtureError as error:
        form.add_error(
            "number" if error.field == "number" else None,
            error.message if error.field == "number" else str(error),
        )
        return _publish_page(request, draft, form, status=422)
    except DraftConflict:
        again = EditionForm({**request.POST.dict(), "digest": draft.digest})
        again.is_valid()
        again.add_error(None, "Het concept is intussen veranderd. Kijk het verschil opnieuw na.")
        return _publish_page(request, draft, again, status=409)
    messages.success(request, f"Uitgave {form.cleaned_data['number']} is uitgegeven.")
    return redirect("editions:edition", form.cleaned_data["number"])


def _suggested(draft: Draft) -> dict[str, str]:
    """The first free number that is higher than all others, and its month in words."""
    taken = list(PlaybookVersion.objects.values_list("number", flat=True))
    month = f"{timezone.localdate():%Y-%m}"
    newest = rank_of(draft.edition.version.number)[0]
    number = next_number(max(month, newest), taken)
    first = date.fromisoformat(f"{rank_of(number)[0]}-01")
    return {"number": number, "label": date_format(first, "F Y"), "digest": draft.digest}


def _publish_page(
    request: HttpRequest, draft: Draft, form: EditionForm, status: int = 200
) -> HttpResponse:
    context = {"form": form, "fault": draft.fault, **_difference(draft)}
    return render(request, "content/editing/publish.html", context, status=status)


@require_form
@for_publishers
def go_back(request: HttpRequest, number: str) -> HttpResponse:
    edition = found(Edition.objects.published(number), "Deze uitgave bestaat niet.")
    if request.method != "POST":
        context = {"edition": edition, "draft": current_draft()}
        return render(request, "content/editing/go_back.html", context)
    drafts.go_back(editor=_editor(request), edition=edition)
    messages.success(
        request, f"Het concept heeft de inhoud van uitgave {number}. Kijk het na en geef het uit."
    )
    return redirect("editing:difference")


@require_POST
@for_editors
def preview(request: HttpRequest) -> HttpResponse:
    """Switches the preview of this session on or off."""
    if request.POST.get("aan") != "ja":
        request.session.pop(FLAG, None)
        stopped = redirect("editing:overview")
        stopped.delete_cookie(COOKIE)
        return stopped
    if fault := current_draft().fault:
        messages.error(request, f"Het concept kan nog niet getoond worden: {fault}")
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
    context |= {"title": called(form.stored) or key, "version": draft.version_of(kind, key)}
    return render(request, "content/editing/item.html", context, status=status)


def _draft_with(kind: str) -> Draft:
    draft = current_draft()
    if kind not in draft.rows:
        raise NotFound(NO_KIND)
    return draft


def _editor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # `for_editors` let only accounts in
    return request.user
