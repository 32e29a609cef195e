"""Errors for what does not exist."""

from __future__ import annotations

from typing import TypeVar

from django.http import Http404

Found = TypeVar("Found")


class NotFound(Http404):
    """404 with a reason for the visitor, in Dutch: the error page shows it.

    The text of any other Http404 is not shown: it is Django's, in English and about our code.
    Not for secret addresses, where a reason would reveal whether a key existed (case 13 of
    docs/threats.md).
    """


def found(thing: Found | None, message: str) -> Found:
    """The thing, if it is there. Raises NotFound with this message."""
    if thing is None:
        raise NotFound(message)
    return thing


class NoCatalogue(Exception):
    """No playbook version is loaded: run `manage.py load_playbook`."""
