"""Which links an activity may have.

A ministry's documents are on its intranet, so a host may be one word (`https://sharepoint/x`).
ADDRESS is the rule; the published schema of an export has the same pattern.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv6Address
from urllib.parse import urlsplit

from content.text_rules import InvalidText, note, number
from roadmap.domain.plan.limits import MAX_LINKS_TEXT

MAX_ADDRESS = 2048
# Letters and digits of any script: any character but other ASCII, controls and spaces.
LETTER = r"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xa0\s]"
LABEL = rf"{LETTER}(?:(?:{LETTER}|-){{0,61}}{LETTER})?"
# A browser takes a name whose last label is digits for an IPv4 address, which BYTE checks.
NAME = rf"(?:{LABEL}\.)*(?![0-9]+(?:[.:/?#]|$)){LABEL}\.?"
BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
HOST = rf"(?:{BYTE}(?:\.{BYTE}){{3}}|\[[0-9A-Fa-f:.]+\]|{NAME})"
ADDRESS = rf"^[Hh][Tt][Tt][Pp][Ss]?://{HOST}(?::[0-9]{{1,5}})?(?:[/?#][^\s\x00-\x1f\x7f-\x9f]*)?$"
"""Uses only syntax that Python and JSON Schema (ECMA 262) share."""


def checked_links(lines: Iterable[str]) -> list[str]:
    """The links as they are stored, without empty lines. Raises InvalidText, in Dutch."""
    links = [link for line in lines if (link := note(line, MAX_LINKS_TEXT))]
    for link in links:
        if fault := _fault(link):
            raise InvalidText(f"‘{link[:80]}’ {fault}")
    total = len("\n".join(links))
    if total > MAX_LINKS_TEXT:
        raise InvalidText(
            f"Gebruik hoogstens {number(MAX_LINKS_TEXT)} tekens voor alle links samen; "
            f"dit zijn er {number(total)}."
        )
    return links


def _fault(link: str) -> str:
    """Why the link is refused, as Dutch words to follow it; '' when it is not."""
    scheme, _, rest = link.partition("://")
    if scheme.lower() not in ("http", "https"):
        return "is geen volledig adres. Begin met https:// of http://."
    if len(link) > MAX_ADDRESS:
        return f"is te lang: een adres telt hoogstens {number(MAX_ADDRESS)} tekens."
    if re.search(r"\s", link):
        return "bevat een spatie of een regeleinde. Haal dat weg, of schrijf %20 voor een spatie."
    site = re.split("[/?#]", rest, maxsplit=1)[0]
    if "@" in site:
        return "bevat een gebruikersnaam of wachtwoord. Laat weg wat tot en met ‘@’ staat."
    if not site or site.startswith(":"):
        return "noemt geen website. Vul aan wat na ‘://’ komt."
    if re.fullmatch(ADDRESS, link) and _is_readable(link):
        return ""
    if re.fullmatch(rf"{HOST}:.*", site):
        return "heeft een fout poortnummer. Schrijf na ‘:’ hoogstens vijf cijfers."
    return f"noemt een website die niet kan bestaan: ‘{site[:80]}’. Kijk die naam na."


def _is_readable(link: str) -> bool:
    """Checks what the pattern cannot: IPv6 addresses, too long or deceptive names.

    `urlsplit` refuses letters that a browser normalises to '/', '@' and the like.
    """
    try:
        host = urlsplit(link).hostname or ""
        if ":" in host:
            IPv6Address(host)
    except ValueError:
        return False
    return len(host) <= 253
