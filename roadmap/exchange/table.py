"""A plan's activities as lines of a table, as CSV and spreadsheet show them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from content.catalogue import Catalogue, Phase, Track
from roadmap.domain.plan.wording import STATUSES
from roadmap.exchange.document import Document

TITLE, PILLAR, TRACK, PHASE = "Activiteit", "Pijler", "Spoor", "Fase"
STATUS, OWNER, START, DUE = "Status", "Wie trekt dit", "Begin", "Klaar tegen"
ROLES, NOTE, LINKS, ORDER = "Rollen", "Notitie", "Links", "Volgorde"
COLUMNS = (
    TITLE, PILLAR, TRACK, PHASE, STATUS, OWNER, START, DUE, ROLES, NOTE, LINKS, ORDER,
)  # fmt: skip
DAYS = (START, DUE)
BETWEEN_ROLES = "; "
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0", "'")
"""What a spreadsheet takes for the beginning of a formula, and the sign that tells it otherwise."""

Line = Mapping[str, str | int]
"""From a column's name to its value; days as '2027-02-28', '' for what is not there."""


@dataclass(frozen=True)
class Words:
    """The playbook's names of slugs and numbers; an unknown one is its own name."""

    catalogue: Catalogue

    def pillar(self, track: str) -> str:
        known = self.catalogue.track_by_slug.get(track)
        return known.pillar.name if known else track

    def track(self, track: str) -> str:
        known = self.catalogue.track_by_slug.get(track)
        return known.name if known else ""

    def phase(self, number: int) -> str:
        known = self.catalogue.phase_by_number.get(number)
        return phase_name(known) if known else str(number)

    def role(self, slug: str) -> str:
        return next((role.name for role in self.catalogue.roles if role.slug == slug), slug)


def lines(plan: Document, catalogue: Catalogue) -> list[Line]:
    """One line an activity, in the document's order."""
    words = Words(catalogue)
    return [
        {
            TITLE: activity["title"],
            PILLAR: words.pillar(activity["track"]),
            TRACK: words.track(activity["track"]),
            PHASE: words.phase(activity["phase"]),
            STATUS: STATUSES[activity["status"]],
            OWNER: activity["owner"],
            START: activity["start_date"] or "",
            DUE: activity["due_date"] or "",
            ROLES: BETWEEN_ROLES.join(map(words.role, activity["roles"])),
            NOTE: activity["note"],
            LINKS: "\n".join(activity["links"]),
            ORDER: activity["order"],
        }
        for activity in plan["activities"]
    ]


def phase_name(phase: Phase) -> str:
    return f"{phase.number}. {phase.name}"


def plain(text: str) -> str:
    """A name as people repeat it: 'Visie en strategie' and 'VISIE  &  strategie' are the same."""
    return "".join(filter(str.isalnum, text.casefold().replace("&", " en ")))


def track_at(catalogue: Catalogue, pillar: str, track: str) -> Track | None:
    """The track that these names stand for, as people repeat them."""
    wanted = plain(pillar), plain(track)
    return next(
        (t for t in catalogue.tracks if (plain(t.pillar.name), plain(t.name)) == wanted), None
    )


def phase_at(catalogue: Catalogue, text: str) -> Phase | None:
    """The phase of '2', 'Fase 2', 'Keuzes maken' or '2. Keuzes maken'."""
    wanted = plain(text).removeprefix("fase").lstrip("0")
    return next(
        (
            phase
            for phase in catalogue.phases
            if wanted in (str(phase.number), plain(phase.name), plain(phase_name(phase)))
        ),
        None,
    )
