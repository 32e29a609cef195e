"""The parts of a plan's PDF, and its paper. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from roadmap.pdf.grid_scale import A3, A4, Sheet


@dataclass(frozen=True, slots=True)
class Part:
    """`slug` in addresses; `template` below `roadmap/pdf/report/`."""

    slug: str
    label: str
    template: str


PARTS = (
    Part("overzicht", "Het overzicht: waar staan we, wie is nodig, wat komt eraan", "_summary"),
    Part("rooster", "Het rooster", "_grid"),
    Part("tijdlijn", "De tijdlijn", "_timeline"),
    Part("activiteiten", "De activiteiten per fase, met wie, wanneer en notities", "_activities"),
    Part("rollen", "Wie hebben we nodig, met uren", "_roles"),
    Part("succesfactoren", "De kritieke succesfactoren", "_factors"),
    Part("profiel", "Het profiel in woorden", "_profile"),
)
"""In the order of the pages."""

SHEETS = {
    "a3": ("A3: het rooster op één groot blad", A3),
    "a4": ("A4: het rooster op een gewoon blad, in kleinere letters", A4),
}


@dataclass(frozen=True)
class PdfOptions:
    """The parts of a PDF and the paper of its grid; by default all parts, on A3."""

    parts: tuple[Part, ...] = PARTS
    paper: str = "a3"

    @property
    def sheet(self) -> Sheet:
        return SHEETS[self.paper][1]

    def starts_with(self, slug: str) -> bool:
        return self.parts[0].slug == slug

    @cached_property
    def key(self) -> str:
        """'a3 overzicht rooster': part of the PDF's version."""
        return " ".join((self.paper, *(part.slug for part in self.parts)))


DEFAULT_OPTIONS = PdfOptions()

READY_OPTIONS = PdfOptions(
    tuple(part for part in PARTS if part.slug in ("rooster", "activiteiten", "rollen", "profiel"))
)
"""The parts of a ready plan, which has no statuses, dates or factors."""
