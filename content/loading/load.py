"""Writes a folder of fixtures into the database, all or nothing, and returns what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F
from django.utils import timezone

from content.editions.archive import keep_edition
from content.editions.changes import KINDS
from content.editions.files import files_of
from content.editions.models import Edition
from content.editions.numbers import next_number, rank_of
from content.loading.documents import Documents, digest_of, documents_of, stored_documents
from content.loading.rules import (
    Key,
    Kinds,
    catalogue_models,
    default_of,
    fixture_fields,
    key_of,
    validated,
)
from content.loading.yaml_files import Entry, FixtureError, read_folder
from content.models import Activity, CatalogueModel, Option, PlaybookVersion

LOAD_LOCK = 4_920_261  # any number, the same in every process, for PostgreSQL's advisory lock
Linked = tuple[CatalogueModel, list[CatalogueModel]]
"""A row, and all that one field of it refers to."""
PARKED = 10_000  # added to `order` while rows change places


class NeededElsewhere(FixtureError):
    """The entries leave out what plans, or retired activities that plans may have, refer to."""

    def __init__(self, path: Path, row: CatalogueModel) -> None:
        name = KINDS[str(row._meta.model_name)][0]
        message = f"{name} ‘{row}’ ontbreekt, maar plannen of vervallen activiteiten horen erbij"
        super().__init__(path, 0, "", message)


def check_playbook(folder: Path) -> Kinds:
    """Reads and validates; touches no database. Raises FixtureError."""
    return validated(read_folder(folder))


def load_playbook(folder: Path, *, number: str = "") -> list[str]:
    """Makes the folder's edition the published one; returns one Dutch line per change, [] if none.

    `number` takes the place of the folder's own. Raises as `publish` does.
    """
    entries = read_folder(folder)
    if number:
        entries = [numbered(entry, number) for entry in entries]
    kinds = validated(entries)
    return [] if _is_published(kinds) else publish(prepared(kinds))


def numbered(entry: Entry, number: str) -> Entry:
    """The entry, with another number if it is the edition's own."""
    if entry.model != PlaybookVersion._meta.label_lower:
        return entry
    return replace(entry, fields=entry.fields | {"number": number})


def keep_loaded_edition() -> str:
    """The number of the edition that is loaded, '' for none.

    A catalogue of before editions were kept becomes one; its rows stay as they are.
    """
    with transaction.atomic():
        lock_out_other_loads()
        _keep_present()
    return PlaybookVersion.objects.values_list("number", flat=True).first() or ""


@dataclass(frozen=True)
class PreparedEdition:
    """Sound entries, and the files that are kept of them."""

    kinds: Kinds
    documents: Documents
    files: Mapping[str, bytes]


def prepared(kinds: Kinds) -> PreparedEdition:
    """Does the slow part of publishing, before the lock on all writes."""
    documents = documents_of(kinds)
    return PreparedEdition(kinds, documents, files_of(documents, timezone.localdate()))


def publish(edition: PreparedEdition, *, publisher: str = "", notes: str = "") -> list[str]:
    """Makes the database equal to these sound entries and keeps them as an edition.

    Returns one Dutch line per change. Raises FixtureError, with the old catalogue untouched: for a
    removal that an existing plan forbids, for an older edition, and for another content under the
    number of one that came out, which stays as it is.
    """
    with transaction.atomic():
        lock_out_other_loads()
        _keep_present()
        _check_number(edition.kinds[PlaybookVersion][0], digest_of(edition.documents))
        changes = make_equal(edition.kinds)
        keep_edition(edition.documents, edition.files, publisher=publisher, notes=notes)
    return changes


def _is_published(kinds: Kinds) -> bool:
    """Whether the edition in force is this one, is kept, and the rows still are as it says."""
    digest = digest_of(documents_of(kinds))
    current = PlaybookVersion.objects.values_list("digest", "edition").first()
    is_this = current is not None and current[0] == digest and current[1] is not None
    return is_this and digest_of(stored_documents()) == digest


def _keep_present() -> None:
    current = PlaybookVersion.objects.first()
    if current is not None and not Edition.objects.filter(version=current).exists():
        documents = stored_documents()
        keep_edition(documents, files_of(documents, timezone.localdate()))


def _check_number(version: Entry, digest: str) -> None:
    number = str(version.fields["number"])
    current = PlaybookVersion.objects.first()
    if current is not None and rank_of(number) < rank_of(current.number):
        message = f"versie {current.number} is al geladen; een oudere laden kan niet"
        raise version.error("number", message)
    if current is not None and number == current.number and digest != current.digest:
        taken = PlaybookVersion.objects.values_list("number", flat=True)
        free = next_number(rank_of(number)[0], taken)
        message = f"{number} is al uitgegeven met een andere inhoud; neem een hoger nummer: {free}"
        raise version.error("number", message)


def make_equal(kinds: Kinds) -> list[str]:
    """Writes these sound entries over the rows; one Dutch line per change. Raises FixtureError."""
    known = list(Activity.objects.filter(retired=False).values_list("slug", flat=True))
    changes = [line for model, rows in kinds.items() for line in _leave(model, rows)]
    changes += [line for model, rows in kinds.items() for line in _write(model, rows)]
    came = Activity.objects.filter(retired=False).exclude(slug__in=known)
    came.update(since=kinds[PlaybookVersion][0].fields["number"])
    for model in reversed(catalogue_models()):
        changes += _drop_missing(model, kinds[model])
    return changes


