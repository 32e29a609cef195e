"""The draft (the published edition with the stored items applied), and every act on it.

Acts on the draft wait for each other and for a load, so that what is checked is what is stored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from django.contrib.auth.models import User
from django.db import transaction

from content.editing.labels import DraftFault, in_words
from content.editing.models import DraftItem, EditorialAct, PlannedEdition
from content.editing.order import exchanged, place_field, titled
from content.editions.archive import kept_rows
from content.editions.changes import GONE, KINDS, ItemChange, called, changes_between
from content.editions.models import Edition
from content.errors import NoCatalogue
from content.loading.documents import Fields, models_by_name
from content.loading.load import PreparedEdition, lock_out_other_loads, prepared, publish
from content.loading.rules import Kinds, validated
from content.loading.yaml_files import Entry, FixtureError
from content.models import Activity

Act = EditorialAct.Act
VERSION = "playbookversion"
ABOVE = {"pillar": "track__pillar__slug", "track": "track__slug", "phase": "phase__slug"}
"""Kinds that contain activities, with the lookup of their key from an activity."""
MOST_FAULTS = 8
_faults: dict[str, DraftFault | None] = {}
"""Cached by the digest of the draft."""
NEEDED = "plannen kunnen een activiteit hebben die erbij hoort of hoorde. Zet het terug"


class DraftConflict(Exception):
    """Somebody else saved the item, or another part of the draft, since the page was made."""


@dataclass(frozen=True)
class Draft:
    """`published`: the rows of the edition in force, by kind and key; `items`: what differs."""

    edition: Edition
    published: dict[str, dict[str, Fields]]
    items: dict[tuple[str, str], DraftItem]

    @cached_property
    def rows(self) -> dict[str, dict[str, Fields]]:
        rows = {name: dict(self.published.get(name, {})) for name in models_by_name()}
        for (kind, key), item in self.items.items():
            if kind == VERSION:  # there is one, also when another was loaded in the meantime
                rows[kind].clear()
            if item.fields is None:
                rows[kind].pop(key, None)
            else:
                rows[kind][key] = item.fields
        return rows

    def version_of(self, kind: str, key: str) -> int:
        """The item's version in the draft; 0 if it is as published."""
        item = self.items.get((kind, key))
        return item.version if item else 0

    @cached_property
    def changes(self) -> tuple[ItemChange, ...]:
        return changes_between(self.published, self.rows)

    @cached_property
    def digest(self) -> str:
        """Identifies the draft's content; a page sends it back with the decision to publish."""
        text = json.dumps([self.edition.version.number, self.rows], sort_keys=True)
        return sha256(text.encode()).hexdigest()[:32]

    def entries(self, **version: str) -> Iterator[Entry]:
        """The entries for the loader. `version`: other values for the fields of the edition."""
        for kind, rows in self.rows.items():
            for key, fields in rows.items():
                given = version if kind == VERSION else {}
                path = Path(kind, key.replace("/", " "))
                yield Entry(path, 0, f"content.{kind}", {**fields, **given}, {})

    def checked(self, **version: str) -> Kinds:
        """Raises FixtureError at the first fault, with kind and key as its path."""
        return validated(self.entries(**version))

    def in_words(self, error: FixtureError) -> DraftFault:
        """An error that `checked` or a load of it raised."""
        return in_words(error, self.rows)

    @cached_property
    def fault(self) -> DraftFault | None:
        """Why the draft cannot be published, None if it can; checked once per draft and process."""
        if self.digest not in _faults:
            while len(_faults) >= MOST_FAULTS:
                _faults.pop(next(iter(_faults)), None)
            _faults[self.digest] = self._fault()
        return _faults[self.digest]

    def _fault(self) -> DraftFault | None:
        try:
            self.checked()
        except FixtureError as error:
            return self.in_words(error)
        for change in self.changes:
            if change.what == GONE and _had_activities(change.kind, change.key):
                name = f"{change.kind_name.capitalize()} ‘{change.title}’"
                return DraftFault(f"{name} kan niet weg: {NEEDED}.", change.kind)
        return self._lost_name()

    def _lost_name(self) -> DraftFault | None:
        """A fault if the replacement of a dropped activity lacks a slug that this one replaced."""
        by_old = {
            old: key
            for key, row in self.rows["activity"].items()
            for old in row.get("replaces", ())
        }
        gone = [c for c in self.changes if c.kind == "activity" and c.what == GONE]
        lost = ((c, old) for c in gone for old in c.before.get("replaces", ()) if old not in by_old)
        for change, old in lost:
            if key := by_old.get(change.key):
                name = titled(self.rows, "activity", key)
                text = f"‘{old}’ hoort er ook bij, want ‘{change.title}’ verving die"
                return DraftFault(f"Activiteit ‘{name}’, Vervangt: {text}.", "activity", key)
        return None


def current_draft() -> Draft:
    """The draft as stored. Raises NoCatalogue when no edition is kept."""
    edition = Edition.objects.published()
    if edition is None:
        raise NoCatalogue
    items = {(i.kind, i.key): i for i in DraftItem.objects.select_related("editor")}
    return Draft(edition, kept_rows(edition), items)


