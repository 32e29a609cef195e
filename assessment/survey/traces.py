"""What the database would keep of rows that are gone: HMACs of codes, and the vacuum."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from assessment.survey.domain.codes import made_code
from assessment.survey.models import UNSAVED_TABLES

SALT = "assessment.survey.code"


def new_codes(number: int) -> list[str]:
    """So many different codes, in no order."""
    codes: set[str] = set()
    while len(codes) < number:
        codes.add(made_code(secrets.choice))
    shuffled = list(codes)
    secrets.SystemRandom().shuffle(shuffled)
    return shuffled


def code_digests(survey_id: object, code: str) -> list[str]:
    """The HMAC of a code in one survey, under today's secret first and then the earlier ones."""
    secrets_known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        salted_hmac(SALT, f"{survey_id}|{code}", secret=secret, algorithm="sha256").hexdigest()
        for secret in secrets_known
    ]


def key_digest(key: object) -> str:
    """The hash of an open link's one-use key, which is random: no secret is needed."""
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
