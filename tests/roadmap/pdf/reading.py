"""Reads a tagged PDF back: its structure tree, the text of each element, the verdict on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import page as pdf_validator
import pikepdf
from pikepdf import Array, Dictionary

from content.catalogue import Catalogue
from roadmap.domain.changes.change_summary import RECENT_DAYS
from roadmap.domain.overview.plan_reading import PlanReading
from roadmap.history.reading import read_plan
from roadmap.models import Plan
from roadmap.pdf.options import DEFAULT_OPTIONS, PdfOptions
from roadmap.pdf.report import Report, plan_report


def reading_of(plan: Plan, today: date) -> PlanReading:
    row = Plan.objects.select_related("playbook_version").get(pk=plan.pk)
    return read_plan(row, since=today - timedelta(days=RECENT_DAYS), with_saved_states=True)


def report_of(
    plan: Plan,
    catalogue: Catalogue,
    today: date,
    options: PdfOptions = DEFAULT_OPTIONS,
    *,
    with_notes: bool = True,
) -> Report:
    """What the plan's PDF shows, of the plan as it is stored now."""
    return plan_report(catalogue, reading_of(plan, today), today, options, with_notes=with_notes)


class Tags:
    """A PDF's structure tree, with the text that each element holds."""

    def __init__(self, pdf: bytes) -> None:
        self.document = pikepdf.open(BytesIO(pdf))
        self.root = self.document.Root.StructTreeRoot
        self.texts = self._texts()

    def elements(self, node: pikepdf.Object, kind: str) -> Iterator[Dictionary]:
        children = node.get("/K", Array())
        for child in children if isinstance(children, Array) else [children]:
            if isinstance(child, Dictionary) and "/S" in child:
                if f"/{kind}" == child.S:
                    yield child
                yield from self.elements(child, kind)

    def text(self, node: pikepdf.Object, page: pikepdf.Object | None = None) -> str:
        page = node.get("/Pg", page)
        parts = []
        children = node.get("/K", Array())
        for child in children if isinstance(children, Array) else [children]:
            if isinstance(child, int) and page is not None:
                parts.append(self.texts[page.objgen].get(child, ""))
            elif isinstance(child, Dictionary):
                parts.append(self.text(child, page))
        return " ".join(" ".join(parts).split())

    def _texts(self) -> dict[tuple[int, int], dict[int, str]]:
        """Per page, the text of each marked content, read through the fonts' own tables."""
        pages = {}
        for sheet in self.document.pages:
            fonts = {
                name: _characters(font) for name, font in sheet.Resources.get("/Font", {}).items()
            }
            found: dict[int, str] = {}
            number, font = None, {}
            for instruction in pikepdf.parse_content_stream(sheet):
                operands, operator = instruction.operands, instruction.operator
                match str(operator):
                    case "BDC":
                        number = operands[1].get("/MCID")
                    case "EMC":
                        number = None
                    case "Tf":
                        font = fonts[str(operands[0])]
                    case "TJ" if number is not None:
                        for part in operands[0]:
                            if isinstance(part, pikepdf.String):
                                raw = bytes(part)
                                codes = [raw[i : i + 2] for i in range(0, len(raw), 2)]
                                text = "".join(font.get(code, "") for code in codes)
                                found[int(number)] = found.get(int(number), "") + text
            pages[sheet.obj.objgen] = found
        return pages


def _characters(font: pikepdf.Object) -> dict[bytes, str]:
    """The font's ToUnicode table."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    return {
        bytes.fromhex(code): bytes.fromhex(text).decode("utf-16-be")
        for code, text in re.findall(r"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", table)
    }


def grid_cells(tags: Tags) -> dict[tuple[str, ...], list[str]]:
    """Titles by the headers that the file itself gives each cell of its grids."""
    headers = {
        str(h.ID): squeezed(tags.text(h)) for h in tags.elements(tags.root, "TH") if "/ID" in h
    }
    found: dict[tuple[str, ...], list[str]] = {}
    for table in tags.elements(tags.root, "Table"):
        if "Activiteiten" not in " ".join(tags.text(c) for c in tags.elements(table, "Caption")):
            continue
        for cell in tags.elements(table, "TD"):
            names = tuple(headers[str(name)] for name in cell.A.get("/Headers", Array()))
            if names:
                titles = [squeezed(tags.text(item)) for item in tags.elements(cell, "LI")]
                found.setdefault(names, []).extend(titles)
    return found


def squeezed(text: str) -> str:
    """Without spaces and hyphens: where a word was broken, no reader can tell."""
    return "".join(text.replace("-", "").split())


def is_sound(pdf: bytes, folder: Path) -> bool:
    path = folder / "plan.pdf"
    path.write_bytes(pdf)
    report = pdf_validator.validate_pdf(str(path), profile=pdf_validator.ValidationProfile.PDF_UA_1)
    return bool(report.is_compliant)
