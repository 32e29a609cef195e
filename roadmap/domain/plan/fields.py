"""The fields of a plan and of each thing in it. Pure.

Each field is declared once, with its Dutch label and its kind. Columns, history, comparisons,
exports, imports and drafts derive from `fields_of`. Values are typed; rows and files hold JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import date
from enum import Enum, StrEnum
from typing import Annotated, Any, NamedTuple, Self, get_type_hints

from content.catalogue import Activity
from roadmap.domain.plan.phase_dates import Spans, spans_as_json, spans_of
from roadmap.domain.plan.steps import Step, done_of, steps_as_json, steps_of

Fields = Mapping[str, Any]
"""Some fields of one thing, by their names, with typed values."""
Start = Mapping[str, str]
"""Pillar slug → slug of its starting profile; empty for a plan that began empty."""


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


class Rhythm(StrEnum):
    """How often something is reviewed."""

    NEVER = ""
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"

    @property
    def label(self) -> str:
        return RHYTHMS[self]


RHYTHMS: Mapping[str, str] = {
    Rhythm.NEVER: "Niet",
    Rhythm.MONTHLY: "Elke maand",
    Rhythm.QUARTERLY: "Elk kwartaal",
    Rhythm.YEARLY: "Elk jaar",
}


class MemberName(str):
    """An activity's owner who has an account: a text with the account's name.

    Two are equal when they have the same `account`; none equals a typed name. Stored changes and
    states hold the account's id alone, and whoever reads them fills in the present name.
    """

    account: int

    def __new__(cls, account: int, name: str = "") -> Self:
        made = super().__new__(cls, name)
        made.account = account
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MemberName) and other.account == self.account

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.account)

    def __reduce__(self) -> tuple[type[MemberName], tuple[int, str]]:
        return MemberName, (self.account, str(self))


class FieldKind(Enum):
    """Decides how a value is written as JSON and in words. Tracks, activities, roles are slugs."""

    TEXT = "text"
    NOTE = "note"
    LINES = "lines"
    NUMBER = "number"
    TICK = "tick"
    DAY = "day"
    OWNER = "owner"
    RHYTHM = "rhythm"
    STATUS = "status"
    TRACK = "track"
    PHASE = "phase"
    ACTIVITY = "activity"
    ACTIVITIES = "activities"
    ROLES = "roles"
    START = "start"
    SPANS = "spans"
    STEPS = "steps"


def _owner(stored: Any) -> str:
    return MemberName(stored["member"]) if isinstance(stored, dict) else stored


def _stored_owner(owner: str) -> str | dict[str, int]:
    return {"member": owner.account} if isinstance(owner, MemberName) else owner


CONVERTERS: Mapping[FieldKind, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    FieldKind.DAY: (
        lambda day: date.fromisoformat(day) if isinstance(day, str) else day,  # rows hold dates
        lambda day: day and day.isoformat(),
    ),
    FieldKind.OWNER: (_owner, _stored_owner),
    FieldKind.RHYTHM: (Rhythm, str),
    FieldKind.STATUS: (Status, str),
    FieldKind.ACTIVITY: (lambda slug: slug or "", str),
    FieldKind.START: (dict, dict),
    FieldKind.SPANS: (spans_of, spans_as_json),
    FieldKind.STEPS: (steps_of, steps_as_json),
    **dict.fromkeys((FieldKind.LINES, FieldKind.ROLES, FieldKind.ACTIVITIES), (tuple, list)),
}
"""For each kind the functions from and to JSON; values of other kinds need none."""


class PlanField(NamedTuple):
    """A field of a dataclass of values. `label`: '' for a field that no page shows."""

    label: str
    kind: FieldKind = FieldKind.TEXT
    name: str = ""

    def from_json(self, value: Any) -> Any:
        """The typed value of the JSON in a row or a file."""
        return CONVERTERS[self.kind][0](value) if self.kind in CONVERTERS else value

    def as_json(self, value: Any) -> Any:
        return CONVERTERS[self.kind][1](value) if self.kind in CONVERTERS else value

    def differs(self, one: Any, other: Any) -> bool:
        """Whether a person sees a difference; for `activity` only whether it is the playbook's."""
        if self.kind is FieldKind.ACTIVITY:
            return bool(one) != bool(other)
        return bool(one != other)


