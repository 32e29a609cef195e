"""The table of rate limits."""

from __future__ import annotations

from django.db import models


class Count(models.Model):
    """The number of acts of one visitor in one period (`middleware.rate_limits`).

    `key` is a keyed hash; the address cannot be recovered. `ends`: seconds since 1970.
    """

    key = models.CharField(primary_key=True, max_length=64)
    number = models.PositiveIntegerField()
    ends = models.PositiveBigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.number} tot {self.ends}"
