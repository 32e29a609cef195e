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
    "start": "Vertrokken van",
    "phase_dates": "Datums van de fasen",
    "declined": "Niet gewenst",
    "status": "Status",
    "phase": "Fase",
    "owner": "Wie trekt dit",
    "roles": "Rollen",
    "start_date": "Begin",
    "due_date": "Klaar tegen",
    "done": "In orde",
    "note": "Notitie",
    "links": "Links",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that an act changed: what, and field by field from what to what."""

    text: str
    fields: tuple[tuple[str, str, str], ...] = ()


def lines(edits: Iterable[Edit], titles: Mapping[str, str]) -> tuple[Line, ...]:
    """`titles`: the present titles by activity id, and those of success factors by slug."""
    return tuple(_line(edit, titles) for edit in edits)


def differing(stored: Fields, typed: Fields) -> tuple[tuple[str, str, str], ...]:
    """Label, stored and typed value of each field in which the two differ."""
    return tuple(
        (label, in_words(name, stored[name]), in_words(name, typed[name]))
        for name, label in LABELS.items()
        if name in typed and name in stored and stored[name] != typed[name]
    )


def in_words(name: str, value: Any) -> str:
    if name == "status":
        return STATUSES.get(value, "")
    if name == "phase_dates" and value:
        return "; ".join(f"fase {n}: {' tot '.join(days)}" for n, days in sorted(value.items()))
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_span(part)}" for key, part in sorted(value.items())) or "(leeg)"
    if isinstance(value, list):
        return ", ".join(value) or "(leeg)"
    return str(value) if value not in (None, "", {}) else "(leeg)"


def _span(value: str | list[str]) -> str:
    """A phase's first and last day, or a profile."""
    return value if isinstance(value, str) else " tot ".join(value)


def _line(edit: Edit, titles: Mapping[str, str]) -> Line:
    kind, key = edit.thing
    title = titles.get(key) or edit.title or "een activiteit die er niet meer is"
    if kind == "factor":
        return _factor_line(f"Succesfactor “{titles.get(key, key)}”", edit)
    if edit.before is None:
        return Line(f"‘{title}’ toegevoegd")
    if edit.after is None:
        return Line(f"‘{title}’ verwijderd")
    changed = differing(edit.before, edit.after)
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
    return Line(f"{name}: {', '.join(did) or 'bekeken'}", changed)
