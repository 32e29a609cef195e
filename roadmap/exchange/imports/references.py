"""What a document refers to and this site's playbook does not know. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from content.catalogue import KnownCatalogue
from roadmap.exchange.errors import FileError, ImportRejected, Place, place_in_document, shown
from roadmap.exchange.schema import Exported, PlanContent

Where = tuple[str | int, ...]


def check_references(
    document: Exported, known: KnownCatalogue, place: Place = place_in_document
) -> None:
    """Raises ImportRejected with each reference that this site's playbook does not know."""
    found = list(_unknown(document.plan, known, ("plan",)))
    for number, milestone in enumerate(document.plan.milestones):
        found += _unknown(milestone.plan, known, ("plan", "milestones", number, "plan"))
    if found:
        raise ImportRejected(
            FileError(f"‘{shown(value)}’ kent het playbook van deze site niet.", place(where))
            for where, value in found
        )


def _unknown(plan: PlanContent, known: KnownCatalogue, at: Where) -> Iterator[tuple[Where, object]]:
    yield from _strangers([((*at, "playbook"), plan.playbook)], known.playbooks)
    yield from _strangers((((*at, "start"), pillar) for pillar in plan.start), known.pillars)
    profiles = plan.start.values()
    yield from _strangers((((*at, "start"), profile) for profile in profiles), known.profiles)
    numbers = {str(number) for number in known.phases}
    yield from _strangers((((*at, "phase_dates"), n) for n in plan.phase_dates), numbers)
    declined = enumerate(plan.declined)
    yield from _strangers((((*at, "declined", n), s) for n, s in declined), known.activities)
    for number, activity in enumerate(plan.activities):
        here = (*at, "activities", number)
        yield from _strangers([((*here, "activity"), activity.activity)], known.activities | {""})
        yield from _strangers([((*here, "track"), activity.track)], known.tracks)
        yield from _strangers([((*here, "phase"), activity.phase)], known.phases)
        roles = activity.roles
        yield from _strangers((((*here, "roles"), role) for role in roles), known.roles)
    for number, factor in enumerate(plan.factors):
        here = (*at, "factors", number, "factor")
        yield from _strangers([(here, factor.factor)], known.factors)


def _strangers(
    named: Iterable[tuple[Where, object]], known: Iterable[object]
) -> Iterator[tuple[Where, object]]:
    known = frozenset(known)
    return ((where, value) for where, value in named if value not in known)
