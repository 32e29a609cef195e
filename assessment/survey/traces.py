"""Hashes that are stored instead of codes and keys, and the vacuum of deleted rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from assessment.survey.models import UNSAVED_TABLES

SALT = "assessment.survey.code"


def survey_id_of(opening_key: UUID) -> UUID:
    """The id of the survey that the form with this key opens; it does not reveal the key."""
    return UUID(key_digest(opening_key))


def code_digests(survey_id: object, code: str) -> list[str]:
    """The HMAC of a code in one survey, under today's secret first and then the earlier ones."""
    secrets_known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        salted_hmac(SALT, f"{survey_id}|{code}", secret=secret, algorithm="sha256").hexdigest()
        for secret in secrets_known
    ]


def key_digest(key: object) -> str:
    """The hash of the one-use key of a form, which is random: no secret is needed."""
    return hashlib.sha256(str(key).encode()).hexdigest()[:32]


def vacuum(tables: Iterable[str] = UNSAVED_TABLES) -> None:
    """Let PostgreSQL forget deleted codes and earlier counts. SQLite overwrites them at once.

    Does nothing within a transaction, where PostgreSQL refuses; a table that is being vacuumed is
    skipped.
    """
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"VACUUM (SKIP_LOCKED) {connection.ops.quote_name(table)}")
