"""Data for everybody: the index, the files of each edition, a feed, and pages to read and cite."""

from __future__ import annotations

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from content.editions import open_data
from content.editions.archive import kept_changes, kept_history, kept_rows
from content.editions.files import media_type_of
from content.editions.models import Edition, EditionFile
from content.errors import NoCatalogue, NotFound, found
from content.http_cache import same_for_everyone

NO_EDITION = "Deze uitgave van het playbook bestaat niet."
NO_FILE = "Dit bestand bestaat niet in deze uitgave."
NO_ACTIVITY = "Deze activiteit stond niet in die uitgave."
UNDECIDED = "niet bepaald"


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    editions = list(Edition.objects.newest_first().prefetch_related("files"))
    whole = {
        "title": "AI Playbook van de Vlaamse overheid",
        "licence": settings.CATALOGUE_LICENCE or UNDECIDED,
        "newest": _absolute(reverse("editions:newest-file", args=["catalogus.json"])),
        "feed": _absolute(reverse("editions:feed")),
        "editions": [_described(edition) for edition in editions],
    }
    body = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    return open_data.answer(request, body, "application/json")


def _described(edition: Edition) -> dict[str, object]:
    number = edition.version.number
    return {
        "number": number,
        "label": edition.version.label,
        "date": timezone.localdate(edition.published_at).isoformat(),
        "digest": edition.version.digest,
        "changes": edition.summary,
        "notes": edition.notes,
        "page": _absolute(reverse("editions:edition", args=[number])),
        "files": {
            name: _absolute(reverse("editions:file", args=[number, name]))
            for name in sorted(file.name for file in edition.files.all())
        },
    }


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


@require_safe
def edition_file(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    file = EditionFile.objects.filter(edition__version__number=number, name=name).first()
    kept = found(file, NO_FILE)
    return open_data.answer(request, kept.body, media_type_of(name), cache=open_data.FOR_EVER)


@require_safe
def newest_file(request: HttpRequest, name: str) -> HttpResponseBase:
    newest = Edition.objects.published()
    if newest is None:
        raise NoCatalogue
    file = found(newest.files.filter(name=name).first(), NO_FILE)
    return open_data.answer(request, file.body, media_type_of(name))


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    atom = Atom1Feed(
        title="AI Playbook: uitgaven",
        link=_absolute(reverse("editions:editions")),
        feed_url=_absolute(reverse("editions:feed")),
        description="",
        language="nl-BE",
    )
    for edition in Edition.objects.newest_first():
        address = _absolute(reverse("editions:edition", args=[edition.version.number]))
        atom.add_item(
            title=f"Uitgave {edition.version.number} ({edition.version.label})",
            link=address,
            unique_id=address,
            description="\n\n".join(filter(None, (edition.summary, edition.notes))),
            pubdate=edition.published_at,
            updateddate=edition.published_at,
        )
    body = atom.writeString("utf-8").encode()
    return open_data.answer(request, body, "application/atom+xml; charset=utf-8")


@require_safe
@same_for_everyone
def editions(request: HttpRequest) -> HttpResponse:
    context = {
        "editions": Edition.objects.newest_first(),
        "licence": settings.CATALOGUE_LICENCE or UNDECIDED,
    }
    return render(request, "content/editions/editions.html", context)


@require_safe
@same_for_everyone
def edition(request: HttpRequest, number: str) -> HttpResponse:
    shown = _edition(number)
    context = {
        "edition": shown,
        "changes": kept_changes(shown),
        "files": shown.files.order_by("pk").values_list("name", flat=True),
    }
    return render(request, "content/editions/edition.html", context)


@require_safe
@same_for_everyone
def cited(request: HttpRequest, number: str, slug: str) -> HttpResponse:
    """An activity as an edition had it: what '2026-05:formuleer-een-ai-strategie' refers to."""
    shown = _edition(number)
    kept = kept_rows(shown)
    activity = found(kept["activity"].get(slug), NO_ACTIVITY)
    track = kept["track"]["/".join(map(str, activity["track"]))]
    context = {
        "edition": shown,
        "slug": slug,
        "activity": activity,
        "citation": f"{number}:{slug}",
        "track": track.get("name", ""),
        "pillar": kept["pillar"]["/".join(map(str, track["pillar"]))]["name"],
        "phase": kept["phase"]["/".join(map(str, activity["phase"]))]["name"],
        "is_newest": shown == Edition.objects.published(),
    }
    return render(request, "content/editions/cited.html", context)


@require_safe
@same_for_everyone
def activity_history(request: HttpRequest, slug: str) -> HttpResponse:
    """What each edition did to one activity, the newest first."""
    history = kept_history("activity", slug)
    newest = Edition.objects.published()
    current = kept_rows(newest)["activity"].get(slug) if newest else None
    if not history and current is None:
        raise NotFound("Deze activiteit bestaat niet.")
    title = current["title"] if current else history[0][1].title
    context = {"slug": slug, "title": title, "changes": history, "is_current": current is not None}
    return render(request, "content/editions/activity_history.html", context)


def _edition(number: str) -> Edition:
    return found(Edition.objects.published(number), NO_EDITION)
