"""Plans as Hypothesis makes them: all that the forms can hold, in documents."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.conf import settings
from hypothesis import strategies as st

from content import text_rules
from roadmap.domain.plan import limits
from roadmap.exchange.plan_document import envelope

FIXTURES = Path(settings.BASE_DIR, "content", "fixtures")


def published(kind: str, name: str = "slug") -> list[Any]:
    """What the playbook's fixtures call all things of a kind."""
    (path,) = FIXTURES.glob(f"*_{kind}.yaml")
    return [entry["fields"][name] for entry in yaml.safe_load(path.read_text())]


ACTIVITIES, FACTORS, ROLES = map(published, ("activity", "successfactor", "role"))
PILLARS, PROFILES, TRACKS = map(published, ("pillar", "profile", "track"))
PHASES, PLAYBOOKS = published("phase", "number"), published("playbookversion", "number")
NO_CHARACTERS = {chr(n) for n in range(0xFDD0, 0xFDF0)} | {
    chr(plane + n) for plane in range(0, 0x110000, 0x10000) for n in (0xFFFE, 0xFFFF)
}
PRINTABLE = st.characters(exclude_categories=["Cs", "Cc", "Co"], exclude_characters=NO_CHARACTERS)
TRICKY = st.sampled_from([
    "=1+1", "+a", "-a", "@a", "'a", "_x0041_", "x005F_", "_x000D_", "_x005F_x0041_", "<![CDATA[",
    "]]>", "&amp;",
    "\u202eom", "e\u0301", "\U0001f600", "a\u2028b", "http://x", "1", "1,5", "WAAR", "01/02/2027",
    "; ", "\\N\\;", "'\"\\", "#N/A", "null", "Niet gestart",
    "\U0001fae8",
])  # fmt: skip

CODES = st.lists(
    st.sampled_from(
        ["_x000D_", "_x005F_", "x005F_", "x000d_", "_x0041_", "_x", "_", "a", " ", "<r>", "</r>"]
    ),
    max_size=6,
).map("".join)
"""What a workbook escapes, also where one code runs into the next."""


def line(most: int) -> st.SearchStrategy[str]:
    """What a line of a form keeps, not empty."""

    def kept(text: str) -> str:
        try:
            return text_rules.line(text, most)
        except text_rules.InvalidText:
            return ""

    return (TRICKY | CODES | st.text(PRINTABLE, max_size=most // 2)).map(kept).filter(bool)


def note() -> st.SearchStrategy[str]:
    characters = PRINTABLE | st.sampled_from("\n\t ")
    return (TRICKY | CODES | st.text(characters, max_size=60)).map(
        lambda text: text_rules.note(text, 4000)
    )


DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31)).map(str)
RHYTHM = st.sampled_from(["", "monthly", "quarterly", "yearly"])
LINKS = st.lists(
    st.sampled_from(
        ["https://voorbeeld.be/a?b=c;d#e", "http://voorbeeld.be/é", "https://intranet:8080/pad"]
    ),
    max_size=3,
)


def activities() -> st.SearchStrategy[list[dict[str, Any]]]:
    one = st.fixed_dictionaries(
        {
            "activity": st.sampled_from(["", "", *ACTIVITIES]),
            "title": line(limits.MAX_ACTIVITY_TITLE),
            "published_title": st.just("") | line(limits.MAX_ACTIVITY_TITLE),
            "track": st.sampled_from(TRACKS),
            "phase": st.sampled_from(PHASES),
            "order": st.integers(1, 6),
            "status": st.sampled_from(["todo", "doing", "done"]),
            "owner": st.just("") | line(limits.MAX_NAME),
            "roles": st.lists(st.sampled_from(ROLES), max_size=3, unique=True),
            "start_date": st.none() | DAYS,
            "due_date": st.none() | DAYS,
            "review": RHYTHM,
            "review_on": st.none() | DAYS,
            "note": note(),
            "steps": st.lists(
                st.fixed_dictionaries({"text": line(limits.MAX_STEP), "done": st.booleans()}),
                max_size=3,
            ),
            "links": LINKS,
        }
    ).map(_in_time)
    return st.lists(one, max_size=8).map(_each_slug_once)


def contents() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "title": line(limits.MAX_TITLE),
            "organisation": st.just("") | line(limits.MAX_NAME),
            "playbook": st.sampled_from(PLAYBOOKS),
            "start": st.dictionaries(
                st.sampled_from(PILLARS),
                st.sampled_from(PROFILES),
            ),
            "phase_dates": st.dictionaries(
                st.sampled_from([str(number) for number in PHASES]),
                st.lists(DAYS, min_size=2, max_size=2).map(sorted),
            ),
            "review": RHYTHM,
            "review_on": st.none() | DAYS,
            "declined": st.lists(st.sampled_from(ACTIVITIES), max_size=3, unique=True),
            "quarterly": st.booleans(),
            "asked": st.just("") | line(limits.MAX_ASKED),
            "activities": activities(),
            "factors": st.lists(
                st.fixed_dictionaries(
                    {"factor": st.sampled_from(FACTORS), "done": st.booleans(), "note": note()}
                ),
                max_size=3,
                unique_by=lambda factor: factor["factor"],
            ),
            "milestones": st.lists(
                st.fixed_dictionaries({"title": line(limits.MAX_TITLE), "day": DAYS}), max_size=3
            ),
        }
    )


def documents() -> st.SearchStrategy[dict[str, Any]]:
    saved_state = st.fixed_dictionaries(
        {
            "name": line(limits.MAX_TITLE),
            "at": st.tuples(DAYS, st.times()).map(lambda t: f"{t[0]}T{t[1]:%H:%M:%S}Z"),
            "plan": contents(),
        }
    )
    plans = st.tuples(contents(), st.lists(saved_state, max_size=2))
    return plans.map(
        lambda both: envelope(
            UUID("0f0e0d0c-0b0a-4908-8706-050403020100"),
            3,
            date(2027, 3, 3),
            {**both[0], "saved_states": both[1]},
        )
    )


def _in_time(fields: dict[str, Any]) -> dict[str, Any]:
    start, due = fields["start_date"], fields["due_date"]
    return {**fields, "due_date": None} if start and due and due < start else fields


def _each_slug_once(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    seen: set[str] = set()
    kept = []
    for row in rows:
        if not row["activity"] or row["activity"] not in seen:
            kept.append(row)
            seen.add(row["activity"])
    return kept
