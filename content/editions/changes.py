"""The differences between two editions, item by item. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NEW, GONE, RENAMED, MOVED, REWRITTEN = "nieuw", "vervallen", "hernoemd", "verplaatst", "gewijzigd"
ORDER = (RENAMED, GONE, NEW, MOVED, REWRITTEN)
NAMES = ("title", "name", "text", "label")
"""Fields with the title of an item: the first that it has."""
PLACES = {"track", "phase", "order", "number", "level", "pillar", "chapter"}
KINDS = {
    "playbookversion": ("playbook", "playbook"),
    "pillar": ("pijler", "pijlers"),
    "track": ("spoor", "sporen"),
    "phase": ("fase", "fasen"),
    "profile": ("profiel", "profielen"),
    "activity": ("activiteit", "activiteiten"),
    "role": ("rol", "rollen"),
    "questionnaire": ("vragenlijst", "vragenlijsten"),
    "question": ("vraag", "vragen"),
    "option": ("antwoord", "antwoorden"),
    "chapter": ("hoofdstuk", "hoofdstukken"),
    "section": ("deel van een hoofdstuk", "delen van hoofdstukken"),
    "successfactor": ("succesfactor", "succesfactoren"),
    "caseeffort": ("inzet van het praktijkvoorbeeld", "inzet van het praktijkvoorbeeld"),
    "casephase": ("fase van het praktijkvoorbeeld", "fasen van het praktijkvoorbeeld"),
}
"""The name of each kind on the screen, singular and plural."""
Fields = Mapping[str, Any]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemChange:
    """`before` is empty for something new, `after` for something that is gone."""

    kind: str
    key: str
    before: Fields
    after: Fields

    @property
    def what(self) -> str:
        if not self.before or not self.after:
            return GONE if self.before else NEW
        if called(self.before) != called(self.after):
            return RENAMED
        return MOVED if set(self.fields) <= PLACES else REWRITTEN

    @property
    def title(self) -> str:
        return called(self.after or self.before) or self.key or self.kind_name

    @property
    def old_title(self) -> str:
        return called(self.before)

    @property
    def kind_name(self) -> str:
        return KINDS.get(self.kind, (self.kind,))[0]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that differ, in the order of the item."""
        names = dict.fromkeys((*self.before, *self.after))
        return tuple(n for n in names if self.before.get(n) != self.after.get(n))


def called(fields: Fields) -> str:
    return next((str(fields[name]) for name in NAMES if fields.get(name)), "")


def changes_between(
    before: Mapping[str, Mapping[str, Fields]], after: Mapping[str, Mapping[str, Fields]]
) -> tuple[ItemChange, ...]:
    """`before`, `after`: kind → key → fields. The edition's own number and label do not count."""
    return tuple(
        change
        for kind in dict.fromkeys((*before, *after))
        for change in _changes_of(kind, _rows(kind, before), _rows(kind, after))
    )


def _rows(kind: str, kinds: Mapping[str, Mapping[str, Fields]]) -> Mapping[str, Fields]:
    """The rows of a kind; the version as if its number and label were always the same."""
    rows = kinds.get(kind, {})
    if kind != "playbookversion":
        return rows
    [fields] = rows.values() or [{}]
    return {"": {name: v for name, v in fields.items() if name not in ("number", "label")}}


def _changes_of(
    kind: str, before: Mapping[str, Fields], after: Mapping[str, Fields]
) -> Iterator[ItemChange]:
    for key in dict.fromkeys((*after, *before)):
        if before.get(key) != after.get(key):
            yield ItemChange(kind, key, before.get(key, {}), after.get(key, {}))


def summary_of(changes: Sequence[ItemChange]) -> str:
    """'3 activiteiten hernoemd, 1 pijler gewijzigd'; '' where nothing changed."""
    counts = Counter((change.kind, change.what) for change in changes)
    kinds = dict.fromkeys(("activity", *(change.kind for change in changes)))
    parts = ((kind, what, counts[kind, what]) for kind in kinds for what in ORDER)
    return ", ".join(f"{n} {KINDS.get(k, (k, k))[n > 1]} {what}" for k, what, n in parts if n)
