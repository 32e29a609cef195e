"""Finds the people that a session is about: its account, and typed e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import SESSION_KEY

from accounts.models import MAX_IDENTITY, SessionIdentity

BETWEEN_ADDRESSES = (
    re.compile(r"[\x00-\x20<>()\[\],;:\"\\]+"),
    re.compile(r"[\x00-\x20<>()\[\],;:\"\\=/?&]+"),
)
"""Separators of addresses in a text, and in a URL, some of which may occur in an address."""


def identities_in(content: dict[str, Any]) -> frozenset[str]:
    """The id of the account that signed in, and every e-mail address, in lower case."""
    found = {str(content[SESSION_KEY])} if SESSION_KEY in content else set()
    return frozenset(found | {address for text in _texts(content) for address in _addresses(text)})


def note(session_key: str, identities: frozenset[str]) -> None:
    SessionIdentity.objects.bulk_create(
        [
            SessionIdentity(session_key=session_key, identity=identity)
            for identity in sorted(identities)
        ],
        ignore_conflicts=True,
    )


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value that could contain an address."""
    if isinstance(value, str):
        if "@" in value:
            yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _addresses(text: str) -> Iterator[str]:
    for between in BETWEEN_ADDRESSES:
        for word in between.split(text):
            if "@" in word and len(word) <= MAX_IDENTITY:
                yield word.strip(".'").lower()
