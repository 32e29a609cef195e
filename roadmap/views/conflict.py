"""Forms that meet a later version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from content.catalogue import Catalogue
from roadmap.forms import ActivityForm
from roadmap.state import Fields
from roadmap.story import Difference, differing

CHOICE = "keuze-"
STORED = "bewaard"


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field that differs: both versions, what the stored one is in the form, and who differs."""

    difference: Difference
    stored: Any
    is_typed: bool


def renewed(request: HttpRequest, version: int) -> QueryDict:
    """What was sent, at the newest version: saving once more is a knowing act."""
    data = request.POST.copy()
    data["version"] = str(version)
    return data


def answers(fields: Fields) -> dict[str, Any]:
    """An activity's fields as the form's fields hold them."""
    return {**fields, "links": "\n".join(fields["links"])}


def settled(data: QueryDict, stored: Fields) -> QueryDict:
    """What was sent, with the stored value wherever the sender chose that."""
    data = data.copy()
    held = answers(stored)
    for name in ActivityForm.base_fields.keys() & held.keys():
        if data.get(CHOICE + name) == STORED:
            _put(data, name, held[name])
    return data


def as_sent(stored: Fields, wanted: Fields) -> QueryDict:
    """An act of one button, as if the editor had sent it."""
    data = QueryDict(mutable=True)
    for name, value in answers(stored).items():
        _put(data, f"initial-{name}", value)
    for name, value in answers({**stored, **wanted}).items():
        _put(data, name, value)
    return data


def rebased(data: QueryDict, version: int, stored: Fields) -> QueryDict:
    """What was sent, as if it had been typed in a form that shows what is stored now."""
    data = data.copy()
    data["version"] = str(version)
    for name, value in answers(stored).items():
        _put(data, f"initial-{name}", value)
    return data


def field_choices(
    catalogue: Catalogue, form: ActivityForm, stored: Fields
) -> tuple[FieldChoice, ...]:
    """Where a valid form and the stored activity differ, and whether its sender typed that."""
    names = {role.slug: role.name for role in catalogue.roles}
    names |= {track.slug: track.full_name for track in catalogue.tracks}
    held = answers(stored)
    return tuple(
        FieldChoice(difference, held[difference.name], difference.name in form.changed_data)
        for difference in differing(stored, form.fields_now(), names)
    )


def _put(data: QueryDict, name: str, value: Any) -> None:
    if isinstance(value, list):
        data.setlist(name, value)
    else:
        data[name] = "" if value is None else str(value)
