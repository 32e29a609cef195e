"""What a document refers to and this site's playbook does not know. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from content.catalogue import KnownCatalogue
from roadmap.exchange.errors import FileError, ImportRejected, Place, place_in_document, shown
from roadmap.exchange.schema import Exported, PlanContent

Where = tuple[str | int, ...]


def check_references(
    document: Exported, known: KnownCatalogue, place: Place = place_in_document
) -> None:
    """Raises ImportRejected with each reference that this site's playbook does not know."""
    found = list(_unknown(document.plan, known, ("plan",)))
    for number, saved in enumerate(document.plan.saved_states):
        found += _unknown(saved.plan, known, ("plan", "saved_states", number, "plan"))
    if found:
        raise ImportRejected(
            FileError(f"‘{shown(value)}’ kent het playbook van deze site niet.", place(where))
            for where, value in found
        )


def _unknown(plan: PlanContent, known: KnownCatalogue, at: Where) -> Iterator[tuple[Where, object]]:
    """Each value that is not known, with its place."""
    for where, value, choices in _references(plan, known):
        if value not in choices:
            yield (*at, *where), value


def _references(
    plan: PlanContent, known: KnownCatalogue
) -> Iterator[tuple[Where, object, Collection[object]]]:
    """The place and the value of each reference, and what it can be."""
    numbers = {str(number) for number in known.phases}
    yield ("playbook",), plan.playbook, known.playbooks
    for pillar, profile in plan.start.items():
        yield ("start",), pillar, known.pillars
        yield ("start",), profile, known.profiles
    for number in plan.phase_dates:
        yield ("phase_dates",), number, numbers
    for at, slug in enumerate(plan.declined):
        yield ("declined", at), slug, known.activities
    for at, activity in enumerate(plan.activities):
        if activity.activity:
            yield ("activities", at, "activity"), activity.activity, known.activities
        yield ("activities", at, "track"), activity.track, known.tracks
        yield ("activities", at, "phase"), activity.phase, known.phases
        for role in activity.roles:
            yield ("activities", at, "roles"), role, known.roles
    for at, factor in enumerate(plan.factors):
        yield ("factors", at, "factor"), factor.factor, known.factors
