from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.catalogue import Catalogue, Role
from roadmap.domain.overview.effort import effort, hours_a_month, hours_label
from roadmap.domain.overview.grid import Grid, GridItem, build_grid
from tests.roadmap.domain.overview.test_grid import bare_catalogue

pytestmark = pytest.mark.once


def role(amount: str, unit: str, period: str, *pillars: str, slug: str = "rol") -> Role:
    return Role(slug, slug.capitalize(), Decimal(amount), unit, period, frozenset(pillars))


def with_roles(*roles: Role) -> Catalogue:
    lead = (Decimal("0.5"), Decimal("1.0"))
    return replace(bare_catalogue(), roles=roles, lead_fte=lead)


@pytest.mark.parametrize(
    ("amount", "unit", "period", "exact", "shown", "working"),
    [
        ("1", "uur", "maand", Fraction(1), "1", "1 u."),
        ("1", "uur", "week", Fraction(52, 12), "4,3", "1 u. × 52/12"),
        ("0.5", "dag", "maand", Fraction(38, 10), "3,8", "0,5 dag × 7,6 u."),
        ("1", "dag", "maand", Fraction(76, 10), "7,6", "1 dag × 7,6 u."),
        ("1.5", "dag", "maand", Fraction(114, 10), "11,4", "1,5 dag × 7,6 u."),
        # 0,5 × 7,6 = 3,8 a week; × 52 = 197,6 a year; / 12 = 16,4666…
        ("0.5", "dag", "week", Fraction(1976, 120), "16,5", "0,5 dag × 7,6 u. × 52/12"),
        # 7,6 × 52 / 12 = 32,9333…
        ("1", "dag", "week", Fraction(3952, 120), "32,9", "1 dag × 7,6 u. × 52/12"),
        # 38 × 52 / 12 = 164,6666…
        ("5", "dag", "week", Fraction(1976, 12), "164,7", "5 dagen × 7,6 u. × 52/12"),
    ],
)
def test_hours_a_month(
    amount: str, unit: str, period: str, exact: Fraction, shown: str, working: str
) -> None:
    catalogue = with_roles(role(amount, unit, period, "a"))

    (line,) = effort(catalogue, build_grid(catalogue, [GridItem("x", "a", 1, 1)])).roles

    assert line.hours == hours_a_month(line.role) == exact
    assert (line.working, line.hours_label) == (working, shown)


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (Fraction(0), "0"),
        (Fraction(1, 20), "0,1"),
        (Fraction(49, 1000), "0"),
        (Fraction(425, 100), "4,3"),
        (Fraction(4249999, 1000000), "4,2"),
        (Fraction(995, 100), "10"),
        (Fraction(26753333, 100000), "267,5"),
    ],
)
def test_hours_label_is_rounded_half_up(hours: Fraction, shown: str) -> None:
    assert hours_label(hours) == shown


@given(st.fractions(min_value=0, max_value=10_000))
def test_hours_label_is_within_half_a_tenth(hours: Fraction) -> None:
    shown = Fraction(hours_label(hours).replace(",", "."))

    assert -Fraction(1, 20) < shown - hours <= Fraction(1, 20)


def whole(catalogue: Catalogue) -> Grid:
    return build_grid(catalogue, map(GridItem.of_catalogue, catalogue.activities))


def test_effort_of_everything_is_the_sum_by_hand(catalogue: Catalogue) -> None:
    found = effort(catalogue, whole(catalogue))

    hours_in_months = 3 * 1  # management team, juridische afdeling, integriteitscoördinator
    hours_in_weeks = 2 * 1  # domeinexperten, risicobeheer
    days_in_months = Fraction(1 + 1 + 1) + Fraction(3, 2) + 2 * Fraction(1, 2)
    days_in_weeks = Fraction(1, 2) + 5 + 1
    by_hand = (
        hours_in_months
        + hours_in_weeks * Fraction(52, 12)
        + days_in_months * Fraction(76, 10)
        + days_in_weeks * Fraction(76, 10) * Fraction(52, 12)
    )
    assert len(found.roles) == 14
    assert found.total == by_hand
    assert found.total_label == "267,5"
    assert found.lead_time == "0,5 tot 1 VTE"
    assert [pillar.slug for pillar in found.silent] == ["ai-architectuur"]


def test_effort_counts_a_role_of_two_pillars_once(catalogue: Catalogue) -> None:
    items = [GridItem("x", "ai-use-cases", 1, 1), GridItem("y", "betrouwbare-ai", 1, 1)]

    found = effort(catalogue, build_grid(catalogue, items))

    teams = [line for line in found.roles if line.role.slug == "data-en-of-ai-teams"]
    assert len(teams) == 1
    assert [(p.slug, there) for p, there in teams[0].takes_part] == [
        ("innovatie", True),
        ("betrouwbare-ai", True),
    ]
    assert not found.silent


def test_effort_sums_what_is_not_rounded() -> None:
    """Three times 52/12 is 13, where three times 4,3 would be 12,9."""
    roles = tuple(role("1", "uur", "week", "a", slug=name) for name in ("een", "twee", "drie"))
    catalogue = with_roles(*roles)

    found = effort(catalogue, build_grid(catalogue, [GridItem("x", "a", 1, 1)]))

    assert [line.hours_label for line in found.roles] == ["4,3"] * 3
    assert found.total_label == "13"


def test_effort_of_a_pillar_without_roles(catalogue: Catalogue) -> None:
    found = effort(catalogue, build_grid(catalogue, [GridItem("x", "ai-architectuur", 1, 1)]))

    assert found.roles == ()
    assert found.total_label == "0"
    assert [pillar.name for pillar in found.silent] == ["AI-architectuur"]


def test_effort_of_nothing(catalogue: Catalogue) -> None:
    found = effort(catalogue, build_grid(catalogue, []))

    assert (found.pillars, found.roles, found.silent, found.assigned) == ((), (), (), ())


def test_effort_lists_the_roles_put_on_activities(catalogue: Catalogue) -> None:
    items = [
        GridItem("Eerste", "visie-strategie", 1, 1, roles=("data-protection-officer", "vroeger")),
        GridItem("Tweede", "visie-strategie", 2, 1, roles=("management-team",)),
        GridItem("Derde", "visie-strategie", 3, 1, roles=("management-team",)),
    ]

    found = effort(catalogue, build_grid(catalogue, items))

    assert [(a.name, [i.title for i in a.items], a.follows) for a in found.assigned] == [
        ("Management team", ["Tweede", "Derde"], True),
        ("Data protection officer", ["Eerste"], False),
        ("vroeger", ["Eerste"], False),
    ]
    assert "data-protection-officer" not in {line.role.slug for line in found.roles}
