"""Addresses that nobody can guess: the token goes out once, and only its hash is stored."""

from __future__ import annotations

import secrets
from hashlib import sha256


def new_token() -> str:
    """256 random bits, as 43 characters that an address can hold."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is stored. A random token needs no salt and no slow hash: there is nothing to guess."""
    return sha256(token.encode()).hexdigest()
