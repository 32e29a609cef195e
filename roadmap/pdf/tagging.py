"""Completes the tags of a PDF that WeasyPrint is about to write.

WeasyPrint gives header cells no scope (ISO 14289-1, 7.5), marks the text of page margins as content
outside the structure instead of as an artifact (7.1), places figures in CSS pixels instead of
points from the foot of the page, and gives an attachment no relationship. It also wraps each line
in meaningless elements and moves each letter by 0, which take a seventh of the file.
"""

from __future__ import annotations

from typing import Any

from pydyf import Array, Dictionary

from roadmap.pdf.repeated_images import share

POINTS = 0.75
"""Points in a CSS pixel."""
NOTHING = b"null"
MEANINGLESS = ("/Span", "/NonStruct")
"""Elements whose content can move to the element around them."""


def finish(document: object, pdf: Any) -> None:
    """WeasyPrint's `finisher`: changes the `pydyf.PDF` before it is written."""
    pages = [_at(pdf, reference) for reference in pdf.page_references]
    streams = [_at(pdf, page["Contents"]).stream for page in pages]
    name_sources(pdf)
    share(pdf, _at(pdf, pages[0]["Resources"]), streams)
    for owners, stream in zip(finish_tags(pdf), streams, strict=True):
        finish_stream(stream, owners)


def name_sources(pdf: Any) -> None:
    """Mark every attachment as the source of the document (ISO 32000-2, 7.11.3)."""
    files = [o for o in pdf.objects if isinstance(o, Dictionary) and o.get("Type") == "/Filespec"]
    for file in files:
        file["AFRelationship"] = "/Source"
    if files:
        pdf.catalog["AF"] = Array([file.reference for file in files])


def finish_tags(pdf: Any) -> list[list[bytes]]:
    """Completes the elements. Returns for each page the element of each piece of content.

    NOTHING where there is no element.
    """
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    owners: list[list[bytes]] = _at(pdf, root["ParentTree"])["Nums"][1::2]
    pages = dict(zip(pdf.page_references, owners, strict=False))  # after them come links
    for own in pages.values():
        own[:] = [NOTHING] * len(own)
    kept = set()
    waiting = [(_at(pdf, kid), False) for kid in root["K"]]
    while waiting:
        tag, in_head = waiting.pop()
        kept.add(tag.number)
        in_head = in_head or tag["S"] == "/THead"
        _finish_element(pdf, tag, in_head)
        for kid in _unwrap(pdf, tag):
            if isinstance(kid, int):
                pages[tag["Pg"]][kid] = tag.reference
            elif "S" in (child := _at(pdf, kid)):  # not a link's annotation
                waiting.append((child, in_head))
    for number, one in enumerate(pdf.objects):
        is_element = isinstance(one, Dictionary) and one.get("Type") == "/StructElem"
        if is_element and number not in kept:
            pdf.objects[number] = pdf.objects[0]  # a number that is free
    return list(pages.values())


def _unwrap(pdf: Any, tag: dict[str, Any]) -> list[int | bytes]:
    """Replaces MEANINGLESS kids of an element by their own kids, and returns all of them."""
    found = []
    waiting = tag["K"][::-1]
    while waiting:
        kid = waiting.pop()
        if isinstance(kid, bytes) and _at(pdf, kid).get("S") in MEANINGLESS:
            waiting += _at(pdf, kid)["K"][::-1]
        else:
            found.append(kid)
    tag["K"][:] = found
    return found


def _finish_element(pdf: Any, tag: dict[str, Any], in_head: bool) -> None:
    if tag["S"] == "/TH":
        tag["A"]["Scope"] = "/Column" if in_head else "/Row"
    elif tag["S"] == "/Figure":
        box, height = tag["A"]["BBox"], _at(pdf, tag["Pg"])["MediaBox"][3]
        left, top, right, bottom = (POINTS * side for side in box)
        box[:] = [left, height - bottom, right, height - top]


def _at(pdf: Any, reference: bytes) -> Any:
    """The object that '12 0 R' refers to."""
    return pdf.objects[int(reference.split()[0])]


def finish_stream(stream: list[Any], owners: list[bytes]) -> None:
    """Makes content without an element an artifact, and removes moves by 0.

    In a stream, marked content begins with its tag and then its properties: '/P', {'MCID': 3}.
    """
    for place, item in enumerate(stream):
        if isinstance(item, bytes):
            stream[place] = item.replace(b">0<", b"").replace(b">0]", b">]")
        elif isinstance(item, Dictionary) and owners[item["MCID"]] is NOTHING:
            stream[place - 1] = "/Artifact"
            stream[place] = Dictionary({"Type": "/Pagination"})
