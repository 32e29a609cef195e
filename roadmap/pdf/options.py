"""Which parts a plan's PDF has, and on which paper. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from roadmap.pdf.paper.grid_scale import A1, A2, A3, A4, Sheet


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the PDF. `slug`: in addresses; `template`: in `roadmap/pdf/report/`.

    `flows`: it continues on the sheet of the part before it.
    """

    slug: str
    label: str
    template: str
    flows: bool = False


PARTS = (
    Part("overzicht", "Het overzicht: waar staan we, wie is nodig, wat komt eraan", "_summary"),
    Part("rooster", "Het rooster", "_grid"),
    Part("tijdlijn", "De tijdlijn", "_timeline"),
    Part(
        "activiteiten",
        "De activiteiten per fase, met wie, wanneer en notities",
        "_activities",
        flows=True,
    ),
    Part("rollen", "Wie hebben we nodig, met uren", "_roles", flows=True),
    Part("succesfactoren", "De kritieke succesfactoren", "_factors", flows=True),
    Part("profiel", "Het profiel in woorden", "_profile", flows=True),
)
"""In the order of the pages."""

SHEETS = {
    "a4": ("A4: alles op gewone bladen", A4),
    "a3": ("A3: alles op grote bladen", A3),
    "a2": ("A2-affiche: alleen het rooster", A2),
    "a1": ("A1-affiche: alleen het rooster, nog groter", A1),
}
"""For each paper its label and the grid's layout; a file has one size of paper."""
GRID_PARTS = tuple(part for part in PARTS if part.slug == "rooster")


@dataclass(frozen=True)
class PdfOptions:
    """The parts of a PDF and its paper; by default all parts, on A4. A poster is the grid alone."""

    parts: tuple[Part, ...] = PARTS
    paper: str = "a4"

    @classmethod
    def of(cls, parts: tuple[Part, ...], paper: str) -> PdfOptions:
        is_poster = SHEETS[paper][1].zoom > 1
        return cls(GRID_PARTS if is_poster else parts, paper)

    @property
    def sheet(self) -> Sheet:
        return SHEETS[self.paper][1]

    @cached_property
    def key(self) -> str:
        """'a3 overzicht rooster': identifies these options in the key of the PDF cache."""
        return " ".join((self.paper, *(part.slug for part in self.parts)))


DEFAULT_OPTIONS = PdfOptions()

READY_PARTS = tuple(
    part for part in PARTS if part.slug in ("rooster", "activiteiten", "rollen", "profiel")
)
"""The parts of a ready-made plan, which has no statuses, dates or factors."""