@contextmanager
def acting() -> Iterator[Draft]:
    """The draft, locked until the end of the block: one transaction."""
    with transaction.atomic():
        lock_out_other_loads()
        yield current_draft()


def save(*, editor: User, kind: str, key: str, fields: Fields, version: int) -> None:
    """Stores an item, new where `key` is not in the draft. Raises DraftConflict."""
    with acting() as draft:
        is_new = key not in draft.rows[kind]
        if draft.version_of(kind, key) != version:
            raise DraftConflict
        _store(draft, editor, kind, key, fields)
        note(editor, Act.ADDED if is_new else Act.SAVED, f"{_name(kind)} {called(fields) or key}")


def drop(*, editor: User, kind: str, key: str, version: int) -> None:
    """Drops an item from the next edition. Raises DraftConflict."""
    with acting() as draft:
        fields = draft.rows[kind].get(key)
        if fields is None or draft.version_of(kind, key) != version:
            raise DraftConflict
        _store(draft, editor, kind, key, None)
        note(editor, Act.DROPPED, f"{_name(kind)} {called(fields) or key}")


def exchange(*, editor: User, kind: str, key: str, neighbour: str) -> None:
    """Lets an item and its neighbour change places. Raises DraftConflict when they are none."""
    with acting() as draft:
        items = exchanged(draft.rows, kind, key, neighbour) if key in draft.rows[kind] else {}
        if not items:
            raise DraftConflict
        for other, fields in items.items():
            _store(draft, editor, kind, other, fields)
        note(editor, Act.MOVED, f"{_name(kind)} {titled(draft.rows, kind, key)}")


def reset(*, editor: User, kind: str, key: str, version: int) -> None:
    """Makes an item what the published edition has. Raises DraftConflict."""
    with acting() as draft:
        if not version or draft.version_of(kind, key) != version:
            raise DraftConflict
        title = called(draft.rows[kind].get(key) or draft.published[kind].get(key, {}))
        DraftItem.objects.filter(kind=kind, key=key).delete()
        note(editor, Act.RESET, f"{_name(kind)} {title or key}")


def go_back(*, editor: User, edition: Edition, digest: str) -> None:
    """Makes the draft what an earlier edition held; what was in the draft is gone.

    A later pillar, track or phase in which activities stood goes to the end, since plans may have
    these. `digest`: of the draft that was looked at. Raises DraftConflict.
    """
    with acting() as draft:
        if draft.digest != digest:
            raise DraftConflict
        DraftItem.objects.all().delete()
        earlier = kept_rows(edition)
        for change in changes_between(draft.published, earlier):
            if change.kind in models_by_name():
                key, fields = change.key, dict(change.after) or None
                if change.kind == VERSION:
                    key, before = next(iter(draft.published[VERSION].items()))
                    fields = {**before, **change.after}
                elif fields is None and _had_activities(change.kind, key):
                    fields = _at_the_end(earlier[change.kind], change)
                DraftItem.objects.create(kind=change.kind, key=key, fields=fields, editor=editor)
        note(editor, Act.WENT_BACK, edition.version.number)


def _had_activities(kind: str, key: str) -> bool:
    return kind in ABOVE and Activity.objects.filter(**{ABOVE[kind]: key}).exists()


def _at_the_end(earlier: dict[str, Fields], gone: ItemChange) -> Fields:
    """The item that is gone, behind those of before, and those that went with it behind it."""
    name = place_field(gone.kind)
    return {**gone.before, name: len(earlier) + int(gone.before[name])}


def publish_draft(*, editor: User, number: str, label: str, notes: str, digest: str) -> None:
    """Brings the draft out as an edition and empties it, all or nothing.

    `digest`: of the draft that was looked at. Raises DraftConflict and FixtureError.
    """
    edition = prepared_draft(digest, number=number, label=label)
    with acting() as draft:
        bring_out(draft, edition, editor=editor, notes=notes, digest=digest)


def prepared_draft(digest: str, **version: str) -> PreparedEdition:
    """The draft as an edition with these values. Raises DraftConflict and FixtureError.

    Of a large one this takes seconds: before `acting`, so that others go on writing meanwhile.
    """
    draft = current_draft()
    if draft.digest != digest:
        raise DraftConflict
    return prepared(draft.checked(**version))


def bring_out(
    draft: Draft, edition: PreparedEdition, *, editor: User | None, notes: str, digest: str
) -> None:
    """Publishes within `acting`, and deletes any planned publication."""
    if draft.digest != digest:
        raise DraftConflict
    publish(edition, notes=notes)
    DraftItem.objects.all().delete()
    PlannedEdition.objects.all().delete()
    note(editor, Act.PUBLISHED, f"uitgave {edition.documents[VERSION][0]['number']}")


def _store(draft: Draft, editor: User, kind: str, key: str, fields: Fields | None) -> None:
    stored = draft.items.get((kind, key)) or DraftItem(kind=kind, key=key, version=0)
    stored.fields, stored.editor = fields, editor
    stored.version += 1
    stored.save()


def _name(kind: str) -> str:
    return KINDS.get(kind, (kind,))[0]


def note(editor: User | None, act: str, what: str) -> None:
    EditorialAct.objects.create(editor=editor, act=act, what=what)
