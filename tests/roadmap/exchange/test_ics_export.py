"""A calendar cancels what an earlier one gave out and the plan no longer has."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from roadmap import actions
from roadmap.access.tokens import hash_of, new_token
from roadmap.domain.plan.fields import MilestoneValues
from roadmap.domain.plan.limits import KIB
from roadmap.domain.plan.phase_dates import Span
from roadmap.history.reading import activity_of
from roadmap.history.transaction import Author, Revision
from roadmap.models import Plan, PlanActivity, ShareLink

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DAY, LATER = date(2027, 3, 3), date(2027, 9, 9)


def calendar(client: Client, plan: Plan) -> dict[str, Any]:
    """The events of a plan's calendar, by what stands in their UID before the plan's id."""
    response = client.get(f"/plannen/{plan.pk}/ics")
    return by_name(response.content)


def by_name(data: bytes) -> dict[str, Any]:
    return {str(e["uid"]).split(".")[0]: e for e in Calendar.from_ical(data).walk("VEVENT")}


def cancelled(events: dict[str, Any]) -> list[tuple[str, str, date, date]]:
    return [
        (name, str(e["summary"]), e["dtstart"].dt, e["dtend"].dt)
        for name, e in events.items()
        if e.get("status") == "CANCELLED"
    ]


def author(plan: Plan) -> Author:
    return Author(plan.browser)


def edit(plan: Plan, row: PlanActivity, **fields: Any) -> None:
    version = activity_of(plan.pk, row.pk).version
    actions.activities.edit(
        Revision(plan.pk, author(plan)), row_id=row.pk, version=version, fields=fields
    )


def remove(plan: Plan, row: PlanActivity) -> None:
    version = activity_of(plan.pk, row.pk).version
    actions.activities.remove(Revision(plan.pk, author(plan)), row_id=row.pk, version=version)


def undo(plan: Plan, times: int = 1) -> None:
    for _ in range(times):
        actions.undo.undo(Revision(plan.pk, author(plan)))


@pytest.fixture
def rows(plan: Plan) -> list[PlanActivity]:
    """Two activities of `plan`; the first has the title 'Weg ermee' and is due on DAY."""
    first, second = plan.activities.all()[:2]
    edit(plan, first, title="Weg ermee", note="Geheim", due_date=DAY)
    return [first, second]


def test_removed_activity_is_cancelled(
    client: Client, plan: Plan, rows: list[PlanActivity]
) -> None:
    name = f"activiteit-{rows[0].pk}"
    before = calendar(client, plan)[name]
    remove(plan, rows[0])

    events = calendar(client, plan)

    assert cancelled(events) == [(name, "Weg ermee", DAY, DAY + timedelta(days=1))]
    assert events[name]["uid"] == before["uid"]
    assert (before["sequence"], events[name]["sequence"]) == (2, 3)
    assert "status" not in before
    plan.refresh_from_db()
    assert events[name]["dtstamp"].dt == plan.changed_at.replace(microsecond=0)
    assert events[name]["description"] == f"Versie 3, {timezone.localdate()}"


def test_activity_without_its_date_is_cancelled_under_its_present_title(
    client: Client, plan: Plan, rows: list[PlanActivity]
) -> None:
    edit(plan, rows[0], due_date=LATER)
    edit(plan, rows[0], due_date=None)
    edit(plan, rows[0], title="Nieuwe titel")

    name, day_after = f"activiteit-{rows[0].pk}", LATER + timedelta(days=1)
    assert cancelled(calendar(client, plan)) == [(name, "Nieuwe titel", LATER, day_after)]


def test_activity_that_lost_its_date_and_then_went_has_its_title(
    client: Client, plan: Plan, rows: list[PlanActivity]
) -> None:
    edit(plan, rows[0], due_date=None)
    remove(plan, rows[0])

    [(_, summary, day, _)] = cancelled(calendar(client, plan))

    assert (summary, day) == ("Weg ermee", DAY)


def test_what_came_back_is_not_cancelled(
    client: Client, plan: Plan, rows: list[PlanActivity]
) -> None:
    before = calendar(client, plan)
    remove(plan, rows[0])
    undo(plan)

    after = calendar(client, plan)

    assert after.keys() == before.keys()
    assert not cancelled(after)


def test_undo_takes_a_date_away_as_well(
    client: Client, plan: Plan, rows: list[PlanActivity]
) -> None:
    edit(plan, rows[1], due_date=DAY)
    edit(plan, rows[1], due_date=LATER)
    undo(plan, 2)

    name, title = f"activiteit-{rows[1].pk}", rows[1].title
    assert cancelled(calendar(client, plan)) == [(name, title, DAY, DAY + timedelta(days=1))]

    actions.undo.redo(Revision(plan.pk, author(plan)))
    assert not cancelled(calendar(client, plan))


def test_phase_without_its_dates_is_cancelled(client: Client, plan: Plan) -> None:
    def date_phase(span: Span | None) -> None:
        plan.refresh_from_db()
        actions.plans.edit_details(
            Revision(plan.pk, author(plan)), version=plan.version, dates={1: span}
        )

    date_phase(Span(DAY, LATER))
    date_phase(None)

    response = client.get(f"/plannen/{plan.pk}/ics")

    summary, day_after = "Fase 1. Verkennen & experimenteren", LATER + timedelta(days=1)
    assert cancelled(by_name(response.content)) == [("fase-1", summary, DAY, day_after)]
    assert b"VJOURNAL" not in response.content


def test_holder_of_a_link_reads_no_title_of_what_went(
    client: Client, plan: Plan, rows: list[PlanActivity]
) -> None:
    token = new_token()
    ShareLink.objects.create(
        plan=plan,
        name="Directie",
        token_hash=hash_of(token),
        expires_on=timezone.localdate() + timedelta(days=90),
        key=uuid4(),
    )
    edit(plan, rows[1], due_date=DAY)
    edit(plan, rows[1], due_date=None)
    remove(plan, rows[0])

    body = Client().get(f"/gedeeld/{token}/ics").content

    summaries = [summary for _, summary, _, _ in cancelled(by_name(body))]
    assert summaries == [rows[1].title, "Geschrapt uit het plan"]
    assert b"Weg ermee" not in body


def emptied(plan: Plan, row: PlanActivity, monkeypatch: pytest.MonkeyPatch) -> None:
    """Acts on `row`, until all older ones are emptied."""
    monkeypatch.setattr("roadmap.history.compaction.MAX_HISTORY_BYTES", KIB)
    monkeypatch.setattr("roadmap.history.compaction.LIMIT", 10)
    for number in range(50):
        edit(plan, row, note=f"{number} " * 20)


def test_emptied_history_still_cancels(
    client: Client, plan: Plan, rows: list[PlanActivity], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And an emptied act cannot be taken back, but has its line."""
    edit(plan, rows[1], due_date=LATER)
    undo(plan)
    remove(plan, rows[0])
    emptied(plan, rows[1], monkeypatch)

    events = cancelled(calendar(client, plan))

    assert [(summary, day) for _, summary, day, _ in events] == [
        (rows[1].title, LATER),
        ("Geschrapt uit het plan", DAY),
    ]
    stored = [edits for edits in plan.changes.values_list("edits", flat=True) if edits]
    assert "Weg ermee" not in str(stored)
    [kept] = [edits for edits in stored if edits[0]["kind"] == "past_dates"]
    assert kept[0]["before"] == [
        ["activity", rows[1].pk, "2027-09-09", "2027-09-09"],
        ["activity", rows[0].pk, "2027-03-03", "2027-03-03"],
    ]
    [number] = plan.changes.filter(edits__0__kind="past_dates").values_list("number", flat=True)
    with pytest.raises(actions.undo.NothingToUndo):
        actions.undo.revert(Revision(plan.pk, author(plan)), number=number)
    pages = [client.get(f"/plannen/{plan.pk}/geschiedenis/?pagina={n}") for n in range(1, 10)]
    assert {page.status_code for page in pages} == {200}


