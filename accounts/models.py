"""Which people a session is about, to find it when an account is deleted."""

from __future__ import annotations

from django.db import models

MAX_IDENTITY = 254
"""Characters of an e-mail address (RFC 5321)."""


class SessionIdentity(models.Model):
    """An e-mail address in a session's content, or the id of the account that signed in by it.

    A session is stored signed and packed: without this row all of them would have to be read. No
    foreign key: sessions are deleted by Django and allauth, and housekeeping removes what is left.
    """

    session_key = models.CharField(max_length=40)
    identity = models.CharField(max_length=MAX_IDENTITY)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("identity", "session_key"), name="identity_once"),
        ]
        indexes = [models.Index(fields=("session_key",), name="identity_of_session")]

    def __str__(self) -> str:
        return f"{self.identity} in {self.session_key}"
