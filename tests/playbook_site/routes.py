"""Every route of the URLconf, with an address to ask for: new routes come along by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import caches
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

PLAN = UUID("00000000-0000-4000-8000-000000000001")
# What a parameter of this name is filled with; of another name, by its converter.
BY_NAME = {
    "profile": "piloot",
    "token": "a-token-that-nobody-has",
    "slug": "introductie",
    "key": "abc",
    "uidb36": "1",
    "app_label": "auth",
    "url": "nergens",
    "content_type_id": "1",
    "object_id": "1",
}
BY_CONVERTER = {
    "UUIDConverter": PLAN,
    "IntConverter": 1,
    "SlugConverter": "een",
    "StringConverter": "een",
    "QuestionnaireConverter": "een",
    "NumberConverter": "2026-05",
    "PathConverter": "catalogus.json",
}


@dataclass(frozen=True)
class Route:
    """A route's full name, its pattern, and a path that matches it."""

    name: str
    pattern: str
    path: str


def all_routes() -> list[Route]:
    return list(_routes(get_resolver().url_patterns, "", ""))


def _routes(
    patterns: Sequence[URLPattern | URLResolver], names: str, prefix: str
) -> Iterator[Route]:
    for pattern in patterns:
        whole = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from _routes(pattern.url_patterns, inner, whole)
            continue
        if not pattern.name:
            if "<" not in whole and "(" not in whole:
                yield Route(whole, whole, f"/{whole}")
            continue
        yield Route(f"{names}{pattern.name}", whole, _path(pattern, f"{names}{pattern.name}"))


def _path(pattern: URLPattern, name: str) -> str:
    """Raises NoReverseMatch for a parameter of a kind that is not known here."""
    values = {
        parameter: BY_NAME.get(parameter, BY_CONVERTER.get(type(converter).__name__))
        for parameter, converter in pattern.pattern.converters.items()
    }
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        named = getattr(pattern.pattern, "regex", None)
        groups = named.groupindex if named else {}
        return reverse(name, kwargs={group: BY_NAME[group] for group in groups})


@contextmanager
def rolled_back(is_wanted: bool = True) -> Iterator[None]:
    """What the requests inside store is gone afterwards; so is what rate limits counted."""
    with transaction.atomic():
        yield
        transaction.set_rollback(is_wanted)
    caches["default"].clear()
