"""The order of the draft's items: in groups, in which neighbours exchange places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content.editing.words import shown
from content.editions.changes import called
from content.loading.documents import Fields, Model, models_by_name
from content.loading.rules import fixture_fields

Rows = Mapping[str, Mapping[str, Fields]]
"""By kind and key, as `Draft.rows`."""


@dataclass(frozen=True)
class ItemGroup:
    """Items that are numbered together, such as the activities of a track and phase."""

    title: str
    keys: list[str]


def place_field(kind: str) -> str:
    """The field with the place of an item; '' if the place is part of its key."""
    model = models_by_name()[kind]
    last = _ordering(model)[-1]
    return last if last in ("order", "number") and last not in model.key_fields else ""


def groups_of(rows: Rows, kind: str) -> list[ItemGroup]:
    """All items of a kind as the next edition has them, in reading order."""
    model = models_by_name()[kind]
    above = _above(model)
    found: dict[str, list[str]] = {}
    for key, fields in rows[kind].items():
        found.setdefault(repr([fields.get(name) for name in above]), []).append(key)
    last, groups = _ordering(model)[-1], []
    for keys in found.values():
        first = rows[kind][keys[0]]
        title = ", ".join(_title(rows, model, first, name) for name in above)
        keys.sort(key=lambda key: rows[kind][key].get(last) or 0)
        groups.append(ItemGroup(title, keys))
    return groups


def next_place(rows: Rows, kind: str, fields: Fields) -> int:
    """The place after the last item in the group of an item with these fields."""
    name, above = place_field(kind), _above(models_by_name()[kind])
    places = (
        row.get(name) or 0
        for row in rows[kind].values()
        if all(row.get(other) == fields.get(other) for other in above)
    )
    return 1 + max(places, default=0)


def exchanged(rows: Rows, kind: str, key: str, neighbour: str) -> dict[str, Fields]:
    """The changed items when two neighbours exchange places; {} if they are not neighbours."""
    name = place_field(kind)
    keys = next((g.keys for g in groups_of(rows, kind) if key in g.keys), [])
    if not name or neighbour not in keys or abs(keys.index(key) - keys.index(neighbour)) != 1:
        return {}
    places = [rows[kind][k].get(name) or 0 for k in keys]
    if len(set(places)) < len(places):  # half of a move by hand: two at one place
        places = list(range(1, len(keys) + 1))
    here, there = keys.index(key), keys.index(neighbour)
    keys[here], keys[there] = neighbour, key
    wanted = {k: rows[kind][k] | {name: place} for k, place in zip(keys, places, strict=True)}
    return {k: fields for k, fields in wanted.items() if fields != rows[kind][k]}


def _ordering(model: Model) -> list[str]:
    return [n for n in model._meta.ordering or () if isinstance(n, str)] or ["number"]


def _above(model: Model) -> list[str]:
    """The fields that determine an item's group."""
    return list(dict.fromkeys(n.split("__")[0] for n in _ordering(model) if "__" in n))


def titled(rows: Rows, kind: str, key: str) -> str:
    """The title of an item; a track without a name has its pillar's, others their key."""
    fields = rows.get(kind, {}).get(key, {})
    model = models_by_name()[kind]
    above = next((f.name for f in model._meta.fields if f.related_model is not None), "")
    return called(fields) or (above and fields and _title(rows, model, fields, above)) or key


def value_in_words(rows: Rows, kind: str, name: str, value: Any) -> str:
    """A field's value as text to compare, with the titles of items that it refers to."""
    fields = {field.name: field for field in fixture_fields(models_by_name()[kind])}
    target: Any = fields[name].related_model if value and name in fields else None
    if target is None:
        return shown(value)
    keys = value if fields[name].many_to_many else [value]
    kind = target._meta.model_name
    return "\n".join(titled(rows, kind, "/".join(map(str, key))) for key in keys)


def _title(rows: Rows, model: Model, fields: Fields, name: str) -> str:
    """The title of the item that a field refers to."""
    target: Any = model._meta.get_field(name).related_model
    key = "/".join(map(str, fields.get(name) or ()))
    return titled(rows, target._meta.model_name, key)
