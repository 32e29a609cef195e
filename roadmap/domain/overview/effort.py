"""The roles that a plan needs, in hours a month. Pure.

The playbook gives each role's expected time in hours or days a week or a month. To add them up we
assume 7,6 hours a day and 52/12 weeks a month; screens label that as our assumption. Sums are
exact: only labels are rounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from content.catalogue import Catalogue, Pillar, Role
from roadmap.domain.overview.grid import Grid, GridItem

HOURS_A_DAY = Fraction(76, 10)
WEEKS_A_MONTH = Fraction(52, 12)


@dataclass(frozen=True, slots=True)
class RoleEffort:
    """One role. `hours`: a month. `takes_part`: for each pillar of the plan whether it is in it."""

    role: Role
    hours: Fraction
    takes_part: tuple[tuple[Pillar, bool], ...]

    @property
    def hours_label(self) -> str:
        return hours_label(self.hours)

    @property
    def working(self) -> str:
        """The computation of the hours: '0,5 dag × 7,6 u. × 52/12'."""
        parts = [self.role.time.split("/")[0]]
        if self.role.unit == "dag":
            parts.append("7,6 u.")
        if self.role.period == "week":
            parts.append("52/12")
        return " × ".join(parts)


@dataclass(frozen=True, slots=True)
class Assigned:
    """A role that people put on activities. `follows`: its pillars call for it as well."""

    name: str
    items: tuple[GridItem, ...]
    follows: bool


@dataclass(frozen=True, slots=True)
class Effort:
    """The roles that a plan's pillars call for, each once, and their total hours a month.

    `silent`: the plan's pillars for which the source names no role. `lead_time`: the AI-trekker's
    expected time, in the source's words; it is not in the total.
    """

    pillars: tuple[Pillar, ...]
    silent: tuple[Pillar, ...]
    roles: tuple[RoleEffort, ...]
    assigned: tuple[Assigned, ...]
    lead_time: str

    @property
    def total(self) -> Fraction:
        return sum((line.hours for line in self.roles), Fraction(0))

    @property
    def heaviest(self) -> RoleEffort | None:
        """The role with the most hours, the first of several; None without roles."""
        return max(self.roles, key=lambda line: line.hours, default=None)

    @property
    def total_label(self) -> str:
        return hours_label(self.total)


def effort(catalogue: Catalogue, grid: Grid) -> Effort:
    pillars = grid.pillars
    roles = catalogue.roles_of(pillar.slug for pillar in pillars)
    named = frozenset().union(*(role.pillars for role in catalogue.roles))
    return Effort(
        pillars=pillars,
        silent=tuple(pillar for pillar in pillars if pillar.slug not in named),
        roles=tuple(
            RoleEffort(
                role,
                hours_a_month(role),
                tuple((pillar, pillar.slug in role.pillars) for pillar in pillars),
            )
            for role in roles
        ),
        assigned=_assigned(catalogue, roles, grid),
        lead_time=catalogue.lead_time,
    )


def hours_a_month(role: Role) -> Fraction:
    """A role's expected time in hours a month, exactly."""
    hours = Fraction(role.amount)
    if role.unit == "dag":
        hours *= HOURS_A_DAY
    if role.period == "week":
        hours *= WEEKS_A_MONTH
    return hours


def hours_label(hours: Fraction) -> str:
    """At most one decimal, half upwards, with a comma: 52/12 → '4,3'; 1 → '1'."""
    tenths = int(hours * 10 + Fraction(1, 2))
    return f"{tenths // 10},{tenths % 10}".removesuffix(",0")


def _assigned(catalogue: Catalogue, following: Iterable[Role], grid: Grid) -> tuple[Assigned, ...]:
    """In the playbook's order; a role that the playbook no longer holds keeps its slug as name."""
    names = {role.slug: role.name for role in catalogue.roles}
    follows = {role.slug for role in following}
    found: dict[str, list[GridItem]] = {slug: [] for slug in names}
    for _, _, item in grid.placed:
        for slug in item.roles:
            found.setdefault(slug, []).append(item)
    return tuple(
        Assigned(names.get(slug, slug), tuple(items), slug in follows)
        for slug, items in found.items()
        if items
    )