def test_calendar_asks_one_query_more_than_a_table(
    client: Client, plan: Plan, rows: list[PlanActivity]
) -> None:
    edit(plan, rows[1], due_date=LATER)
    undo(plan)
    remove(plan, rows[0])

    assert queries(client, plan, "ics") == queries(client, plan, "csv") + 1


def queries(client: Client, plan: Plan, kind: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/plannen/{plan.pk}/{kind}")
    return len(asked)


def test_milestone_is_an_event_that_moves_and_is_cancelled_once_removed(
    client: Client, plan: Plan
) -> None:
    values = MilestoneValues("Goedkeuring", DAY)
    actions.milestones.add(Revision(plan.pk, author(plan)), values=values)
    milestone = plan.milestones.get()
    before = calendar(client, plan)[name := f"mijlpaal-{milestone.pk}"]
    actions.milestones.edit(
        Revision(plan.pk, author(plan)),
        row_id=milestone.pk,
        version=milestone.version,
        fields={"day": LATER},
    )
    moved = calendar(client, plan)[name]
    milestone.refresh_from_db()
    actions.milestones.remove(
        Revision(plan.pk, author(plan)), row_id=milestone.pk, version=milestone.version
    )

    assert (before["dtstart"].dt, moved["dtstart"].dt) == (DAY, LATER)
    assert before["uid"] == moved["uid"] and before["sequence"] < moved["sequence"]
    events = calendar(client, plan)
    assert cancelled(events) == [(name, "Goedkeuring", LATER, LATER + timedelta(days=1))]
    assert events[name]["sequence"] > moved["sequence"]
    undo(plan)
    assert not cancelled(calendar(client, plan))
