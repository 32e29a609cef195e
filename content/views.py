"""The catalogue to read: activities, and the source's own chapters."""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from content import models
from content.catalogue import Activity, Catalogue, Profile, Track
from content.editions.archive import last_edition_with
from content.errors import NotFound, found
from content.forms import ActivityFilterForm
from content.http_cache import same_for_everyone
from content.published import published_catalogue, search_index
from content.search.activities import ActivityFilter, hit_activities
from content.search.hit_texts import hit_text
from content.search.index import Findings

NO_ACTIVITY = "Deze activiteit bestaat niet."


@require_safe
@same_for_everyone
def home(request: HttpRequest) -> HttpResponse:
    catalogue = published_catalogue()
    context = {"catalogue": catalogue, "rows": first_levels(catalogue)}
    return render(request, "content/home.html", context)


def first_levels(catalogue: Catalogue) -> list[tuple[Track, list[list[Profile]]]]:
    """By track and phase, the lowest profile that has each activity."""
    cells = defaultdict(list)
    for activity in catalogue.activities:
        cells[activity.track, activity.phase].append(catalogue.first_profile(activity))
    return [
        (
            track,
            [sorted(cells[track, phase], key=attrgetter("level")) for phase in catalogue.phases],
        )
        for track in catalogue.tracks
    ]


@require_safe
@same_for_everyone
def activity_list(request: HttpRequest) -> HttpResponse:
    catalogue = published_catalogue()
    form = ActivityFilterForm(catalogue, request.GET)
    valid = form.is_valid()
    wanted = form.cleaned() if valid else ActivityFilter()
    index = search_index(catalogue)
    found = index.search(wanted.q) if wanted.q.strip() else index.all_activities()
    found = found if valid else Findings((), ())
    context = {
        "form": form,
        "wanted": wanted,
        "found": found,
        "activities": [hit_text(hit) for hit in hit_activities(found.hits, wanted)],
        "reading": [hit_text(hit) for hit in found.hits if not hit.passage.activity],
        "total": len(catalogue.activities),
        "pillars": catalogue.pillars,
    }
    return render(request, "content/activity_list.html", context, status=200 if valid else 422)


@require_safe
@same_for_everyone
def activity_detail(request: HttpRequest, slug: str) -> HttpResponse:
    catalogue = published_catalogue()
    activity = catalogue.activity_by_slug.get(slug)
    if activity is None:
        return _retired(request, catalogue, slug)
    before, after = neighbours(catalogue, activity)
    roles = catalogue.roles_of([activity.track.pillar.slug])
    context = {
        "activity": activity,
        "phases": catalogue.phases,
        "profiles": [p for p in catalogue.profiles if p.slug in activity.profiles],
        "roles": roles,
        "lacks_roles": not roles,
        "same_cell": [
            other
            for other in catalogue.activities
            if other.track == activity.track and other.phase == activity.phase and other != activity
        ],
        "before": before,
        "after": after,
    }
    return render(request, "content/activity_detail.html", context)


def _retired(request: HttpRequest, catalogue: Catalogue, slug: str) -> HttpResponse:
    """301 to what goes on in the place of an earlier activity; else 410, with where it stood.

    Editions can go back, so that no browser may keep the redirect unasked.
    """
    successors = catalogue.successors.get(slug, ())
    if len(successors) == 1:
        address = reverse("content:activity-detail", args=[successors[0].slug])
        moved = HttpResponsePermanentRedirect(address)
        moved["Cache-Control"] = "no-cache"
        return moved
    retired = found(models.Activity.objects.filter(slug=slug).first(), NO_ACTIVITY)
    context = {
        "activity": retired,
        "successors": successors,
        "last": last_edition_with("activity", slug),
    }
    return render(request, "content/activity_retired.html", context, status=410)


def neighbours(catalogue: Catalogue, activity: Activity) -> tuple[Activity | None, Activity | None]:
    """The activities before and after this one in its track, in reading order."""
    track = [other for other in catalogue.activities if other.track == activity.track]
    place = track.index(activity)
    return (
        track[place - 1] if place else None,
        track[place + 1] if place + 1 < len(track) else None,
    )


@require_safe
@same_for_everyone
def playbook(request: HttpRequest) -> HttpResponse:
    return render(request, "content/playbook.html", {"catalogue": published_catalogue()})


@require_safe
@same_for_everyone
def chapter(request: HttpRequest, slug: str) -> HttpResponse:
    catalogue = published_catalogue()
    slugs = [chapter.slug for chapter in catalogue.chapters]
    if slug not in slugs:
        raise NotFound("Dit hoofdstuk bestaat niet.")
    place = slugs.index(slug)
    context = {
        "catalogue": catalogue,
        "chapter": catalogue.chapters[place],
        "before": catalogue.chapters[place - 1] if place else None,
        "after": catalogue.chapters[place + 1] if place + 1 < len(slugs) else None,
    }
    return render(request, "content/chapter.html", context)
