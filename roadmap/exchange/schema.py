"""What a plan's document holds: types, caps and texts, strict. `json_schema` publishes it."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    FailFast,
    Field,
    ValidationError,
    WithJsonSchema,
    model_validator,
)

from roadmap.domain.plan import text_rules
from roadmap.domain.plan.fields import RHYTHMS, STATUSES, Rhythm, Status
from roadmap.domain.plan.limits import (
    LAST_ORDER,
    MAX_ACTIVITIES,
    MAX_ACTIVITY_TITLE,
    MAX_ASKED,
    MAX_FACTORS,
    MAX_MILESTONES,
    MAX_NAME,
    MAX_NOTE,
    MAX_ROLES,
    MAX_SAVED_STATES,
    MAX_SLUG,
    MAX_STEP,
    MAX_STEPS,
    MAX_STEPS_BYTES,
    MAX_TITLE,
    STEPS_ARE_FULL,
)
from roadmap.domain.plan.link_rules import ADDRESS, MAX_ADDRESS, checked_links
from roadmap.exchange.document import SCHEMA, SELECTION
from roadmap.exchange.errors import (
    MAX_ERRORS,
    ImportRejected,
    Place,
    error_of,
    place_in_document,
    rejected,
    shown,
)
from roadmap.exchange.upgrade import upgraded

MAX_VERSION = 2**31 - 1
INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"


def _required(text: str, most: int) -> str:
    line = text_rules.line(text, most)
    if not line:
        raise text_rules.InvalidText("dit mag niet leeg zijn.")
    return line


def _plan_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise text_rules.InvalidText("dit is geen id van een plan.") from None


def _instant(text: str) -> str:
    text_rules.day(text[:10])
    try:
        if not re.fullmatch(INSTANT, text):
            raise ValueError(text)
        datetime.fromisoformat(text)
    except ValueError:
        raise text_rules.InvalidText("schrijf een tijdstip als 2027-03-03T14:02:05Z.") from None
    return text


def _as_set(things: list[str]) -> list[str]:
    """Slugs without an order, sorted as in the canonical document."""
    if len(set(things)) != len(things):
        raise text_rules.InvalidText("hetzelfde staat er tweemaal in.")
    return sorted(things)


def _text(**described: Any) -> WithJsonSchema:
    """What the published schema says of a text that a validator checks further."""
    return WithJsonSchema({"type": "string", **described})


def _line(most: int) -> AfterValidator:
    return AfterValidator(partial(text_rules.line, most=most))


def _title(most: int) -> AfterValidator:
    return AfterValidator(partial(_required, most=most))


Slug = Annotated[str, Field(max_length=MAX_SLUG)]
Title = Annotated[str, _title(MAX_TITLE), _text(minLength=1, maxLength=MAX_TITLE)]
ActivityTitle = Annotated[
    str, _title(MAX_ACTIVITY_TITLE), _text(minLength=1, maxLength=MAX_ACTIVITY_TITLE)
]
PublishedTitle = Annotated[str, _line(MAX_ACTIVITY_TITLE), _text(maxLength=MAX_ACTIVITY_TITLE)]
StepText = Annotated[str, _title(MAX_STEP), _text(minLength=1, maxLength=MAX_STEP)]
Name = Annotated[str, _line(MAX_NAME), _text(maxLength=MAX_NAME)]
Asked = Annotated[str, _line(MAX_ASKED), _text(maxLength=MAX_ASKED)]
Note = Annotated[str, AfterValidator(text_rules.note), _text(maxLength=MAX_NOTE)]
Day = Annotated[str, AfterValidator(text_rules.day), _text(format="date")]
Instant = Annotated[str, AfterValidator(_instant), _text(pattern=INSTANT)]
PlanId = Annotated[str, AfterValidator(_plan_id), _text(format="uuid")]
Slugs = Annotated[list[Slug], Field(max_length=MAX_ACTIVITIES), AfterValidator(_as_set)]
ReviewRhythm = Annotated[
    Rhythm,
    Field(strict=False),
    WithJsonSchema({"enum": list(RHYTHMS), "title": "Rhythm", "type": "string"}),
]
Links = Annotated[
    list[str],
    Field(max_length=500),
    AfterValidator(checked_links),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "string", "pattern": ADDRESS, "maxLength": MAX_ADDRESS},
        }
    ),
]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class StepContent(_Strict):
    """A step of an activity's checklist."""

    text: StepText
    done: bool


class ActivityContent(_Strict):
    """One activity. `activity`: the playbook's slug, or '' for one of the plan's own."""

    activity: Slug
    title: ActivityTitle
    published_title: PublishedTitle
    track: Slug
    phase: Annotated[int, Field(ge=1, le=99)]
    order: Annotated[int, Field(ge=1, le=LAST_ORDER, description="Place in its cell of the grid.")]
    status: Annotated[
        Status,
        Field(strict=False),
        WithJsonSchema({"enum": list(STATUSES), "title": "Status", "type": "string"}),
    ]
    owner: Name
    roles: Annotated[list[Slug], Field(max_length=MAX_ROLES), AfterValidator(_as_set)]
    start_date: Day | None
    due_date: Day | None
    review: ReviewRhythm
    review_on: Day | None
    note: Note
    steps: Annotated[list[StepContent], Field(max_length=MAX_STEPS)]
    links: Links

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> ActivityContent:
        if self.start_date and self.due_date and self.due_date < self.start_date:
            raise ValueError("‘klaar tegen’ ligt voor het begin.")
        return self


