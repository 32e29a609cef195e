"""Changes as lines of Dutch for the history page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from roadmap.domain.changes.change_summary import DATES
from roadmap.domain.plan.fields import ActivityValues, FactorValues, MilestoneValues, fields_of
from roadmap.domain.plan.state import PLAN, Edit, Ref, RefKind, inverse
from roadmap.domain.plan.wording import Difference, Wording, day_in_words

Titles = Mapping[Ref, str]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that an act changed, with the old and new value of each field."""

    text: str
    fields: tuple[Difference, ...] = ()
    parts: tuple[HistoryLine, ...] = ()
    """The lines of the single things, where this one sums them up."""


TOGETHER = {
    "owner": "trekker",
    "start_date": "begin",
    "due_date": "klaar tegen",
    "status": "status",
    "phase": "fase",
}
"""The fields that a bulk edit can change, by the words for them in a line."""
MAX_SHOWN = 3
CUT = 60
"""At most so many fields in one line, and so many characters of each value."""


def history_lines(
    edits: Iterable[Edit], titles: Titles, wording: Wording
) -> tuple[HistoryLine, ...]:
    """The lines of one act; one line when it did the same to many. `titles`: the present ones."""
    edits = tuple(edits)
    lines = tuple(_line(edit, titles, wording) for edit in edits)
    summary = _summary(edits, wording) if len(edits) > 1 else ""
    return (HistoryLine(summary, parts=lines),) if summary else lines


def line_of_taking_back(edits: Iterable[Edit], titles: Titles, wording: Wording) -> str:
    """What taking these edits back would restore: '‘X’: status Niet gestart en 2 andere'; '' for
    no edits."""
    lines = history_lines(inverse(edits), titles, wording)
    if not lines:
        return ""
    shown = [f"{one.label.lower()} {_cut(one.new)}" for one in lines[0].fields[:MAX_SHOWN]]
    shown += [f"en nog {more}"] if (more := len(lines[0].fields) - MAX_SHOWN) > 0 else []
    text = ": ".join(filter(None, [lines[0].text, ", ".join(shown)]))
    return f"{text} en {len(lines) - 1} andere" if len(lines) > 1 else text


def _cut(text: str) -> str:
    return text if len(text) <= CUT else f"{text[: CUT - 1].rstrip()}…"


def _summary(edits: tuple[Edit, ...], wording: Wording) -> str:
    """'5 activiteiten: trekker An'; '' unless the edits do the same to activities alone."""
    if not all(edit.ref.is_activity for edit in edits):
        return ""
    count = f"{len(edits)} activiteiten"
    if all(edit.before is None for edit in edits):
        return f"{count} toegevoegd"
    if all(edit.after is None for edit in edits):
        return f"{count} verwijderd"
    if not all(edit.before and edit.after for edit in edits):
        return ""
    changed = [_changed(edit) for edit in edits]
    names = [name for name in TOGETHER if any(name in one for one in changed)]
    is_alike = set(names) <= DATES or any(all(name in one for one in changed) for name in names)
    if not names or not is_alike or not all(one <= set(names) for one in changed):
        return ""
    return f"{count}: {', '.join(_field_change(name, edits, wording) for name in names)}"


def _changed(edit: Edit) -> set[str]:
    """The names of the changed fields, without `order` when the phase changed as well."""
    before, after = edit.before or {}, edit.after or {}
    names = {name for name, value in after.items() if name in before and before[name] != value}
    return names - {"order"} if "phase" in names else names


def _field_change(name: str, edits: tuple[Edit, ...], wording: Wording) -> str:
    """The change of this field: 'trekker An', 'begin 2 weken later', 'status gewijzigd'.

    Where only some edits change it, their number is added: 'trekker An (bij 3)'.
    """
    both = [(e.before or {}, e.after or {}) for e in edits if name in _changed(e)]
    did = _in_common(name, [(before[name], after[name]) for before, after in both], wording)
    return did if len(both) == len(edits) else f"{did} (bij {len(both)})"


def _in_common(name: str, sides: list[tuple[Any, Any]], wording: Wording) -> str:
    word, value = TOGETHER[name], sides[0][1]
    if all(after == value for _, after in sides):
        shown = wording.value(fields_of(ActivityValues)[name], value)
        return f"{word} {shown}" if value else f"{word} leeg"
    days = {after - before for before, after in sides if _are_days(before, after)}
    if len(days) == 1 and all(_are_days(*pair) for pair in sides):
        return f"{word} {moved_by(days.pop().days)}"
    return f"{word} gewijzigd"


def _are_days(*values: object) -> bool:
    return all(isinstance(value, date) for value in values)


def moved_by(days: int) -> str:
    """'2 weken later', '1 dag vroeger'."""
    number, (one, many) = abs(days), ("dag", "dagen")
    if number % 7 == 0:
        number, (one, many) = number // 7, ("week", "weken")
    return f"{number} {one if number == 1 else many} {'later' if days > 0 else 'vroeger'}"


def _line(edit: Edit, titles: Titles, wording: Wording) -> HistoryLine:
    if edit.ref.kind is RefKind.FACTOR:
        return _factor_line(edit, wording)
    if edit.ref.kind is RefKind.MILESTONE:
        return _milestone_line(edit, titles, wording)
    title = titles.get(edit.ref) or edit.title or "een activiteit die er niet meer is"
    if edit.before is None:
        return HistoryLine(f"‘{title}’ toegevoegd")
    if edit.after is None:
        return HistoryLine(f"‘{title}’ verwijderd")
    found = wording.differing(edit.ref.kind.values, edit.before, edit.after)
    moves = any(one.name in ("track", "phase") for one in found)
    # The order in another cell follows from that cell.
    changed = tuple(one for one in found if one.name != "order" or not moves)
    return HistoryLine("Gegevens van het plan" if edit.ref == PLAN else f"‘{title}’", changed)


def _milestone_line(edit: Edit, titles: Titles, wording: Wording) -> HistoryLine:
    """'Mijlpaal ‘…’ op 15 maart 2027 toegevoegd'; a changed one has its differences."""
    title = edit.title or titles.get(edit.ref, "") or "die er niet meer is"
    name = f"Mijlpaal ‘{title}’"
    if edit.before is None or edit.after is None:
        day = (edit.after or edit.before or {})["day"]
        did = "toegevoegd" if edit.before is None else "verwijderd"
        return HistoryLine(f"{name} op {day_in_words(day)} {did}")
    return HistoryLine(name, wording.differing(MilestoneValues, edit.before, edit.after))


def _factor_line(edit: Edit, wording: Wording) -> HistoryLine:
    """'Succesfactor ‘…’: afgevinkt, notitie gewijzigd'. A missing side has no tick and no note."""
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
    return HistoryLine(f"Succesfactor ‘{name}’: {', '.join(did) or 'bekeken'}", changed)
