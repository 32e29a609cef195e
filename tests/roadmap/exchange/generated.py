"""Plans as Hypothesis makes them: all that the forms can hold, in documents."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from hypothesis import strategies as st

from content.catalogue import Catalogue
from roadmap import texts
from roadmap.exchange.document import envelope

PRINTABLE = st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"])
TRICKY = st.sampled_from([
    "=1+1", "+a", "-a", "@a", "'a", "_x0041_", "x005F_", "_x000D_", "_x005F_x0041_", "<![CDATA[",
    "]]>", "&amp;",
    "\u202eom", "e\u0301", "\U0001f600", "a\u2028b", "http://x", "1", "1,5", "WAAR", "01/02/2027",
    "; ", "\\N\\;", "'\"\\", "#N/A", "null", "Niet gestart",
])  # fmt: skip


def line(most: int) -> st.SearchStrategy[str]:
    """What a line of a form keeps, not empty."""

    def kept(text: str) -> str:
        try:
            return texts.line(text, most)
        except texts.Unfit:
            return ""

    return (TRICKY | st.text(PRINTABLE, max_size=most // 2)).map(kept).filter(bool)


def note() -> st.SearchStrategy[str]:
    characters = PRINTABLE | st.sampled_from("\n\t ")
    return (TRICKY | st.text(characters, max_size=60)).map(lambda text: texts.note(text, 4000))


DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31)).map(str)
LINKS = st.lists(
    st.sampled_from(["https://voorbeeld.be/a?b=c;d#e", "http://voorbeeld.be/é", "https://x.be"]),
    max_size=3,
)


def activities(catalogue: Catalogue) -> st.SearchStrategy[list[dict[str, Any]]]:
    slugs = [activity.slug for activity in catalogue.activities]
    one = st.fixed_dictionaries(
        {
            "activity": st.sampled_from(["", "", *slugs]),
            "title": line(texts.ACTIVITY_TITLE_MOST),
            "published_title": st.just("") | line(texts.ACTIVITY_TITLE_MOST),
            "track": st.sampled_from([track.slug for track in catalogue.tracks]),
            "phase": st.sampled_from([phase.number for phase in catalogue.phases]),
            "order": st.integers(1, 6),
            "status": st.sampled_from(["todo", "doing", "done"]),
            "owner": st.just("") | line(texts.NAME_MOST),
            "roles": st.lists(
                st.sampled_from([role.slug for role in catalogue.roles]), max_size=3, unique=True
            ),
            "start_date": st.none() | DAYS,
            "due_date": st.none() | DAYS,
            "note": note(),
            "links": LINKS,
        }
    ).map(_in_time)
    return st.lists(one, max_size=8).map(_each_slug_once)


def contents(catalogue: Catalogue) -> st.SearchStrategy[dict[str, Any]]:
    slugs = [activity.slug for activity in catalogue.activities]
    factors = [factor.slug for factor in catalogue.success_factors]
    return st.fixed_dictionaries(
        {
            "title": line(texts.TITLE_MOST),
            "organisation": st.just("") | line(texts.NAME_MOST),
            "playbook": st.just(catalogue.number),
            "start": st.dictionaries(
                st.sampled_from([pillar.slug for pillar in catalogue.pillars]),
                st.sampled_from([profile.slug for profile in catalogue.profiles]),
            ),
            "phase_dates": st.dictionaries(
                st.sampled_from([str(phase.number) for phase in catalogue.phases]),
                st.lists(DAYS, min_size=2, max_size=2).map(sorted),
            ),
            "declined": st.lists(st.sampled_from(slugs), max_size=3, unique=True),
            "activities": activities(catalogue),
            "factors": st.lists(
                st.fixed_dictionaries(
                    {"factor": st.sampled_from(factors), "done": st.booleans(), "note": note()}
                ),
                max_size=3,
                unique_by=lambda factor: factor["factor"],
            ),
        }
    )


@cache
def documents(catalogue: Catalogue) -> st.SearchStrategy[dict[str, Any]]:
    milestone = st.fixed_dictionaries(
        {
            "name": line(texts.TITLE_MOST),
            "at": st.tuples(DAYS, st.times()).map(lambda t: f"{t[0]}T{t[1]:%H:%M:%S}Z"),
            "plan": contents(catalogue),
        }
    )
    plans = st.tuples(contents(catalogue), st.lists(milestone, max_size=2))
    return plans.map(
        lambda both: envelope(
            "0f0e0d0c-0b0a-4908-8706-050403020100",
            3,
            "2027-03-03",
            {**both[0], "milestones": both[1]},
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
