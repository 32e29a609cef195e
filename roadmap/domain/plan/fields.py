"""What a plan, an activity and a success factor hold, and the one table of their fields. Pure.

A field is named once, with its Dutch label and its kind. Columns, history, comparisons, exports,
imports and drafts derive from `fields_of`. Values are typed; JSON is for stored rows and files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import Enum, StrEnum
from typing import Any, NamedTuple, Self

from roadmap.domain.plan.spans import Spans, spans_as_json, spans_of

Fields = Mapping[str, Any]
"""Some fields of one thing, by their names, with typed values."""


class Status(StrEnum):
    TODO = "todo"
    DOING = "doing"
    DONE = "done"

    @property
    def label(self) -> str:
        return STATUSES[self]


STATUSES: Mapping[str, str] = {
    Status.TODO: "Niet gestart",
    Status.DOING: "Bezig",
    Status.DONE: "Klaar",
}


class FieldKind(Enum):
    """How a value is written as JSON and in words. Tracks, activities and roles are slugs."""

    TEXT = "text"
    NOTE = "note"
    LINES = "lines"
    NUMBER = "number"
    TICK = "tick"
    DAY = "day"
    STATUS = "status"
    TRACK = "track"
    PHASE = "phase"
    ACTIVITY = "activity"
    ACTIVITIES = "activities"
    ROLES = "roles"
    START = "start"
    SPANS = "spans"


class PlanField(NamedTuple):
    """A row of the table. `label` is '' for what no page shows."""

    name: str
    label: str
    kind: FieldKind

    def from_json(self, value: Any) -> Any:
        """The typed value of what a row or a file holds."""
        return CONVERTERS[self.kind][0](value) if self.kind in CONVERTERS else value

    def as_json(self, value: Any) -> Any:
        return CONVERTERS[self.kind][1](value) if self.kind in CONVERTERS else value

    def differs(self, one: Any, other: Any) -> bool:
        """Whether a person sees a difference; of `activity` only whose the activity is."""
        if self.kind is FieldKind.ACTIVITY:
            return bool(one) != bool(other)
        return bool(one != other)


def _field(label: str, kind: FieldKind = FieldKind.TEXT) -> dict[str, Any]:
    return {"label": label, "kind": kind}


@dataclass(frozen=True, slots=True)
class Values:
    """What one thing holds. A dataclass of values declares its fields in the order of a page."""

    @classmethod
    def from_json(cls, data: Mapping[str, Any], missing: Self | None = None) -> Self:
        """`data` of an older release may lack fields: those are as in `missing`, or empty."""
        given = fields_from_json(cls, data)
        return replace(missing, **given) if missing else cls(**given)

    def as_json(self) -> dict[str, Any]:
        return fields_as_json(type(self), self.as_fields())

    def as_fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in fields_of(type(self))}


@dataclass(frozen=True, slots=True)
class PlanValues(Values):
    """The plan's own data. `playbook` is the number of a version, `declined` are slugs.

    `start` maps a pillar's slug to that of the profile from which the plan began there.
    """

    title: str = field(metadata=_field("Titel"))
    organisation: str = field(default="", metadata=_field("Organisatie"))
    playbook: str = field(default="", metadata=_field("Versie van het playbook"))
    start: Mapping[str, str] = field(
        default_factory=dict, metadata=_field("Profiel", FieldKind.START)
    )
    phase_dates: Spans = field(
        default_factory=dict, metadata=_field("Datums van de fasen", FieldKind.SPANS)
    )
    declined: tuple[str, ...] = field(
        default=(), metadata=_field("Niet gewenst", FieldKind.ACTIVITIES)
    )


@dataclass(frozen=True, slots=True)
class ActivityValues(Values):
    """An activity as its plan has it. `track` and `activity` are slugs, `phase` a number.

    `activity` is '' for one of the plan's own. `published_title` is the playbook's title that was
    answered last. `roles` are slugs of the playbook's roles, `links` addresses.
    """

    title: str = field(metadata=_field("Titel"))
    published_title: str = field(default="", kw_only=True, metadata=_field("Titel in het playbook"))
    status: Status = field(
        default=Status.TODO, kw_only=True, metadata=_field("Status", FieldKind.STATUS)
    )
    track: str = field(metadata=_field("Spoor", FieldKind.TRACK))
    phase: int = field(metadata=_field("Fase", FieldKind.PHASE))
    order: int = field(metadata=_field("Plaats", FieldKind.NUMBER))
    owner: str = field(default="", kw_only=True, metadata=_field("Wie trekt dit"))
    roles: tuple[str, ...] = field(
        default=(), kw_only=True, metadata=_field("Rollen", FieldKind.ROLES)
    )
    start_date: date | None = field(
        default=None, kw_only=True, metadata=_field("Begin", FieldKind.DAY)
    )
    due_date: date | None = field(
        default=None, kw_only=True, metadata=_field("Klaar tegen", FieldKind.DAY)
    )
    note: str = field(default="", kw_only=True, metadata=_field("Notitie", FieldKind.NOTE))
    links: tuple[str, ...] = field(
        default=(), kw_only=True, metadata=_field("Links", FieldKind.LINES)
    )
    activity: str = field(default="", kw_only=True, metadata=_field("Herkomst", FieldKind.ACTIVITY))

    @property
    def cell(self) -> tuple[str, int]:
        """Track and phase."""
        return self.track, self.phase


@dataclass(frozen=True, slots=True)
class FactorValues(Values):
    """How a plan stands with the success factor that has the slug `factor`."""

    factor: str = field(metadata=_field(""))
    done: bool = field(default=False, metadata=_field("In orde", FieldKind.TICK))
    note: str = field(default="", metadata=_field("Notitie", FieldKind.NOTE))


TABLES: dict[type[Values], dict[str, PlanField]] = {}


def fields_of(values: type[Values]) -> dict[str, PlanField]:
    """The table of one dataclass of values, by name, in the order of a page."""
    if values not in TABLES:
        described = (item for item in fields(values) if item.metadata)
        TABLES[values] = {item.name: PlanField(item.name, **item.metadata) for item in described}
    return TABLES[values]


def fields_from_json(values: type[Values], data: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values of those of the table's fields that `data` holds."""
    return {
        name: item.from_json(data[name]) for name, item in fields_of(values).items() if name in data
    }


def fields_as_json(values: type[Values], given: Fields) -> dict[str, Any]:
    table = fields_of(values)
    return {name: table[name].as_json(value) for name, value in given.items()}


def _day_from_json(value: str | date | None) -> date | None:
    """A row of the database holds a day as it is."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _day_as_json(value: date | None) -> str | None:
    return value.isoformat() if value else None


CONVERTERS: Mapping[FieldKind, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    FieldKind.DAY: (_day_from_json, _day_as_json),
    FieldKind.STATUS: (Status, str),
    FieldKind.ACTIVITY: (lambda slug: slug or "", str),
    FieldKind.START: (dict, dict),
    FieldKind.SPANS: (spans_of, spans_as_json),
    **dict.fromkeys((FieldKind.LINES, FieldKind.ROLES, FieldKind.ACTIVITIES), (tuple, list)),
}
"""From JSON, and to JSON; a value of another kind is the same in both."""
