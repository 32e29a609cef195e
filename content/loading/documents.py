"""The playbook as plain values, in the one form that files, drafts and editions share.

`Documents` holds for each kind ('activity') its rows: the fields as a fixture writes them, in the
order of the model, without those that are empty and may be. Rows come in reading order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import models

from content.loading.rules import (
    Key,
    Kinds,
    catalogue_models,
    fixture_fields,
    key_of,
)
from content.loading.yaml_files import Entry
from content.models import CatalogueModel, PlaybookVersion

Fields = dict[str, Any]
Documents = dict[str, list[Fields]]
Model = type[CatalogueModel]


def models_by_name() -> dict[str, Model]:
    """The kinds by the name that `Documents` has for them, in the order they are written in."""
    return {str(model._meta.model_name): model for model in catalogue_models()}


def documents_of(kinds: Kinds) -> Documents:
    """Sound entries in their one form."""
    rows = {
        model: {key_of(model, entry): canonical(model, entry.fields) for entry in entries}
        for model, entries in kinds.items()
    }
    return {
        name: [_links_sorted(model, rows[model][key], rows) for key in _sorted_keys(model, rows)]
        for name, model in models_by_name().items()
    }


def by_key(documents: Documents) -> dict[str, dict[str, Fields]]:
    """The rows by kind and key; a key of several parts is written 'zelfevaluatie/1/A'."""
    names = models_by_name()
    return {
        name: {path_of(names[name], fields): fields for fields in rows}
        for name, rows in documents.items()
        if name in names
    }


def path_of(model: Model, fields: Fields) -> str:
    """The natural key as one text."""
    return "/".join(map(str, key_of(model, Entry(Path(), 0, "", fields, {}))))


def canonical(model: Model, fields: Mapping[str, Any]) -> Fields:
    """The fields in the model's order, decimals as short as they go, without empty ones."""
    values: Fields = {}
    for field in fixture_fields(model):
        value = fields.get(field.name, "")
        if value in ("", [], None) and field.blank:
            continue
        if isinstance(field, models.DecimalField):
            value = f"{Decimal(value).normalize():f}"
        elif isinstance(field, models.JSONField):
            value = [_without_blanks(item) for item in value]
        values[field.name] = value
    return values


def _without_blanks(item: Any) -> Any:
    return {k: v for k, v in item.items() if v != ""} if isinstance(item, dict) else item


def stored_documents() -> Documents:
    """What the rows of the database hold now, without retired activities."""
    kinds: Kinds = {}
    for model in catalogue_models():
        links = [field.name for field in model._meta.many_to_many]
        rows = model._default_manager.select_related().prefetch_related(*links)
        if model is PlaybookVersion:
            rows = rows.filter(pk__in=rows.values_list("pk", flat=True)[:1])
        kept = (row for row in rows if not getattr(row, "retired", False))
        entries = (Entry(Path(), 0, model._meta.label_lower, _fields_of(r), {}) for r in kept)
        kinds[model] = list(entries)
    return documents_of(kinds)


def digest_of(documents: Documents) -> str:
    """The digest of the playbook's content, however its files are laid out."""
    return sha256(json.dumps(documents, sort_keys=True).encode()).hexdigest()


def _fields_of(row: CatalogueModel) -> Fields:
    values: Fields = {}
    for field in fixture_fields(type(row)):
        value = getattr(row, field.name)
        if field.many_to_many:
            value = [list(target.natural_key()) for target in value.all()]
        elif isinstance(value, CatalogueModel):
            value = list(value.natural_key())
        values[field.name] = str(value) if isinstance(value, Decimal) else value
    return values


Rows = Mapping[Model, Mapping[Key, Fields]]


def _sorted_keys(model: Model, rows: Rows) -> list[Key]:
    return sorted(rows[model], key=lambda key: _place(model, rows[model][key], rows))


def _links_sorted(model: Model, fields: Fields, rows: Rows) -> Fields:
    """The fields, with references in lists in reading order."""
    values = dict(fields)
    for field in model._meta.many_to_many:
        target: Any = field.related_model
        if keys := values.get(field.name):
            found = rows[target]
            place = {tuple(k): _place(target, found[tuple(k)], rows) for k in keys}
            values[field.name] = sorted(keys, key=lambda key: place[tuple(key)])
    return values


def _place(model: Model, fields: Fields, rows: Rows) -> tuple[Any, ...]:
    """The values that the model's ordering names, through what the row refers to."""
    paths = (path for path in model._meta.ordering or () if isinstance(path, str))
    return tuple(_follow(model, fields, path.split("__"), rows) for path in paths)


def _follow(model: Model, fields: Fields, path: list[str], rows: Rows) -> Any:
    name, *rest = path
    if not rest:
        return fields[name]
    target: Any = model._meta.get_field(name).related_model
    return _follow(target, rows[target][tuple(fields[name])], rest, rows)
