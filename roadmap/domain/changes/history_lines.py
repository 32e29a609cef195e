"""Changes as lines of Dutch for the history page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from roadmap.domain.plan.state import PLAN, Edit
from roadmap.domain.plan.wording import (
    Names,
    differing,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that an act changed: what, and field by field from what to what."""

    text: str
    fields: tuple[tuple[str, str, str], ...] = ()


def lines(
    edits: Iterable[Edit], titles: Mapping[str, str], names: Names | None = None
) -> tuple[Line, ...]:
    """`titles`: the present titles by activity id, and those of success factors by slug."""
    return tuple(_line(edit, titles, names or {}) for edit in edits)


def _line(edit: Edit, titles: Mapping[str, str], names: Names) -> Line:
    key = edit.ref.key
    title = titles.get(key) or edit.title or "een activiteit die er niet meer is"
    if edit.ref.is_factor:
        return _factor_line(f"Succesfactor “{titles.get(key, key)}”", edit)
    if edit.before is None:
        return Line(f"‘{title}’ toegevoegd")
    if edit.after is None:
        return Line(f"‘{title}’ verwijderd")
    found = differing(edit.before, edit.after, names)
    moves = any(difference.name in ("track", "phase") for difference in found)
    changed = tuple(
        (difference.label, difference.stored, difference.typed)
        for difference in found
        if difference.name != "order" or not moves  # otherwise it follows from the cell
    )
    return Line("Gegevens van het plan" if edit.ref == PLAN else f"‘{title}’", changed)


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