REVIEW, NEXT_REVIEW = "Herzien", "Volgende herziening"


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one thing of a plan; subclasses declare their fields in the order of a page.

    `fields_of` has only the fields that are annotated with a PlanField.
    """

    @classmethod
    def from_json(cls, data: Mapping[str, Any], missing: Self | None = None) -> Self:
        """`data` of an older release may lack fields: these are taken from `missing`, or empty."""
        fields = fields_from_json(cls, data)
        return replace(missing, **fields) if missing else cls(**fields)

    def as_json(self) -> dict[str, Any]:
        return fields_as_json(type(self), self.as_fields())

    def as_fields(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in fields_of(type(self))}


@dataclass(frozen=True, slots=True)
class PlanValues(Values):
    """The plan itself. `playbook`: a version's number; `declined`: slugs of activities.

    `review_on`: the day of the next review, with or without a rhythm.
    """

    title: Annotated[str, PlanField("Titel")]
    organisation: Annotated[str, PlanField("Organisatie")] = ""
    playbook: Annotated[str, PlanField("Uitgave van het playbook")] = ""
    start: Annotated[Start, PlanField("Profiel", FieldKind.START)] = field(default_factory=dict)
    phase_dates: Annotated[Spans, PlanField("Begin en einde van de fasen", FieldKind.SPANS)] = (
        field(default_factory=dict)
    )
    review: Annotated[Rhythm, PlanField(REVIEW, FieldKind.RHYTHM)] = Rhythm.NEVER
    review_on: Annotated[date | None, PlanField(NEXT_REVIEW, FieldKind.DAY)] = None
    declined: Annotated[tuple[str, ...], PlanField("Niet gewenst", FieldKind.ACTIVITIES)] = ()
    quarterly: Annotated[bool, PlanField("Elk kwartaal een momentopname", FieldKind.TICK)] = True
    asked: Annotated[str, PlanField("Gevraagd van wie het plan leest")] = ""


@dataclass(frozen=True, slots=True)
class ActivityValues(Values):
    """An activity of a plan. `track`, `activity`, `roles`: slugs; `phase`: a number; `links`: URLs.

    `activity`: '' for one of the plan's own. `published_title`: the playbook's title when somebody
    last answered an update of it. `owner`: a MemberName or a typed name.
    """

    title: Annotated[str, PlanField("Titel")]
    published_title: Annotated[str, PlanField("Titel in het playbook")] = field(
        default="", kw_only=True
    )
    status: Annotated[Status, PlanField("Status", FieldKind.STATUS)] = field(
        default=Status.TODO, kw_only=True
    )
    track: Annotated[str, PlanField("Spoor", FieldKind.TRACK)]
    phase: Annotated[int, PlanField("Fase", FieldKind.PHASE)]
    order: Annotated[int, PlanField("Plaats", FieldKind.NUMBER)]
    _: KW_ONLY
    owner: Annotated[str, PlanField("Wie trekt dit", FieldKind.OWNER)] = ""
    roles: Annotated[tuple[str, ...], PlanField("Rollen", FieldKind.ROLES)] = ()
    start_date: Annotated[date | None, PlanField("Begin", FieldKind.DAY)] = None
    due_date: Annotated[date | None, PlanField("Klaar tegen", FieldKind.DAY)] = None
    review: Annotated[Rhythm, PlanField(REVIEW, FieldKind.RHYTHM)] = Rhythm.NEVER
    review_on: Annotated[date | None, PlanField(NEXT_REVIEW, FieldKind.DAY)] = None
    note: Annotated[str, PlanField("Notitie", FieldKind.NOTE)] = ""
    steps: Annotated[tuple[Step, ...], PlanField("Stappen", FieldKind.STEPS)] = ()
    links: Annotated[tuple[str, ...], PlanField("Links", FieldKind.LINES)] = ()
    activity: Annotated[str, PlanField("Herkomst", FieldKind.ACTIVITY)] = ""

    @classmethod
    def of_catalogue(cls, activity: Activity) -> Self:
        """A catalogue activity with its present title, at its place in the playbook."""
        return cls(
            activity.title,
            activity.track.slug,
            activity.phase.number,
            activity.order,
            activity=activity.slug,
            published_title=activity.title,
        )

    @property
    def cell(self) -> tuple[str, int]:
        """Track and phase."""
        return self.track, self.phase

    @property
    def steps_done(self) -> int:
        return done_of(self.steps)

    def is_untouched(self, activity: Activity) -> bool:
        """Whether only its order may differ from what the playbook gave: nothing was filled in."""
        title = self.published_title
        published = type(self).of_catalogue(activity)
        return self == replace(published, title=title, published_title=title, order=self.order)


@dataclass(frozen=True, slots=True)
class FactorValues(Values):
    """A plan's tick and note for the success factor with the slug `factor`."""

    factor: Annotated[str, PlanField("")]
    done: Annotated[bool, PlanField("In orde", FieldKind.TICK)] = False
    note: Annotated[str, PlanField("Notitie", FieldKind.NOTE)] = ""


@dataclass(frozen=True, slots=True)
class MilestoneValues(Values):
    """An event on one day."""

    title: Annotated[str, PlanField("Titel")]
    day: Annotated[date, PlanField("Datum", FieldKind.DAY)]


TABLES: dict[type[Values], Mapping[str, PlanField]] = {}


def fields_of(values: type[Values]) -> Mapping[str, PlanField]:
    """The fields of a dataclass of values, by name, in the order of a page."""
    if values not in TABLES:
        TABLES[values] = {
            name: found._replace(name=name)
            for name, annotated in get_type_hints(values, include_extras=True).items()
            for found in getattr(annotated, "__metadata__", ())
        }
    return TABLES[values]


def fields_from_json(values: type[Values], data: Mapping[str, Any]) -> dict[str, Any]:
    """The typed values of the fields that `data` holds."""
    return {
        name: item.from_json(data[name]) for name, item in fields_of(values).items() if name in data
    }


def fields_as_json(values: type[Values], fields: Fields) -> dict[str, Any]:
    table = fields_of(values)
    return {name: table[name].as_json(value) for name, value in fields.items()}
