"""The schema of a plan's document: strict types, maximum sizes, texts and references.

`json_schema` publishes it, with the docstrings of the models.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    FailFast,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from content import text_rules
from content.catalogue import KnownCatalogue
from roadmap.domain.plan import limits
from roadmap.domain.plan.fields import RHYTHMS, STATUSES, Rhythm, Status
from roadmap.domain.plan.link_rules import ADDRESS, MAX_ADDRESS, checked_links
from roadmap.domain.plan.typed_days import written_day
from roadmap.exchange.errors import (
    MAX_ERRORS,
    ImportRejected,
    Place,
    error_of,
    place_in_document,
    rejected,
    shown,
)
from roadmap.exchange.plan_document import SELECTION
from roadmap.exchange.schema_upgrade import upgraded

MAX_VERSION = 2**31 - 1
INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"


def _note(text: str) -> str:
    return text_rules.note(text, limits.MAX_NOTE)


def _instant(text: str) -> str:
    written_day(text[:10])
    try:
        if not re.fullmatch(INSTANT, text):
            raise ValueError(text)
        datetime.fromisoformat(text)
    except ValueError:
        raise text_rules.InvalidText("schrijf een tijdstip als 2027-03-03T14:02:05Z.") from None
    return text


def _as_set(things: list[str]) -> list[str]:
    """The slugs, sorted as in the canonical document. Raises InvalidText for one that is twice."""
    if len(set(things)) != len(things):
        raise text_rules.InvalidText("hetzelfde staat er tweemaal in.")
    return sorted(things)


def _line(most: int, least: int = 0) -> AfterValidator:
    def check(text: str) -> str:
        line = text_rules.line(text, most)
        if len(line) < least:
            raise text_rules.InvalidText("dit mag niet leeg zijn.")
        return line

    return AfterValidator(check)


def _text(**described: Any) -> WithJsonSchema:
    """The published schema of a text that a validator checks."""
    return WithJsonSchema({"type": "string", **described})


def _one_of(names: Mapping[str, str], title: str) -> WithJsonSchema:
    return WithJsonSchema({"enum": list(names), "title": title, "type": "string"})


def _known(choices: Callable[[KnownCatalogue], Iterable[object]]) -> AfterValidator:
    """A validator of a reference: the catalogue in the validation's context, if any, has it."""

    def check(value: Any, info: ValidationInfo) -> Any:
        if info.context and value not in choices(info.context):
            raise ValueError(f"‘{shown(value)}’ kent het playbook van deze site niet.")
        return value

    return AfterValidator(check)


Slug = Annotated[str, Field(max_length=limits.MAX_SLUG)]
Activity = Annotated[Slug, _known(lambda known: known.activities)]
OwnOrActivity = Annotated[Slug, _known(lambda known: ("", *known.activities))]
Pillar = Annotated[Slug, _known(lambda known: known.pillars)]
ProfileSlug = Annotated[Slug, _known(lambda known: known.profiles)]
Track = Annotated[Slug, _known(lambda known: known.tracks)]
Role = Annotated[Slug, _known(lambda known: known.roles)]
Factor = Annotated[Slug, _known(lambda known: known.factors)]
PhaseNumber = Annotated[str, Field(max_length=2), _known(lambda known: map(str, known.phases))]
Title = Annotated[
    str, _line(limits.MAX_TITLE, least=1), _text(minLength=1, maxLength=limits.MAX_TITLE)
]
ActivityTitle = Annotated[
    str,
    _line(limits.MAX_ACTIVITY_TITLE, least=1),
    _text(minLength=1, maxLength=limits.MAX_ACTIVITY_TITLE),
]
PublishedTitle = Annotated[
    str, _line(limits.MAX_ACTIVITY_TITLE), _text(maxLength=limits.MAX_ACTIVITY_TITLE)
]
StepText = Annotated[
    str, _line(limits.MAX_STEP, least=1), _text(minLength=1, maxLength=limits.MAX_STEP)
]
Name = Annotated[str, _line(limits.MAX_NAME), _text(maxLength=limits.MAX_NAME)]
Asked = Annotated[str, _line(limits.MAX_ASKED), _text(maxLength=limits.MAX_ASKED)]
Note = Annotated[str, AfterValidator(_note), _text(maxLength=limits.MAX_NOTE)]
Day = Annotated[str, AfterValidator(written_day), _text(format="date")]
Instant = Annotated[str, AfterValidator(_instant), _text(pattern=INSTANT)]
ReviewRhythm = Annotated[Rhythm, Field(strict=False), _one_of(RHYTHMS, "Rhythm")]
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

    activity: OwnOrActivity
    title: ActivityTitle
    published_title: PublishedTitle
    track: Track
    phase: Annotated[int, Field(ge=1, le=99), _known(lambda known: known.phases)]
    order: Annotated[
        int, Field(ge=1, le=limits.LAST_ORDER, description="Place in its cell of the grid.")
    ]
    status: Annotated[Status, Field(strict=False), _one_of(STATUSES, "Status")]
    owner: Name
    roles: Annotated[list[Role], Field(max_length=limits.MAX_ROLES), AfterValidator(_as_set)]
    start_date: Day | None
    due_date: Day | None
    review: ReviewRhythm
    review_on: Day | None
    note: Note
    steps: Annotated[list[StepContent], Field(max_length=limits.MAX_STEPS)]
    links: Links

    @model_validator(mode="after")
    def _ends_after_its_start(self) -> ActivityContent:
        if self.start_date and self.due_date and self.due_date < self.start_date:
            raise ValueError("‘klaar tegen’ ligt voor het begin.")
        return self


