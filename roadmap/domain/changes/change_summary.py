"""Summaries of recent changes: edits in, lines of Dutch out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from roadmap.domain.overview.plan_reading import RecentEdits
from roadmap.domain.plan.fields import Fields
from roadmap.domain.plan.state import Edit, Ref

RECENT_DAYS = 30
"""How many days a summary covers."""
MAX_RECENT_ACTS = 200
"""How many of the newest acts of that time it covers; more would make the page slow."""
SHOWN_TITLES = 6
DATES = frozenset({"start_date", "due_date"})


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """'3 activiteiten zijn klaar', which ones, and how many more there are."""

    text: str
    titles: tuple[str, ...] = ()
    more: int = 0


CUT = ChangeSummary(f"Alleen de {MAX_RECENT_ACTS} jongste wijzigingen zijn geteld")


def net(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The net effect of these edits, oldest first: at most one a thing, none if all was undone."""
    merged: dict[Ref, tuple[Fields | None, Fields | None]] = {}
    for edit in edits:
        before, after = merged.get(edit.ref, (edit.before, None))
        if before is not None and edit.before is not None:
            before = {**edit.before, **before}
        after = None if edit.after is None else {**(after or {}), **edit.after}
        merged[edit.ref] = before, after
    return tuple(one for ref, sides in merged.items() if (one := _edit(ref, *sides)))


def change_summaries(recent: RecentEdits, titles: Mapping[str, str]) -> tuple[ChangeSummary, ...]:
    """A line for each kind of change. `titles`: by activity id; removed activities are counted."""
    changed = [e for e in net(recent.edits) if e.ref.is_activity]
    stayed = [e for e in changed if e.before is not None and e.after is not None]
    added = [e for e in changed if e.before is None]
    groups = (
        ("klaar", [e for e in (*stayed, *added) if _became(e, "done")]),
        ("begonnen", [e for e in (*stayed, *added) if _became(e, "doing")]),
        ("weer niet gestart", [e for e in stayed if _became(e, "todo")]),
        ("toegevoegd", added),
        ("naar een andere fase verplaatst", [e for e in stayed if "phase" in (e.after or {})]),
        ("anders gepland", [e for e in stayed if DATES & (e.after or {}).keys()]),
    )
    known = [(words, [e for e in group if e.ref.key in titles]) for words, group in groups]
    lines = [_summary(words, group, titles) for words, group in known if group]
    if removed := sum(e.after is None for e in changed):
        lines.append(ChangeSummary(f"{_counted(removed)} geschrapt"))
    return (CUT, *lines) if recent.is_cut else tuple(lines)


def _became(edit: Edit, status: str) -> bool:
    return (edit.after or {}).get("status") == status


def _summary(words: str, edits: Iterable[Edit], titles: Mapping[str, str]) -> ChangeSummary:
    shown = [titles[edit.ref.key] for edit in edits]
    text = f"{_counted(len(shown))} {words}"
    return ChangeSummary(text, tuple(shown[:SHOWN_TITLES]), max(len(shown) - SHOWN_TITLES, 0))


def _counted(number: int) -> str:
    return f"{number} {'activiteit' if number == 1 else 'activiteiten'}"


def _edit(ref: Ref, before: Fields | None, after: Fields | None) -> Edit | None:
    """The edit over the fields that differ; None without any."""
    if before is None or after is None:
        return None if before is after else Edit(ref, before, after)
    names = [name for name in after if name in before and before[name] != after[name]]
    if not names:
        return None
    return Edit(ref, {n: before[n] for n in names}, {n: after[n] for n in names})


@dataclass(frozen=True, slots=True)
class OthersAct:
    """One act of somebody else: a name for that person, and the things that the act touched."""

    actor: str
    touched: Sequence[Ref]


@dataclass(frozen=True, slots=True)
class LiveChanges:
    """`text`: '' when nobody else did anything. `rows`: the ids of the activities touched."""

    text: str
    rows: tuple[int, ...] = ()


def live_changes(acts: Sequence[OthersAct]) -> LiveChanges:
    """'An wijzigde 2 activiteiten', 'An en Rik wijzigden het plan'; `acts` oldest first."""
    touched = [ref for act in acts for ref in act.touched]
    if not acts:
        return LiveChanges("")
    rows = tuple(dict.fromkeys(int(ref.key) for ref in touched if ref.is_activity))
    names = list(dict.fromkeys(act.actor for act in acts))
    verb = "wijzigde" if len(names) == 1 else "wijzigden"
    many = "1 activiteit" if len(rows) == 1 else f"{len(rows)} activiteiten"
    what = many if rows else "het plan"
    return LiveChanges(f"{_together(names)} {verb} {what}", rows)


def _together(names: Sequence[str]) -> str:
    first = names[0][:1].upper() + names[0][1:]
    if len(names) < 3:
        return " en ".join([first, *names[1:]])
    return f"{first} en {len(names) - 1} anderen"
