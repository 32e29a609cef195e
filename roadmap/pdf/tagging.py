"""Finishes what WeasyPrint leaves open in a tagged PDF, before it is written.

WeasyPrint gives header cells no scope (ISO 14289-1, 7.5), marks the text of page margins as content
outside the structure, where it should be an artifact (7.1), places figures in its own pixels, where
readers expect points from the foot of the page, and names no relation of an attachment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydyf import Array, Dictionary

from roadmap.pdf.repeated_images import share

POINTS = 0.75
"""Of a CSS pixel."""
NOTHING = b"null"


@dataclass(frozen=True, slots=True)
class Element:
    """A structure element; `page` refers to the page on which its content stands."""

    tag: dict[str, Any]
    page: bytes
    in_head: bool


def finish(document: object, pdf: Any) -> None:
    """WeasyPrint calls this with the `pydyf.PDF` that it is about to write."""
    finish_tags(pdf)
    name_sources(pdf)
    pages = [_at(pdf, reference) for reference in pdf.page_references]
    streams = [_at(pdf, page["Contents"]) for page in pages]
    share(pdf, _at(pdf, pages[0]["Resources"]), streams)


def name_sources(pdf: Any) -> None:
    """Every attachment is the source of the document (ISO 32000-2, 7.11.3)."""
    files = [o for o in pdf.objects if isinstance(o, Dictionary) and o.get("Type") == "/Filespec"]
    for file in files:
        file["AFRelationship"] = "/Source"
    if files:
        pdf.catalog["AF"] = Array([file.reference for file in files])


def finish_tags(pdf: Any) -> None:
    used: defaultdict[bytes, set[int]] = defaultdict(set)
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    for element in _elements(pdf, root):
        kind = element.tag["S"]
        if kind == "/TH":
            element.tag["A"]["Scope"] = "/Column" if element.in_head else "/Row"
        elif kind == "/Figure":
            box, height = element.tag["A"]["BBox"], _at(pdf, element.page)["MediaBox"][3]
            left, top, right, bottom = (POINTS * side for side in box)
            box[:] = [left, height - bottom, right, height - top]
        used[element.page] |= {kid for kid in element.tag["K"] if isinstance(kid, int)}
    numbers = _at(pdf, root["ParentTree"])["Nums"]
    parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for reference in pdf.page_references:
        page = _at(pdf, reference)
        _free_margins(_at(pdf, page["Contents"]).stream, used[reference])
        own = parents[page["StructParents"]]
        own[:] = [node if number in used[reference] else NOTHING for number, node in enumerate(own)]


def _at(pdf: Any, reference: bytes) -> Any:
    """The object that '12 0 R' refers to."""
    return pdf.objects[int(reference.split()[0])]


def _elements(pdf: Any, root: dict[str, Any]) -> Iterator[Element]:
    waiting = [(kid, False) for kid in root["K"]]
    while waiting:
        reference, in_head = waiting.pop()
        tag = _at(pdf, reference)
        if "S" not in tag:  # a link's annotation
            continue
        in_head = in_head or tag["S"] == "/THead"
        yield Element(tag, tag.get("Pg", b""), in_head)
        waiting += [(kid, in_head) for kid in tag["K"] if isinstance(kid, bytes)]


def _free_margins(stream: list[Any], used: set[int]) -> None:
    """What no element uses is neither content nor a gap: it becomes an artifact.

    Marked content begins with its tag and, next, its properties: '/P', {'MCID': 3}.
    """
    for place, item in enumerate(stream):
        if isinstance(item, Dictionary) and "MCID" in item and item["MCID"] not in used:
            stream[place - 1] = "/Artifact"
            stream[place] = Dictionary({"Type": "/Pagination"})
