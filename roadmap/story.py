"""A plan's history in words. Pure: edits in, lines of Dutch out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from roadmap.state import Edit, Fields

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
class Line:
    """One thing that an act changed: what, and field by field from what to what."""

    text: str
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which two versions hold different values, both in words."""

    name: str
    label: str
    stored: str
    typed: str


def lines(
    edits: Iterable[Edit], titles: Mapping[str, str], names: Names | None = None
) -> tuple[Line, ...]:
    """`titles`: the present titles by activity id, and those of success factors by slug."""
    return tuple(_line(edit, titles, names or {}) for edit in edits)


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


def _line(edit: Edit, titles: Mapping[str, str], names: Names) -> Line:
    kind, key = edit.thing
    title = titles.get(key) or edit.title or "een activiteit die er niet meer is"
    if kind == "factor":
        return _factor_line(f"Succesfactor “{titles.get(key, key)}”", edit)
    if edit.before is None:
        return Line(f"‘{title}’ toegevoegd")
    if edit.after is None:
        return Line(f"‘{title}’ verwijderd")
    changed = tuple(
        (difference.label, difference.stored, difference.typed)
        for difference in differing(edit.before, edit.after, names)
        if difference.name != "order" or len(edit.after) == 1  # else it follows from the phase
    )
    return Line("Gegevens van het plan" if kind == "plan" else f"‘{title}’", changed)


def _factor_line(name: str, edit: Edit) -> Line:
    """'Succesfactor “…”: afgevinkt, notitie gewijzigd'. Without a row: no tick and no note."""
    blank = {"done": False, "note": ""}
    before = {field: (edit.before or blank).get(field) for field in blank}
    after = {field: (edit.after or blank).get(field) for field in blank}
    did = []
    if before["done"] != after["done"]:
        did.append("afgevinkt" if after["done"] else "niet meer afgevinkt")
    if before["note"] != after["note"]:
        did.append("notitie gewijzigd" if after["note"] else "notitie gewist")
    changed = differing({"note": before["note"]}, {"note": after["note"]})
    fields = tuple((one.label, one.stored, one.typed) for one in changed)
    return Line(f"{name}: {', '.join(did) or 'bekeken'}", fields)
