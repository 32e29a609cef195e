"""A plan's dates as a calendar: what is due, and its phases, as whole days. Pure.

An event's UID is the plan's id with that of its activity or phase, and SEQUENCE is the plan's
version: a calendar that takes the file in a second time moves its events instead of doubling them.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, Journal

from content.catalogue import Catalogue
from roadmap.domain.plan.fields import STATUSES
from roadmap.domain.plan.wording import Wording
from roadmap.exchange.document import Document

PRODUCT = "-//AI Playbook//Stappenplan//NL"
DOMAIN = "ai-playbook"


def ics_of(
    document: Document, rows: tuple[int, ...], changed_at: datetime, catalogue: Catalogue
) -> bytes:
    """`rows`: the ids of the document's activities. Those without a due date have no event.

    A calendar of nothing would be no calendar (RFC 5545, 3.6): it gets a note that says so.
    """
    plan, words = document["plan"], Wording(catalogue)
    says = f"Versie {document['version']}, {document['date']}"
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", plan["title"])
    calendar.add("x-wr-caldesc", says)

    def add(name: str, summary: str, first: date, last: date, text: str) -> None:
        event = Event()
        event.add("uid", f"{name}.{document['id']}@{DOMAIN}")
        event.add("dtstamp", changed_at)
        event.add("last-modified", changed_at)
        event.add("sequence", document["version"])
        event.add("summary", summary)
        event.add("dtstart", first)
        event.add("dtend", last + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("description", f"{text}\n{says}")
        calendar.add_component(event)

    for number, (first, last) in sorted(plan["phase_dates"].items()):
        summary = f"Fase {words.phase(int(number))}"
        add(f"fase-{number}", summary, _day(first), _day(last), plan["title"])
    for activity, row in zip(plan["activities"], rows, strict=True):
        if activity["due_date"]:
            due = _day(activity["due_date"])
            add(f"activiteit-{row}", activity["title"], due, due, _told(activity, words))
    if not calendar.subcomponents:
        note = Journal()
        note.add("uid", f"plan.{document['id']}@{DOMAIN}")
        note.add("dtstamp", changed_at)
        note.add("sequence", document["version"])
        note.add("summary", plan["title"])
        note.add("description", f"In dit plan staan nog geen data.\n{says}")
        calendar.add_component(note)
    return bytes(calendar.to_ical())


def _told(activity: dict[str, Any], words: Wording) -> str:
    parts = [
        f"Status: {STATUSES[activity['status']]}",
        f"Fase: {words.phase(activity['phase'])}",
        f"Wie trekt dit: {activity['owner']}" if activity["owner"] else "",
        f"Begin: {activity['start_date']}" if activity["start_date"] else "",
        activity["note"],
        *activity["links"],
    ]
    return "\n".join(part for part in parts if part)


def _day(text: str) -> date:
    return date.fromisoformat(text)
