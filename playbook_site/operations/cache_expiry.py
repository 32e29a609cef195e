"""Deletes expired values of the caches that are in the database."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.utils import timezone


def delete_expired_entries(most: int) -> int:
    """Deletes at most so many expired values of each cache, and returns how many are gone.

    The key of a counter holds the address that a request came from.
    """
    gone = 0
    now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        for cache in settings.CACHES.values():
            if cache["BACKEND"].endswith("DatabaseCache"):
                table = connection.ops.quote_name(cache["LOCATION"])
                cursor.execute(
                    f"DELETE FROM {table} WHERE cache_key IN"
                    f" (SELECT cache_key FROM {table} WHERE expires < %s LIMIT %s)",
                    [now, most],
                )
                gone += cursor.rowcount
    return gone
