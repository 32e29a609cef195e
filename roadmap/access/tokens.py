"""Tokens of secret addresses. A token is shown once; only its hash is stored."""

from __future__ import annotations

import secrets
from hashlib import sha256


def new_token() -> str:
    """256 random bits, as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """The hash to store. A random token needs no salt or slow hash: it cannot be guessed."""
    return sha256(token.encode()).hexdigest()
