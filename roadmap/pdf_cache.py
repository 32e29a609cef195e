"""Caches the newest PDF of each plan and audience, until the plan is deleted.

Not in the package `pdf`, so that acts that delete plans need not import the renderer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import Enum
from functools import partial
from uuid import UUID

from django.core.cache import caches
from django.db import OperationalError, transaction


class Audience(Enum):
    """The readers of an exported plan; the value is a part of the cache's key."""

    MEMBERS = ""
    LINK = "-gedeeld"
    LINK_WITHOUT_NOTES = "-zonder-notities"

    @property
    def reads_notes(self) -> bool:
        return self is not Audience.LINK_WITHOUT_NOTES

    @property
    def reads_saved_states(self) -> bool:
        """Members only: saved states contain texts that were removed from the plan."""
        return self is Audience.MEMBERS


def cache_key(plan_id: UUID, audience: Audience, *, is_whole: bool = True) -> str:
    """The cache key. `is_whole`: all parts on A4, cached apart from PDFs with other options."""
    return f"pdf-{plan_id}{audience.value}{'' if is_whole else '-gekozen'}"


def cached_pdf(key: str, etag: str, make: Callable[[], bytes]) -> bytes:
    """The cached PDF if it has this ETag, otherwise the result of `make`. Raises as `make`."""
    cached: tuple[str, bytes] | None = None
    with suppress(OperationalError):  # locked: an expired entry cannot be deleted
        cached = caches["pdfs"].get(key)
    if cached is None or cached[0] != etag:
        cached = etag, make()
        caches["pdfs"].set(key, cached)
    return cached[1]


def forget_pdfs(plan_ids: Iterable[UUID]) -> None:
    """Delete the PDFs of removed plans on commit; failures are ignored."""
    keys = [
        cache_key(plan_id, audience, is_whole=is_whole)
        for plan_id in plan_ids
        for audience in Audience
        for is_whole in (True, False)
    ]
    transaction.on_commit(partial(caches["pdfs"].delete_many, keys), robust=True)
