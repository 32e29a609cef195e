"""A survey on paper: slips with codes, and the meeting sheet. The render worker runs this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string

from assessment.survey.code_slips import made_slips
from assessment.survey.domain.talking_points import OutcomePage
from roadmap.pdf.renderer import draw


@dataclass(frozen=True, slots=True)
class SurveyHead:
    """The heading of a survey's papers, the same in every download. `closes_on`: in words."""

    title: str
    organisation: str
    closes_on: str
    asked: int
    has_codes: bool


def slips_pdf(head: SurveyHead, address: str, codes: Sequence[str]) -> bytes:
    """Eight slips a sheet, in the order of `codes`, which tells nothing. Raises as `draw`."""
    slips = made_slips(address, codes, title="QR-code van het adres met deze code")
    sheets = [slips[start : start + 8] for start in range(0, len(slips), 8)]
    context = {"head": head, "address": address, "sheets": sheets}
    return draw(render_to_string("roadmap/pdf/slips.html", context))


def meeting_sheet_pdf(head: SurveyHead, page: OutcomePage) -> bytes:
    """One A4 with the questions, most disagreement first, and room to write. Raises as `draw`."""
    context = {"head": head, "page": page}
    return draw(render_to_string("roadmap/pdf/meeting_sheet.html", context))
