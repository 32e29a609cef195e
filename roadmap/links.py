"""Addresses of documents that an activity refers to."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from roadmap.texts import LINKS_MOST, Unfit, note

_is_address = URLValidator(schemes=["http", "https"])


def checked_links(lines: Iterable[str]) -> list[str]:
    """The addresses, trimmed, without empty lines. Raises texts.Unfit, in Dutch."""
    links = [kept for line in lines if (kept := note(line, LINKS_MOST))]
    for link in links:
        try:
            _is_address(link)
        except ValidationError:
            raise Unfit(
                f"‘{link[:80]}’ is geen volledig adres. Begin met https:// of http://."
            ) from None
    if len("\n".join(links)) > LINKS_MOST:
        raise Unfit(f"Gebruik hoogstens {LINKS_MOST} tekens voor alle links samen.")
    return links
