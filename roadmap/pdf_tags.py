"""Finishes what WeasyPrint leaves open in a tagged PDF.

It writes no scope on header cells (ISO 14289-1, 7.5), and marks the text of page margins as content
that stands in no structure element, where it should be an artifact (7.1).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name

MARKED_CONTENT = re.compile(rb"/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")


@dataclass(frozen=True)
class Element:
    """A structure element; `page` is where its content stands unless that says otherwise."""

    tag: Dictionary
    page: pikepdf.Object | None
    in_head: bool


def finish_tags(pdf: bytes) -> bytes:
    """Give every table header its scope and make margin texts artifacts; returns the new file."""
    used: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    with pikepdf.open(BytesIO(pdf)) as document:
        for element in _elements(document.Root.StructTreeRoot):
            if element.tag.S == "/TH":
                _set_scope(element.tag, Name.Column if element.in_head else Name.Row)
            for leaf, number in _contents(element):
                used[leaf.objgen].add(number)
        parents = _parents(document)
        for page in document.pages:
            _free_margins(document, page, used[page.obj.objgen])
            _forget_unused(parents[int(page.obj.StructParents)], used[page.obj.objgen])
        output = BytesIO()
        document.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()


def _elements(
    node: pikepdf.Object, page: pikepdf.Object | None = None, in_head: bool = False
) -> Iterator[Element]:
    """Every structure element below a node."""
    for child in _children(node):
        if isinstance(child, Dictionary) and "/S" in child:
            own_page = child.get("/Pg", page)
            inside = in_head or child.S == "/THead"
            yield Element(child, own_page, inside)
            yield from _elements(child, own_page, inside)


def _contents(element: Element) -> Iterator[tuple[pikepdf.Object, int]]:
    """The pages and numbers of the marked content that the element holds itself."""
    for child in _children(element.tag):
        if isinstance(child, int) and element.page is not None:
            yield element.page, child
        elif isinstance(child, Dictionary) and "/MCID" in child:
            page = child.get("/Pg", element.page)
            if page is not None:
                yield page, int(child.MCID)


def _children(node: pikepdf.Object) -> list[object]:
    children = node.get("/K")
    if children is None:
        return []
    return list(children) if isinstance(children, Array) else [children]


def _set_scope(header: Dictionary, scope: pikepdf.Object) -> None:
    table = header.get("/A")
    if table is None:
        header.A = Dictionary(O=Name.Table, Scope=scope)
    else:  # WeasyPrint writes one dictionary, with the header's spans
        table.Scope = scope


def _free_margins(document: pikepdf.Pdf, page: pikepdf.Page, used: set[int]) -> None:
    """What no element uses is neither content nor a gap: it becomes an artifact."""
    page.contents_coalesce()
    content = page.Contents.read_bytes()

    def as_artifact(match: re.Match[bytes]) -> bytes:
        return match[0] if int(match[1]) in used else b"/Artifact BMC"

    page.Contents = document.make_stream(MARKED_CONTENT.sub(as_artifact, content))


def _parents(document: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    """From a page's StructParents to the elements that hold its content (the parent tree)."""
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    return {
        int(numbers[i]): numbers[i + 1]
        for i in range(0, len(numbers), 2)
        if isinstance(numbers[i + 1], Array)
    }


def _forget_unused(parents: pikepdf.Object, used: set[int]) -> None:
    for number in range(len(parents)):
        if number not in used:
            parents[number] = None
