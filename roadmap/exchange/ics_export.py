"""A plan's dates as a calendar: due dates, milestones and phases, as events of whole days. Pure.

The UID of an event holds the ids of the plan and of the thing; SEQUENCE is the plan's
version. A calendar that imports a later file moves its events instead of doubling them, and takes
out those that the file calls cancelled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from icalendar import Calendar, Event, Journal, vDuration

from content.catalogue import Catalogue
from roadmap.domain.overview.reading import ACTIVITY, MILESTONE, PHASE, REVIEW, Thing
from roadmap.domain.plan.fields import STATUSES
from roadmap.domain.plan.phase_dates import Span, spans_of
from roadmap.domain.plan.wording import Wording
from roadmap.exchange.document import Snapshot

PRODUCT = "-//AI Playbook//Stappenplan//NL"
DOMAIN = "ai-playbook"
NAMES = {
    ACTIVITY: "activiteit",
    MILESTONE: "mijlpaal",
    PHASE: "fase",
    REVIEW: "herziening",
}
"""As in a UID."""
REMOVED = "Geschrapt uit het plan"
NOT_MINE = "Niet meer van u"
REFRESH = timedelta(hours=1)
"""How often a calendar program asks for a feed again, if it follows the file."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The things that a calendar is about, and those that it was about before."""

    now: frozenset[Thing]
    before: frozenset[Thing] = frozenset()


def ics_of(
    snapshot: Snapshot,
    catalogue: Catalogue,
    selection: Selection | None = None,
    *,
    is_feed: bool = False,
) -> bytes:
    """An activity without a due date has no event.

    Past dates become cancelled events, unless the plan has a date for the same thing again, and so
    does what left the `selection` (None: all), of which the file tells nothing more. A calendar
    must hold something (RFC 5545, 3.6): without any event it holds a note. `is_feed`: a program
    reads it again and again.
    """
    plan, words = snapshot.plan, Wording(catalogue)
    says = f"Versie {snapshot.version}, {snapshot.day}"
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", plan["title"])
    calendar.add("x-wr-caldesc", says)
    if is_feed:
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", vDuration(REFRESH))

    def add(thing: Thing, summary: str, span: Span, *text: str, is_cancelled: bool = False) -> None:
        if selection and thing not in selection.now:
            if thing not in selection.before:
                return
            is_cancelled, summary, text = True, NOT_MINE, ()
        kind, number = thing
        event = Event()
        event.add("uid", f"{NAMES[kind]}-{number}.{snapshot.id}@{DOMAIN}")
        event.add("dtstamp", snapshot.changed_at)
        event.add("last-modified", snapshot.changed_at)
        event.add("sequence", snapshot.version)
        event.add("summary", summary)
        event.add("dtstart", span.first)
        event.add("dtend", span.last + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("description", "\n".join((*text, says)))
        if is_cancelled:
            event.add("status", "CANCELLED")
        calendar.add_component(event)

    phases = spans_of(plan["phase_dates"])
    activities = dict(zip(snapshot.rows, plan["activities"], strict=True))
    for number, span in phases.items():
        add((PHASE, number), f"Fase {words.phase(number)}", span, plan["title"])
    for row, activity in activities.items():
        if activity["due_date"]:
            due = date.fromisoformat(activity["due_date"])
            add((ACTIVITY, row), activity["title"], Span(due, due), *_details(activity, words))
    milestones = dict(zip(snapshot.milestone_rows, plan["milestones"], strict=True))
    for row, milestone in milestones.items():
        day = date.fromisoformat(milestone["day"])
        add((MILESTONE, row), milestone["title"], Span(day, day), "Mijlpaal", plan["title"])
    reviewed = {0: plan, **activities}
    for number, thing in reviewed.items():
        if thing["review_on"]:
            day = date.fromisoformat(thing["review_on"])
            add((REVIEW, number), f"Herzien: {thing['title']}", Span(day, day), plan["title"])
    for past in snapshot.past_dates:
        kind, number = past.thing
        if kind == PHASE:
            is_back, summary = number in phases, f"Fase {words.phase(number)}"
        elif kind == MILESTONE:
            is_back, summary = number in milestones, past.title or REMOVED
        elif kind == REVIEW:
            now = reviewed.get(number, {"title": past.title or REMOVED, "review_on": None})
            is_back, summary = bool(now["review_on"]), f"Herzien: {now['title']}"
        else:
            now = activities.get(number, {"title": past.title or REMOVED, "due_date": None})
            is_back, summary = bool(now["due_date"]), now["title"]
        if not is_back:
            add(past.thing, summary, past.span, is_cancelled=True)
    if not calendar.subcomponents:
        note = Journal()
        note.add("uid", f"plan.{snapshot.id}@{DOMAIN}")
        note.add("dtstamp", snapshot.changed_at)
        note.add("sequence", snapshot.version)
        note.add("summary", plan["title"])
        whose = "U trekt in dit plan nog niets dat een datum heeft."
        empty = whose if selection else "In dit plan heeft nog niets een datum."
        note.add("description", f"{empty}\n{says}")
        calendar.add_component(note)
    return bytes(calendar.to_ical())


def _details(activity: dict[str, Any], words: Wording) -> Iterator[str]:
    """The lines of an event's description."""
    parts = [
        f"Status: {STATUSES[activity['status']]}",
        f"Fase: {words.phase(activity['phase'])}",
        f"Wie trekt dit: {activity['owner']}" if activity["owner"] else "",
        f"Begin: {activity['start_date']}" if activity["start_date"] else "",
        activity["note"],
        *activity["links"],
    ]
    return filter(None, parts)
