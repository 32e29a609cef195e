"""What the site keeps for itself, apart from the apps."""

from __future__ import annotations

from django.db import models


class Count(models.Model):
    """How often somebody did something in one period (`limits`).

    `key` is a keyed hash: it cannot be read back to an address. `ends`: seconds since 1970.
    """

    key = models.CharField(primary_key=True, max_length=64)
    number = models.PositiveIntegerField()
    ends = models.PositiveBigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"{self.number} tot {self.ends}"
