"""Writes a folder of fixtures into the database, all or nothing, and returns what changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction

from content.loading.rules import Key, Kinds, catalogue_models, default_of, key_of, validated
from content.loading.yaml_files import Entry, FixtureError, read_folder
from content.models import Activity, CatalogueModel, Option, PlaybookVersion

LOAD_LOCK = 4_920_261  # any number, the same in every process, for PostgreSQL's advisory lock
PARKED = 10_000  # added to a place in an order while rows change places


class OlderEdition(FixtureError):
    """The folder holds an older version than `loaded`, the number of the one in the database."""

    def __init__(self, version: Entry, loaded: str) -> None:
        message = f"versie {loaded} is al geladen; een oudere laden kan niet"
        super().__init__(version.path, version.lines["number"], "number", message)
        self.loaded = loaded


def check_playbook(folder: Path) -> Kinds:
    """Reads and validates; touches no database. Raises FixtureError."""
    return validated(read_folder(folder))


def load_playbook(folder: Path) -> list[str]:
    """Makes the database equal to the folder; returns one Dutch line per change, [] if none.

    Raises FixtureError, with the old catalogue untouched, also for a removal that an existing plan
    forbids, and OlderEdition for a version older than the one that is loaded.
    """
    kinds = check_playbook(folder)
    digest = _digest(kinds)
    with transaction.atomic():
        _lock_out_other_loads()
        version = kinds[PlaybookVersion][0]
        current = PlaybookVersion.objects.values_list("number", flat=True).first()
        if current and str(version.fields["number"]) < current:
            raise OlderEdition(version, loaded=current)
        known = list(Activity.objects.filter(retired=False).values_list("slug", flat=True))
        changes = [line for model, rows in kinds.items() for line in _leave(model, rows)]
        changes += [line for model, rows in kinds.items() for line in _write(model, rows)]
        came = Activity.objects.filter(retired=False).exclude(slug__in=known)
        came.update(since=version.fields["number"])
        for model in reversed(catalogue_models()):
            changes += _drop_missing(model, kinds[model])
        PlaybookVersion.objects.filter(number=version.fields["number"]).update(digest=digest)
    return changes


def _lock_out_other_loads() -> None:
    """One load at a time. SQLite's IMMEDIATE transaction already is a lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])


def _digest(kinds: Kinds) -> str:
    """Of what the fixtures say, not of how they are laid out in files."""
    content = [[row.model, row.fields] for rows in kinds.values() for row in rows]
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _leave(model: type[CatalogueModel], rows: list[Entry]) -> list[str]:
    """Frees the places of rows that the folder no longer holds, before anything is written."""
    if model is Activity or not model._meta.related_objects:
        return _drop_missing(model, rows)
    wanted = {key_of(model, row) for row in rows}
    for key, row in _stored(model).items():
        if key not in wanted:
            _park(row)
    return []


def _stored(model: type[CatalogueModel]) -> dict[Key, CatalogueModel]:
    """All rows by their natural key, with what they refer to, in a query for each kind of link."""
    links = [field.name for field in model._meta.many_to_many]
    rows = model.objects.select_related().prefetch_related(*links)
    return {row.natural_key(): row for row in rows}


def _write(model: type[CatalogueModel], rows: list[Entry]) -> list[str]:
    existing = _stored(model)
    rows_of = cache(_stored)
    wanted = {key_of(model, row): _values(model, row, rows_of) for row in rows}
    for key, (values, _) in wanted.items():
        row = existing.get(key)
        if row is not None and any(getattr(row, name) != value for name, value in values.items()):
            _park(row)
    changes = []
    for key, (values, links) in wanted.items():
        row = existing.get(key)
        if row is None:
            row = model(**values)
            row.save(force_insert=True)
            changes.append(f"+ {_label(model, key)}")
            for name, targets in links.items():
                getattr(row, name).set(targets)
            continue
        different = [name for name, value in values.items() if getattr(row, name) != value]
        for name in different:
            setattr(row, name, values[name])
        if different:
            row.save()
        for name, targets in links.items():
            if set(getattr(row, name).all()) != set(targets):
                getattr(row, name).set(targets)
                different.append(name)
        if different:
            changes.append(f"~ {_label(model, key)}: {', '.join(different)}")
    return changes


def _values(
    model: type[CatalogueModel],
    entry: Entry,
    rows_of: Callable[[type[CatalogueModel]], dict[Key, CatalogueModel]],
) -> tuple[dict[str, Any], dict[str, list[CatalogueModel]]]:
    """An entry's own values and its many-to-many targets, references looked up."""
    values: dict[str, Any] = {"retired": False} if model is Activity else {}
    links: dict[str, list[CatalogueModel]] = {}
    for field in (*model._meta.fields, *model._meta.many_to_many):
        if isinstance(field, models.AutoField) or not field.editable:
            continue
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


def _park(row: CatalogueModel) -> None:
    """Moves a row that changes or goes to a temporary place, so that no unique constraint fails.

    The row in memory stays as it was. An option has no such place, and nothing refers to it: it is
    deleted, and its save inserts it again.
    """
    model = type(row)
    if model is Option:
        model.objects.filter(pk=row.pk).delete()
        return
    places = {"order", "number", "level"} & {field.name for field in model._meta.fields}
    places -= set(model.key_fields)
    if places:
        model.objects.filter(pk=row.pk).update(**dict.fromkeys(places, PARKED + row.pk))


def _drop_missing(model: type[CatalogueModel], rows: list[Entry]) -> list[str]:
    """Retires activities, since plans refer to them, and deletes other kinds; old versions stay."""
    if model is PlaybookVersion:
        return []
    wanted = {key_of(model, row) for row in rows}
    changes = []
    for key, row in _stored(model).items():
        if key in wanted or getattr(row, "retired", False):
            continue
        if isinstance(row, Activity):
            row.retired = True
            row.save(update_fields=["retired"])
        else:
            try:
                row.delete()
            except models.ProtectedError as error:
                raise FixtureError(
                    rows[0].path,
                    0,
                    "",
                    f"'{row}' ontbreekt, maar bestaande plannen of vervallen activiteiten "
                    "gebruiken het nog",
                ) from error
        changes.append(f"- {_label(model, key)}")
    return changes


def _label(model: type[CatalogueModel], key: tuple[object, ...]) -> str:
    return f"{model._meta.model_name} {' '.join(str(part) for part in key)}"