def lock_out_other_loads() -> None:
    """One load at a time. SQLite's IMMEDIATE transaction already is a lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])


def _leave(model: type[CatalogueModel], rows: list[Entry]) -> list[str]:
    """Frees the places of rows that the folder no longer holds, before anything is written."""
    if model is Activity or not model._meta.related_objects:
        return _drop_missing(model, rows)
    _park(model, [row.pk for row in _missing(model, rows).values()])
    return []


def _missing(model: type[CatalogueModel], rows: list[Entry]) -> dict[Key, CatalogueModel]:
    """The rows in force that these entries no longer hold."""
    wanted = {key_of(model, row) for row in rows}
    stored = model._default_manager.select_related()
    if model is Activity:
        stored = Activity.objects.filter(retired=False).only("slug")
    return {key: row for row in stored if (key := row.natural_key()) not in wanted}


def _stored(model: type[CatalogueModel]) -> dict[Key, CatalogueModel]:
    """All rows by their natural key, with what they refer to, in a query for each kind of link."""
    links = [field.name for field in model._meta.many_to_many]
    rows = model.objects.select_related().prefetch_related(*links)
    return {row.natural_key(): row for row in rows}


def _write(model: type[CatalogueModel], rows: list[Entry]) -> list[str]:
    existing, rows_of = _stored(model), cache(_stored)
    lines, new, changed = [], [], []
    relinked: dict[str, list[Linked]] = defaultdict(list)
    for entry in rows:
        key = key_of(model, entry)
        values, links = _values(model, entry, rows_of)
        row = existing.get(key)
        if row is None:
            row, other = model(**values), list(links)
            new.append(row)
            lines.append(f"+ {_label(model, key)}")
        else:
            different = [name for name, value in values.items() if getattr(row, name) != value]
            for name in different:
                setattr(row, name, values[name])
            changed += [row] if different else []
            other = [n for n, targets in links.items() if {*getattr(row, n).all()} != {*targets}]
            if names := ", ".join((*different, *other)):
                lines.append(f"~ {_label(model, key)}: {names}")
        for name in other:
            relinked[name].append((row, links[name]))
    _park(model, [row.pk for row in changed])
    _store(model, new, changed)
    for name, linked in relinked.items():
        _link(model._meta.get_field(name), linked)
    return lines


def _values(
    model: type[CatalogueModel],
    entry: Entry,
    rows_of: Callable[[type[CatalogueModel]], dict[Key, CatalogueModel]],
) -> tuple[dict[str, Any], dict[str, list[CatalogueModel]]]:
    """An entry's own values and its many-to-many targets, references looked up."""
    values: dict[str, Any] = {"retired": False} if model is Activity else {}
    links: dict[str, list[CatalogueModel]] = {}
    for field in fixture_fields(model):
        value: Any = entry.fields.get(field.name, default_of(field))
        target: Any = field.related_model
        if field.many_to_many:
            links[field.name] = [rows_of(target)[tuple(key)] for key in value]
        elif target is not None:
            values[field.name] = rows_of(target)[tuple(value)]
        elif isinstance(field, models.DecimalField):
            values[field.name] = Decimal(value)
        else:
            values[field.name] = value
    return values, links


def _park(model: type[CatalogueModel], ids: list[int]) -> None:
    """Moves rows that change or go to a temporary place, so that no unique constraint fails.

    An option has no such place, and nothing refers to it: it is deleted, and inserted again.
    """
    rows = model._default_manager.filter(pk__in=ids)
    places = {"order", "number", "level"} & {field.name for field in model._meta.fields}
    places -= set(model.key_fields)
    if not ids:
        return
    if model is Option:
        rows.delete()
    elif places:
        rows.update(**dict.fromkeys(places, PARKED + F("pk")))


def _store(
    model: type[CatalogueModel], new: list[CatalogueModel], changed: list[CatalogueModel]
) -> None:
    """Inserts the new rows, and writes all values of the changed ones."""
    names = [field.name for field in model._meta.fields if not field.primary_key]
    rows: Any = model._default_manager  # mypy's plugin ends on `update_fields`
    rows.bulk_create(new)
    rows.bulk_create(changed, update_conflicts=True, unique_fields=["pk"], update_fields=names)


def _link(field: Any, linked: list[Linked]) -> None:
    """Makes each row refer to these targets by this field, and to no others."""
    links: Any = field.remote_field.through
    row_id, target_id = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    links.objects.filter(**{f"{row_id}__in": [row.pk for row, _ in linked]}).delete()
    links.objects.bulk_create(
        links(**{row_id: row.pk, target_id: target.pk})
        for row, targets in linked
        for target in targets
    )


def _drop_missing(model: type[CatalogueModel], rows: list[Entry]) -> list[str]:
    """Retires activities, since plans refer to them, and deletes other kinds; old versions stay."""
    if model is PlaybookVersion:
        return []
    gone = _missing(model, rows)
    if model is Activity:
        Activity.objects.filter(pk__in=[row.pk for row in gone.values()]).update(retired=True)
        return [f"- {_label(model, key)}" for key in gone]
    for row in gone.values():
        try:
            row.delete()
        except models.ProtectedError as error:
            raise NeededElsewhere(rows[0].path, row) from error
    return [f"- {_label(model, key)}" for key in gone]


def _label(model: type[CatalogueModel], key: tuple[object, ...]) -> str:
    return f"{model._meta.model_name} {' '.join(str(part) for part in key)}"
