"""Forms that meet a later version."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from content.catalogue import Catalogue
from roadmap.domain.plan.state import Fields
from roadmap.domain.plan.wording import Difference, differing
from roadmap.forms.activities import ActivityForm

CHOICE = "keuze-"
STORED = "bewaard"


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field that differs, with both versions; `is_typed`: its sender changed it."""

    difference: Difference
    is_typed: bool


def renewed(request: HttpRequest, version: int) -> QueryDict:
    """What was sent, at the newest version: saving once more is a knowing act."""
    data = request.POST.copy()
    data["version"] = str(version)
    return data


def answers(fields: Fields) -> dict[str, Any]:
    """An activity's fields as the form's fields hold them."""
    return {**fields, "links": "\n".join(fields["links"])}


def one_by_one(held: Fields) -> dict[str, Fields]:
    """Each field as the one thing that a choice is about."""
    return {name: {name: value} for name, value in held.items()}


def settled(data: QueryDict, held: Mapping[str, Fields]) -> QueryDict:
    """What was sent, with the stored values wherever the sender chose those.

    `held`: for each choice, by its name, the fields that it is about and their stored values.
    """
    data = data.copy()
    for choice, fields in held.items():
        if data.get(CHOICE + choice) == STORED:
            _put_all(data, fields)
    return data


def as_sent(held: Fields, wanted: Fields) -> QueryDict:
    """What a form that shows what is `held` would send once `wanted` is typed in it."""
    data = QueryDict(mutable=True)
    _put_all(data, held, "initial-")
    _put_all(data, {**held, **wanted})
    return data


def rebased(data: QueryDict, version: int, held: Fields) -> QueryDict:
    """What was sent, as if it had been typed in a form that shows what is stored now."""
    data = data.copy()
    data["version"] = str(version)
    _put_all(data, held, "initial-")
    return data


def caught_up(data: QueryDict, version: int, held: Fields, changed: Collection[str]) -> QueryDict:
    """The same, with the stored value in each field that its sender did not change."""
    data = rebased(data, version, held)
    _put_all(data, {name: value for name, value in held.items() if name not in changed})
    return data


def field_choices(
    catalogue: Catalogue, form: ActivityForm, stored: Fields
) -> tuple[FieldChoice, ...]:
    """Where a valid form and the stored activity differ, and whether its sender typed that."""
    names = {role.slug: role.name for role in catalogue.roles}
    names |= {track.slug: track.full_name for track in catalogue.tracks}
    return tuple(
        FieldChoice(difference, difference.name in form.changed_data)
        for difference in differing(stored, form.fields_now(), names)
    )


def _put_all(data: QueryDict, fields: Fields, prefix: str = "") -> None:
    for name, value in fields.items():
        _put(data, prefix + name, value)


def _put(data: QueryDict, name: str, value: Any) -> None:
    if isinstance(value, list):
        data.setlist(name, value)
    else:
        data[name] = "" if value is None else str(value)