class FactorContent(_Strict):
    """How the plan stands with one critical success factor."""

    factor: Factor
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
    playbook: Annotated[
        str,
        Field(max_length=7, description="Number of the playbook version."),
        _known(lambda known: known.playbooks),
    ]
    start: Annotated[dict[Pillar, ProfileSlug], Field(description="From pillar to profile.")]
    phase_dates: dict[PhaseNumber, Annotated[list[Day], Field(min_length=2, max_length=2)]]
    review: ReviewRhythm
    review_on: Day | None
    declined: Annotated[
        list[Activity], Field(max_length=limits.MAX_ACTIVITIES), AfterValidator(_as_set)
    ]
    quarterly: Annotated[bool, Field(description="Whether its state is saved each quarter.")]
    asked: Annotated[Asked, Field(description="What it asks of who reads it by a link.")] = ""
    activities: Annotated[list[ActivityContent], Field(max_length=limits.MAX_ACTIVITIES)]
    factors: Annotated[list[FactorContent], Field(max_length=limits.MAX_FACTORS)]
    milestones: Annotated[list[MilestoneContent], Field(max_length=limits.MAX_MILESTONES)]

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
        if sum(len(step.text.encode()) for step in steps) > limits.MAX_STEPS_BYTES:
            raise ValueError(limits.STEPS_ARE_FULL)
        return self


class NamedContent(_Strict):
    """A state of the plan that somebody named; `at` in UTC."""

    name: Title
    at: Instant
    plan: PlanContent


class PlanItself(PlanContent):
    """The plan and the states that were named."""

    # Stops at the first saved state with errors: those of all could take half a gigabyte.
    saved_states: Annotated[
        list[NamedContent], Field(max_length=limits.MAX_SAVED_STATES), FailFast()
    ]


class Exported(_Strict):
    """A stappenplan as this site exports it."""

    schema_: Annotated[Literal["ai-playbook/stappenplan/2"], Field(alias="schema")]
    id: Annotated[UUID, Field(strict=False)]
    version: Annotated[int, Field(ge=1, le=MAX_VERSION)]
    date: Day
    plan: PlanItself
    without_notes: Annotated[
        bool, Field(description="Notes were left out: an empty one says nothing of the plan's.")
    ] = False

    def document(self) -> dict[str, Any]:
        """The document as JSON values, without members that have their default value."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def not_whole(selection: object) -> ImportRejected:
    """The error for a file of a part of a plan; `selection`: which part, in words."""
    return rejected(
        f"Dit bestand bevat alleen een deel van het plan ({shown(selection)}). Ingelezen zou het "
        "de andere activiteiten verwijderen. Download het hele plan, en lees dat in."
    )


def validated(
    document: Any, known: KnownCatalogue | None = None, place: Place = place_in_document
) -> Exported:
    """The document, of this or an earlier schema, with its texts as they are stored.

    `known`: the catalogue for its references; None skips that check. Raises ImportRejected with the
    place of each error.
    """
    document = upgraded(document)
    if SELECTION in document:
        raise not_whole(document[SELECTION])
    try:
        return Exported.model_validate(document, context=known)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)[:MAX_ERRORS]
        raise ImportRejected(error_of(part, place) for part in found) from error


def json_schema() -> str:
    """The JSON Schema of an export, as it is published."""
    schema = Exported.model_json_schema()
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
