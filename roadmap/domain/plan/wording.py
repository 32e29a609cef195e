"""A plan's history in words. Pure: edits in, lines of Dutch out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from roadmap.domain.plan.state import Fields

STATUSES = {"todo": "Niet gestart", "doing": "Bezig", "done": "Klaar"}
LABELS = {
    "title": "Titel",
    "published_title": "Titel in het playbook",
    "organisation": "Organisatie",
    "playbook": "Versie van het playbook",
    "start": "Profiel",
    "phase_dates": "Datums van de fasen",
    "declined": "Niet gewenst",
    "status": "Status",
    "phase": "Fase",
    "track": "Spoor",
    "order": "Plaats",
    "owner": "Wie trekt dit",
    "roles": "Rollen",
    "start_date": "Begin",
    "due_date": "Klaar tegen",
    "done": "In orde",
    "note": "Notitie",
    "links": "Links",
}
MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"
EMPTY = "(leeg)"
Names = Mapping[str, str]
"""What slugs of tracks and roles are called."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which two versions hold different values, both in words."""

    name: str
    label: str
    stored: str
    typed: str


def differing(stored: Fields, typed: Fields, names: Names | None = None) -> tuple[Difference, ...]:
    """Each field in which the two differ, in the order of the page."""
    names = names or {}
    return tuple(
        Difference(
            name, label, in_words(name, stored[name], names), in_words(name, typed[name], names)
        )
        for name, label in LABELS.items()
        if name in typed and name in stored and stored[name] != typed[name]
    )


def in_words(name: str, value: Any, names: Names | None = None) -> str:
    names = names or {}
    if value in (None, "", [], {}):
        return EMPTY
    if name == "status":
        return STATUSES[value]
    if name in ("start_date", "due_date"):
        return day_in_words(value)
    if name == "phase_dates":
        return "; ".join(
            f"fase {number}: {' tot '.join(map(day_in_words, days))}"
            for number, days in sorted(value.items())
        )
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {part}" for key, part in sorted(value.items()))
    if isinstance(value, list):
        return ", ".join(names.get(entry, entry) for entry in value)
    return names.get(value, str(value)) if name == "track" else str(value)


def day_in_words(text: str) -> str:
    """'2027-02-28' → '28 februari 2027'."""
    year, month, day = map(int, text.split("-"))
    return f"{day} {MONTHS.split()[month - 1]} {year}"
