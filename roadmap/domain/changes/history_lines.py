"""Changes as lines of Dutch for the history page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from roadmap.domain.plan.fields import FactorValues
from roadmap.domain.plan.state import PLAN, Edit
from roadmap.domain.plan.wording import Difference, Wording


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that an act changed: what, and field by field from what to what."""

    text: str
    fields: tuple[Difference, ...] = ()


def history_lines(
    edits: Iterable[Edit], titles: Mapping[str, str], wording: Wording
) -> tuple[HistoryLine, ...]:
    """`titles`: the present titles by activity id."""
    return tuple(_line(edit, titles, wording) for edit in edits)


def _line(edit: Edit, titles: Mapping[str, str], wording: Wording) -> HistoryLine:
    if edit.ref.is_factor:
        return _factor_line(edit, wording)
    title = titles.get(edit.ref.key) or edit.title or "een activiteit die er niet meer is"
    if edit.before is None:
        return HistoryLine(f"‘{title}’ toegevoegd")
    if edit.after is None:
        return HistoryLine(f"‘{title}’ verwijderd")
    found = wording.differing(edit.ref.kind.values, edit.before, edit.after)
    moves = any(one.name in ("track", "phase") for one in found)
    # The order in another cell follows from that cell.
    changed = tuple(one for one in found if one.name != "order" or not moves)
    return HistoryLine("Gegevens van het plan" if edit.ref == PLAN else f"‘{title}’", changed)


def _factor_line(edit: Edit, wording: Wording) -> HistoryLine:
    """'Succesfactor “…”: afgevinkt, notitie gewijzigd'. Without a row: no tick and no note."""
    before, after = (
        FactorValues(**{"factor": edit.ref.key, **(side or {})})
        for side in (edit.before, edit.after)
    )
    did = []
    if before.done != after.done:
        did.append("afgevinkt" if after.done else "niet meer afgevinkt")
    if before.note != after.note:
        did.append("notitie gewijzigd" if after.note else "notitie gewist")
    changed = wording.differing(FactorValues, {"note": before.note}, {"note": after.note})
    name = wording.factor(edit.ref.key)
    return HistoryLine(f"Succesfactor “{name}”: {', '.join(did) or 'bekeken'}", changed)