class FactorContent(_Strict):
    """How the plan stands with one critical success factor."""

    factor: Slug
    done: bool
    note: Note


class MilestoneContent(_Strict):
    """An event on one day."""

    title: Title
    day: Day


class PlanContent(_Strict):
    """What a plan holds. `phase_dates`: from a phase's number to its first and last day."""

    title: Title
    organisation: Name
    playbook: Annotated[str, Field(max_length=7, description="Number of the playbook version.")]
    start: Annotated[dict[Slug, Slug], Field(description="From pillar to profile.")]
    phase_dates: dict[
        Annotated[str, Field(max_length=2)],
        Annotated[list[Day], Field(min_length=2, max_length=2)],
    ]
    review: ReviewRhythm
    review_on: Day | None
    declined: Slugs
    quarterly: Annotated[bool, Field(description="Whether its state is saved each quarter.")]
    asked: Annotated[Asked, Field(description="What it asks of who reads it by a link.")] = ""
    activities: Annotated[list[ActivityContent], Field(max_length=MAX_ACTIVITIES)]
    factors: Annotated[list[FactorContent], Field(max_length=MAX_FACTORS)]
    milestones: Annotated[list[MilestoneContent], Field(max_length=MAX_MILESTONES)]

    @model_validator(mode="after")
    def _nothing_twice(self) -> PlanContent:
        for number, days in self.phase_dates.items():
            if days[1] < days[0]:
                raise ValueError(f"fase {number} eindigt voor ze begint.")
        activities = Counter(row.activity for row in self.activities if row.activity)
        factors = Counter(row.factor for row in self.factors)
        for kind, counts in (("activiteit", activities), ("succesfactor", factors)):
            if twice := [slug for slug, times in counts.items() if times > 1]:
                raise ValueError(f"de {kind} ‘{shown(twice[0])}’ staat er tweemaal in.")
        return self

    @model_validator(mode="after")
    def _steps_fit(self) -> PlanContent:
        steps = (step for row in self.activities for step in row.steps)
        if sum(len(step.text.encode()) for step in steps) > MAX_STEPS_BYTES:
            raise ValueError(STEPS_ARE_FULL)
        return self


class NamedContent(_Strict):
    """A state of the plan that somebody named; `at` in UTC."""

    name: Title
    at: Instant
    plan: PlanContent


class PlanItself(PlanContent):
    """The plan and the states that were named."""

    # Errors are collected in one saved state only: in all of them they would take half a gigabyte.
    saved_states: Annotated[list[NamedContent], Field(max_length=MAX_SAVED_STATES), FailFast()]


class Exported(_Strict):
    """A stappenplan as this site exports it."""

    schema_: Annotated[Literal["ai-playbook/stappenplan/2"], Field(alias="schema")]
    id: PlanId
    version: Annotated[int, Field(ge=1, le=MAX_VERSION)]
    date: Day
    plan: PlanItself
    without_notes: Annotated[
        bool, Field(description="Notes were left out: an empty one says nothing of the plan's.")
    ] = False

    def document(self) -> dict[str, Any]:
        """As its file has it, without the members that have their default value."""
        return self.model_dump(by_alias=True, exclude_defaults=True)


def not_whole(selection: object) -> ImportRejected:
    """The file holds some of a plan's activities, in words which."""
    return rejected(
        f"Dit bestand bevat alleen een deel van het plan ({shown(selection)}). Ingelezen zou het "
        "de andere activiteiten verwijderen. Download het hele plan, en lees dat in."
    )


def validated(document: Any, place: Place = place_in_document) -> Exported:
    """The document of any schema as one of today's, its texts as they are stored.

    Raises ImportRejected with each error's place.
    """
    document = upgraded(document)
    _refuse_other_kinds(document)
    if SELECTION in document:
        raise not_whole(document[SELECTION])
    try:
        return Exported.model_validate(document)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:MAX_ERRORS]
        raise ImportRejected(error_of(part, place) for part in found) from error


def json_schema() -> str:
    """The JSON Schema of an export, as it is published."""
    schema = Exported.model_json_schema()
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _refuse_other_kinds(document: Any) -> None:
    kind = document.get("schema") if isinstance(document, dict) else None
    if kind == SCHEMA:
        return
    name, _, number = SCHEMA.rpartition("/")
    if isinstance(kind, str) and kind.startswith(f"{name}/"):
        later = kind.removeprefix(f"{name}/")
        if later.isascii() and later.isdecimal() and int(later[:9]) > int(number):
            raise rejected(
                "Dit bestand komt van een nieuwere versie van deze site en kan hier niet worden "
                "ingelezen.",
                "schema",
            )
    raise rejected("Dit is geen stappenplan dat van deze site komt.")
