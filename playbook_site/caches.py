"""The default cache: rendered pages in this process, counters where all processes see them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import connection
from django.utils import timezone

COUNTERS = "allauth:"


class SplitCache(LocMemCache):
    """allauth keeps its rate limits in the default cache and asks for no other.

    A limit that each worker counts for itself lets through as many times more as there are
    workers; a page that came over the database would be no faster than rendering it.
    """

    def add(self, key: str, *args: Any, **kwargs: Any) -> bool:
        if key.startswith(COUNTERS):
            return caches["shared"].add(key, *args, **kwargs)
        return super().add(key, *args, **kwargs)

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        if key.startswith(COUNTERS):
            return caches["shared"].get(key, *args, **kwargs)
        return super().get(key, *args, **kwargs)

    def set(self, key: str, *args: Any, **kwargs: Any) -> None:
        if key.startswith(COUNTERS):
            caches["shared"].set(key, *args, **kwargs)
        else:
            super().set(key, *args, **kwargs)

    def delete(self, key: str, *args: Any, **kwargs: Any) -> bool:
        if key.startswith(COUNTERS):
            return caches["shared"].delete(key, *args, **kwargs)
        return super().delete(key, *args, **kwargs)


def forget_old_counters() -> None:
    """Counters that no longer count go: their keys hold the addresses that requests came from."""
    table = connection.ops.quote_name(str(settings.CACHES["shared"]["LOCATION"]))
    now = timezone.now().replace(microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE expires < %s",
            [connection.ops.adapt_datetimefield_value(now)],
        )
