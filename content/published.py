"""The current playbook version, read from the database once per version and process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from threading import Lock
from typing import Any

from django.apps import apps
from django.core import serializers
from django.db.models import Subquery

from content import catalogue as c
from content import models as m
from content.compiled_query import CompiledQuery
from content.errors import NoCatalogue
from content.search.index import SearchIndex

_lock = Lock()
_held: c.Catalogue | None = None
_indexes: dict[str, SearchIndex] = {}
MAX_INDEXES = 4
"""Search indexes that a process keeps: of the published edition, and of drafts in preview."""
_looked_up: ContextVar[list[tuple[str, str]] | None] = ContextVar("looked_up", default=None)


_instead: ContextVar[c.Catalogue | None] = ContextVar("instead", default=None)


@contextmanager
def shown_instead(catalogue: c.Catalogue) -> Iterator[None]:
    """Within the block this catalogue replaces the published one, to preview a draft."""
    token = _instead.set(catalogue)
    try:
        yield
    finally:
        _instead.reset(token)


def is_preview() -> bool:
    return _instead.get() is not None


@contextmanager
def looked_up_once() -> Iterator[None]:
    """Within the block the current version is looked up at its first use only.

    A request shows one version throughout, also when a load comes in between.
    """
    token = _looked_up.set([])
    try:
        yield
    finally:
        _looked_up.reset(token)


def current_version() -> dict[str, Subquery]:
    """Annotations that add the current version to another query, for `note_version`."""
    versions = m.PlaybookVersion.objects.all()
    return {
        "published_number": Subquery(versions.values("number")[:1]),
        "published_digest": Subquery(versions.values("digest")[:1]),
    }


def note_version(row: Any) -> None:
    """Record the version that `row` was read with, so that this request need not look it up."""
    looked_up = _looked_up.get()
    if looked_up == [] and row.published_digest:
        looked_up.append((row.published_number, row.published_digest))


def published_catalogue() -> c.Catalogue:
    """The catalogue of the highest playbook version; one query when this process holds it.

    Raises NoCatalogue when nothing is loaded.
    """
    global _held
    if instead := _instead.get():
        return instead
    current = published_key()
    held = _held
    if held is not None and (held.number, held.digest) == current:
        return held
    with _lock:
        while True:
            read = read_catalogue()
            current = (read.number, read.digest)
            if _key_now() == current:  # no load came in between
                _held = read
                if looked_up := _looked_up.get():
                    looked_up[:] = [current]
                return read


def search_index(catalogue: c.Catalogue) -> SearchIndex:
    """The index of this edition, built at its first search in this process."""
    index = _indexes.get(catalogue.digest)
    if index is None:
        index = SearchIndex(catalogue)
        for oldest in list(_indexes)[: len(_indexes) + 1 - MAX_INDEXES]:
            _indexes.pop(oldest, None)
        _indexes[catalogue.digest] = index
    return index


def known_catalogue() -> c.KnownCatalogue:
    """All items that plans can refer to: of the playbook, and of its earlier versions."""
    return published_catalogue().known(
        m.PlaybookVersion.objects.values_list("number", flat=True),
        m.Activity.objects.values_list("slug", flat=True),
    )


def published_key() -> tuple[str, str]:
    """Number and digest of the current version, on which cached pages depend.

    Raises NoCatalogue when nothing is loaded.
    """
    if instead := _instead.get():
        return instead.number, instead.digest
    looked_up = _looked_up.get()
    if looked_up:
        return looked_up[0]
    key = _key_now()
    if looked_up is not None:
        looked_up.append(key)
    return key


def _key_now() -> tuple[str, str]:
    """As stored. Rows from plain `loaddata` have no digest: it is computed from the rows."""
    current = _current.first()
    if current is None:
        raise NoCatalogue
    return current.number, current.digest or digest_of_rows()


_current = CompiledQuery(m.PlaybookVersion.objects.all)


def digest_of_rows() -> str:
    """A digest over every row of the catalogue as the database now holds it."""
    kinds = apps.get_app_config("content").get_models()
    rows = [row for kind in kinds for row in kind._default_manager.all()]
    return sha256(serializers.serialize("json", rows).encode()).hexdigest()


def read_catalogue() -> c.Catalogue:
    """Every kind in one query each (and one per many-to-many), frozen."""
    version = m.PlaybookVersion.objects.first()
    if version is None:
        raise NoCatalogue
    pillars = {
        row.pk: c.Pillar(row.slug, row.number, row.name, row.description)
        for row in m.Pillar.objects.all()
    }
    tracks = {
        row.pk: c.Track(row.slug, pillars[row.pillar_id], row.name) for row in m.Track.objects.all()
    }
    phases = {
        row.pk: c.Phase(row.slug, row.number, row.name, row.description)
        for row in m.Phase.objects.all()
    }
    profiles = {
        row.pk: c.Profile(row.slug, row.level, row.name, row.description)
        for row in m.Profile.objects.all()
    }
    profiles_of = _linked(m.Activity.profiles.through, "activity_id", "profile__slug")
    pillars_of = _linked(m.Role.pillars.through, "role_id", "pillar__slug")
    options: dict[int, list[c.Option]] = defaultdict(list)
    for option in m.Option.objects.all():
        options[option.question_id].append(
            c.Option(option.letter, option.text, profiles[option.profile_id].slug)
        )
    spoken_for = _linked(m.Question.pillars.through, "question_id", "pillar__slug")
    questions: dict[int, list[c.Question]] = defaultdict(list)
    for question in m.Question.objects.all():
        questions[question.questionnaire_id].append(
            c.Question(
                question.number,
                question.text,
                tuple(options[question.pk]),
                frozenset(spoken_for[question.pk]),
                question.section,
            )
        )
    sections: dict[int, list[c.Section]] = defaultdict(list)
    for section in m.Section.objects.all():
        sections[section.chapter_id].append(
            c.Section(
                section.slug, section.title, section.body, section.shows, tuple(section.keywords)
            )
        )
    return c.Catalogue(
        number=version.number,
        label=version.label,
        digest=version.digest or digest_of_rows(),
        lead_fte=(version.lead_fte_min, version.lead_fte_max),
        pillars=tuple(pillars.values()),
        tracks=tuple(tracks.values()),
        phases=tuple(phases.values()),
        profiles=tuple(profiles.values()),
        activities=tuple(
            c.Activity(
                row.slug,
                row.title,
                tracks[row.track_id],
                phases[row.phase_id],
                row.order,
                frozenset(profiles_of[row.pk]),
                row.since,
                _guidance(row),
                tuple(row.keywords),
                tuple(row.replaces),
            )
            for row in m.Activity.objects.filter(retired=False)
        ),
        roles=tuple(
            c.Role(
                row.slug, row.name, row.amount, row.unit, row.period, frozenset(pillars_of[row.pk])
            )
            for row in m.Role.objects.all()
        ),
        questionnaires=tuple(
            c.Questionnaire(row.slug, row.title, row.intro, tuple(questions[row.pk]))
            for row in m.Questionnaire.objects.all()
        ),
        chapters=tuple(
            c.Chapter(row.slug, row.title, row.intro, tuple(sections[row.pk]))
            for row in m.Chapter.objects.all()
        ),
        success_factors=tuple(
            c.SuccessFactor(row.slug, row.number, row.title, row.body, tuple(row.keywords))
            for row in m.SuccessFactor.objects.all()
        ),
        case_efforts=tuple(
            c.CaseEffort(row.get_side_display(), row.name, row.days)
            for row in m.CaseEffort.objects.all()
        ),
        case_phases=tuple(
            c.CasePhase(row.number, row.title, row.activities, row.lessons)
            for row in m.CasePhase.objects.all()
        ),
    )


def _linked(links: Any, row_id: str, slug: str) -> dict[int, set[str]]:
    """The slugs that each row refers to, by its id: one query."""
    found: dict[int, set[str]] = defaultdict(set)
    for key, value in links.objects.values_list(row_id, slug):
        found[key].add(value)
    return found


def _guidance(row: m.Activity) -> c.Guidance:
    return c.Guidance(
        why=row.why,
        steps=tuple(row.steps),
        results=tuple(row.results),
        who=row.who,
        resources=tuple(c.Resource(**resource) for resource in row.resources),
        examples=row.examples,
    )
