"""Uploaded files that are not imported yet."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Upload(models.Model):
    """The document of an uploaded file, between its preview and its import.

    It belongs to the person or the browser that sent it, and is deleted after `kept_until`.
    `content` is JSON text: the import checks it again as new. `size`: its bytes. `network`: HMAC of
    the sender's network, for a sender without account.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    browser = models.CharField(max_length=43, blank=True, editable=False)
    content = models.TextField()
    kept_until = models.DateTimeField(db_index=True)
    network = models.CharField(max_length=64, blank=True, db_default="", editable=False)
    size = models.PositiveIntegerField(db_default=0, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) & ~Q(browser="")
                | Q(user__isnull=False) & Q(browser=""),
                name="upload_of_a_person_or_a_browser",
            ),
        ]
        # A covering index: adding up sizes reads no content.
        indexes = [
            models.Index(fields=["user", "network", "size", "kept_until"], name="upload_measured"),
        ]

    def __str__(self) -> str:
        return str(self.id)
