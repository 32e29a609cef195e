"""The columns of a plan's activities in CSV and workbook. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from content.catalogue import Catalogue, Phase, Track
from roadmap.domain.plan.fields import ActivityValues, FieldKind, Rhythm, Status, fields_of
from roadmap.domain.plan.steps import steps_in_lines
from roadmap.domain.plan.wording import Wording, phase_name

PILLAR = "Pijler"
"""The column before the track; the only one that is not a field of an activity."""
TITLE, ORDER = "Activiteit", "Volgorde"
FIELDS = {
    (TITLE if name == "title" else ORDER if name == "order" else item.label): item
    for name, item in fields_of(ActivityValues).items()
    if name not in ("published_title", "activity")
}
"""For each column its field."""
TRACK, PHASE, STATUS, OWNER = "Spoor", "Fase", "Status", "Wie trekt dit"
START, DUE, ROLES, NOTE = "Begin", "Klaar tegen", "Rollen", "Notitie"
STEPS, LINKS = "Stappen", "Links"
FIRST = (TITLE, PILLAR, TRACK, PHASE, STATUS, OWNER, START, DUE, ROLES, NOTE, LINKS)
LATER = tuple(name for name in FIELDS if name not in (*FIRST, ORDER))
"""Columns that the first releases did not write."""
COLUMNS = (*FIRST, *LATER, ORDER)
DAYS = tuple(name for name, item in FIELDS.items() if item.kind is FieldKind.DAY)
BETWEEN_ROLES = "; "
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "'")
"""First characters of a formula, and the apostrophe with which a spreadsheet marks a text."""

Line = Mapping[str, str | int | date]
"""The value of each column by name, '' for none; `str` of a day is '2027-02-28'."""


def lines(activities: Iterable[ActivityValues], catalogue: Catalogue) -> list[Line]:
    """The line of each activity, in the order given."""
    wording = Wording(catalogue)
    return [
        {
            PILLAR: wording.pillar(row.track),
            **{
                column: _cell(item.kind, getattr(row, item.name), wording)
                for column, item in FIELDS.items()
            },
        }
        for row in activities
    ]


def _cell(kind: FieldKind, value: Any, wording: Wording) -> str | int | date:
    match kind:
        case FieldKind.TRACK:
            return wording.track(value)
        case FieldKind.PHASE:
            return wording.phase(value)
        case FieldKind.STATUS:
            return Status(value).label
        case FieldKind.RHYTHM:
            return Rhythm(value).label if value else ""
        case FieldKind.ROLES:
            return BETWEEN_ROLES.join(map(wording.role, value))
        case FieldKind.LINES:
            return "\n".join(value)
        case FieldKind.STEPS:
            return steps_in_lines(value)
        case FieldKind.DAY:
            return value or ""
        case FieldKind.NUMBER:
            return int(value)
    return str(value)


def comparable(text: str) -> str:
    """A name in the form to compare: 'Visie en strategie' and 'VISIE  &  strategie' are equal."""
    return "".join(filter(str.isalnum, text.casefold().replace("&", " en ")))


def track_at(catalogue: Catalogue, pillar: str, track: str) -> Track | None:
    """The track with these names, compared as `comparable`; None without one."""
    wanted = comparable(pillar), comparable(track)
    return next(
        (t for t in catalogue.tracks if (comparable(t.pillar.name), comparable(t.name)) == wanted),
        None,
    )


def phase_at(catalogue: Catalogue, text: str) -> Phase | None:
    """The phase for '2', 'Fase 2', 'Keuzes maken' or '2. Keuzes maken'; None for any other text."""
    wanted = comparable(text).removeprefix("fase").lstrip("0")
    return next(
        (
            phase
            for phase in catalogue.phases
            if wanted in (str(phase.number), comparable(phase.name), comparable(phase_name(phase)))
        ),
        None,
    )
