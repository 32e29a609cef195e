"""What an import would change, in words. Pure: edits in, lines of Dutch out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from content.catalogue import Catalogue
from roadmap.domain.changes.history_lines import Line
from roadmap.domain.plan.state import PLAN, Edit, Fields, State
from roadmap.domain.plan.wording import EMPTY, LABELS, STATUSES
from roadmap.exchange.table import BETWEEN_ROLES, Words

SHOWN = {name: label for name, label in LABELS.items() if name != "order"} | {
    "activity": "Activiteit van het playbook"
}
"""A place within the cell is counted, not told."""


@dataclass(frozen=True)
class Comparison:
    """`shifted`: activities that only get another place within their cell."""

    about: tuple[Line, ...]
    added: tuple[Line, ...]
    changed: tuple[Line, ...]
    removed: tuple[Line, ...]
    factors: tuple[Line, ...]
    shifted: int

    @property
    def is_empty(self) -> bool:
        return not (self.about or self.added or self.changed or self.removed or self.factors) and (
            not self.shifted
        )


def compared(edits: Iterable[Edit], now: State, catalogue: Catalogue) -> Comparison:
    """The edits of an import in words; `now` is what they start from."""
    words = Words(catalogue)
    edits = tuple(edits)
    rows = [edit for edit in edits if edit.ref.is_activity]
    changed = [
        Line(now[edit.ref]["title"], _fields(edit, words))
        for edit in rows
        if edit.before is not None and edit.after is not None
    ]
    return Comparison(
        about=tuple(
            Line("Gegevens van het plan", _fields(e, words)) for e in edits if e.ref == PLAN
        ),
        added=tuple(_placed(e.after, words) for e in rows if e.before is None and e.after),
        changed=tuple(line for line in changed if line.fields),
        removed=tuple(_placed(e.before, words) for e in rows if e.after is None and e.before),
        factors=tuple(
            Line(_factor(e.ref.key, catalogue), _fields(e, words)) for e in edits if e.ref.is_factor
        ),
        shifted=sum(not line.fields for line in changed),
    )


def _placed(fields: Fields, words: Words) -> Line:
    track = " – ".join(filter(None, (words.pillar(fields["track"]), words.track(fields["track"]))))
    return Line(f"{fields['title']} · {track} · {words.phase(fields['phase'])}")


def _factor(slug: str, catalogue: Catalogue) -> str:
    return next((f.title for f in catalogue.success_factors if f.slug == slug), slug)


def _fields(edit: Edit, words: Words) -> tuple[tuple[str, str, str], ...]:
    before, after = edit.before or {}, edit.after or {}
    return tuple(
        (label, _said(name, before.get(name), words), _said(name, after.get(name), words))
        for name, label in SHOWN.items()
        if (name in before or name in after) and before.get(name) != after.get(name)
    )


def _said(name: str, value: Any, words: Words) -> str:
    if value in (None, "", [], {}):
        return EMPTY
    match name:
        case "status":
            return STATUSES[value]
        case "phase":
            return words.phase(value)
        case "track":
            return words.track(value) or words.pillar(value)
        case "roles":
            return BETWEEN_ROLES.join(map(words.role, value))
        case "done":
            return "ja" if value else "nee"
        case "start_date" | "due_date":
            return _day(value)
        case "phase_dates":
            return "; ".join(
                f"{words.phase(int(number))}: {_day(first)} – {_day(last)}"
                for number, (first, last) in sorted(value.items())
            )
        case "start":
            return "; ".join(f"{pillar}: {profile}" for pillar, profile in sorted(value.items()))
        case "declined" | "links":
            return "; ".join(value)
    return str(value)


def _day(text: str) -> str:
    """'2027-02-28' → '28/02/2027'."""
    return "/".join(reversed(text.split("-")))
