"""Deletes expired values of the caches that are in the database."""

from __future__ import annotations

from django.conf import settings
from django.db import connection
from django.utils import timezone


def delete_expired_entries() -> int:
    """Deletes expired values, since a counter's key holds the address that a request came from.

    Returns the number of values.
    """
    gone = 0
    now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        for cache in settings.CACHES.values():
            if cache["BACKEND"].endswith("DatabaseCache"):
                table = connection.ops.quote_name(cache["LOCATION"])
                cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])
                gone += cursor.rowcount
    return gone
