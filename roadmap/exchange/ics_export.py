"""A plan's dates as a calendar: due dates, milestones and phases, as events of whole days. Pure.

An event's UID holds the ids of the plan and of the thing; its SEQUENCE is the plan's version. A
calendar that imports a later file moves its events instead of doubling them, and removes those
that the file cancels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from icalendar import Calendar, Event, Journal, vDuration

from content.catalogue import Catalogue
from roadmap.domain.overview.plan_reading import ACTIVITY, MILESTONE, PHASE, REVIEW, Thing
from roadmap.domain.plan.fields import ActivityValues, PlanValues
from roadmap.domain.plan.phase_dates import Span
from roadmap.domain.plan.wording import Wording
from roadmap.exchange.plan_document import Snapshot

PRODUCT = "-//AI Playbook//Stappenplan//NL"
DOMAIN = "ai-playbook"
NAMES = {
    ACTIVITY: "activiteit",
    MILESTONE: "mijlpaal",
    PHASE: "fase",
    REVIEW: "herziening",
}
"""The kind of a thing in a UID."""
SUMMARIES = {PHASE: "Fase {}", REVIEW: "Herzien: {}"}
REMOVED = "Geschrapt uit het plan"
NOT_MINE = "Niet meer van u"
REFRESH = timedelta(hours=1)
"""How often a calendar program asks for a feed again, if it follows the file."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The things that a calendar shows now, and those that it showed `before`."""

    now: frozenset[Thing]
    before: frozenset[Thing] = frozenset()


def ics_of(
    snapshot: Snapshot,
    catalogue: Catalogue,
    selection: Selection | None = None,
    *,
    is_feed: bool = False,
) -> bytes:
    """The calendar as iCalendar bytes. `is_feed`: a calendar program reads it regularly.

    Past dates become cancelled events, unless the thing has a date again. Things that left the
    `selection` (None: all things) are cancelled without a title or details. A calendar must hold
    something (RFC 5545, 3.6): without any event it holds a note.
    """
    state, plan, words = snapshot.state, snapshot.state.plan, Wording(catalogue)
    version_line = f"Versie {snapshot.version}, {snapshot.day}"
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", plan.title)
    calendar.add("x-wr-caldesc", version_line)
    if is_feed:
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESH))

    dated: set[Thing] = set()

    def add_event(
        thing: Thing, title: str, span: Span, *text: str, is_cancelled: bool = False
    ) -> None:
        dated.add(thing)
        kind, number = thing
        summary = SUMMARIES.get(kind, "{}").format(title)
        if selection and thing not in selection.now:
            if thing not in selection.before:
                return
            is_cancelled, summary, text = True, NOT_MINE, ()
        event = Event()
        event.add("uid", f"{NAMES[kind]}-{number}.{snapshot.id}@{DOMAIN}")
        event.add("dtstamp", snapshot.changed_at)
        event.add("last-modified", snapshot.changed_at)
        event.add("sequence", snapshot.version)
        event.add("summary", summary)
        event.add("dtstart", span.first)
        event.add("dtend", span.last + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("description", "\n".join((*text, version_line)))
        if is_cancelled:
            event.add("status", "CANCELLED")
        calendar.add_component(event)

    def add_day_event(thing: Thing, title: str, day: date | None, *text: str) -> None:
        if day:
            add_event(thing, title, Span(day, day), *text)

    for number, span in plan.phase_dates.items():
        add_event((PHASE, number), words.phase(number), span, plan.title)
    for row, one in state.activities.items():
        add_day_event((ACTIVITY, row), one.title, one.due_date, *_details(one, words))
    for row, event in state.milestones.items():
        add_day_event((MILESTONE, row), event.title, event.day, "Mijlpaal", plan.title)
    reviewed: dict[int, PlanValues | ActivityValues] = {0: plan, **state.activities}
    for row, reviewable in reviewed.items():
        add_day_event((REVIEW, row), reviewable.title, reviewable.review_on, plan.title)
    for past in snapshot.past_dates:
        kind, number = past.thing
        title = words.phase(number) if kind == PHASE else past.title or REMOVED
        if kind in (ACTIVITY, REVIEW) and number in reviewed:
            title = reviewed[number].title
        if past.thing not in dated:
            add_event(past.thing, title, past.span, is_cancelled=True)
    if not calendar.subcomponents:
        note = Journal()
        note.add("uid", f"plan.{snapshot.id}@{DOMAIN}")
        note.add("dtstamp", snapshot.changed_at)
        note.add("sequence", snapshot.version)
        note.add("summary", plan.title)
        mine = "U trekt in dit plan nog niets dat een datum heeft."
        empty = mine if selection else "In dit plan heeft nog niets een datum."
        note.add("description", f"{empty}\n{version_line}")
        calendar.add_component(note)
    return bytes(calendar.to_ical())


def _details(activity: ActivityValues, words: Wording) -> Iterator[str]:
    """The lines of an event's description."""
    parts = [
        f"Status: {activity.status.label}",
        f"Fase: {words.phase(activity.phase)}",
        f"Wie trekt dit: {activity.owner}" if activity.owner else "",
        f"Begin: {activity.start_date}" if activity.start_date else "",
        activity.note,
        *activity.links,
    ]
    return filter(None, parts)
