"""Reads the XML parts of a workbook's archive, within limits.

Programs differ in the case of names, in slashes, in absolute and relative targets, in prefixes and
in the namespaces of transitional and strict Open XML. So a part is found by the relationship that
leads to it, and an element by its local name. A document type is refused, so that no entity can
be declared.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import join, normpath, split
from typing import NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile

from roadmap.domain.plan.limits import MIB
from roadmap.exchange.errors import rejected

MAX_PARTS = 200
MAX_UNPACKED = 32 * MIB
MAX_ELEMENTS = 400_000
"""Elements of all parts that are read; enough for 3,000 rows of 20 cells."""
MAX_WITHIN = 300_000
"""Elements and attributes within one element that is built as a tree: a row has at most 16,384
cells, and a company's template can have as many styles."""
MAX_TAG = MIB
"""Bytes of one tag, which the parser holds in memory."""
CHUNK = 256 * 1024


class Relationship(NamedTuple):
    """`kind`: the last word of its type, such as 'worksheet'; `target`: a part's name."""

    id: str
    kind: str
    target: str


class Package:
    """A workbook's archive. Raises ImportRejected when it unpacks to more than a plan can be."""

    def __init__(self, archive: ZipFile) -> None:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise _too_large()
        self._archive = archive
        self._parts = {_name(part.filename): part for part in parts}
        self._elements = self._read = 0

    def elements(self, name: str, *wanted: str) -> Iterator[Element]:
        """The elements of a part with these local names, as trees; none for a missing part."""
        if name not in self._parts:
            return
        tree = _Trees(wanted)
        parser = ParserCreate()
        parser.buffer_text = parser.ordered_attributes = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = tree.start
        parser.EndElementHandler = tree.end
        parser.CharacterDataHandler = tree.text
        with self._archive.open(self._parts[name]) as part:
            read, before = 0, self._elements
            while chunk := part.read(CHUNK):
                parser.Parse(chunk)
                read += len(chunk)
                self._read += len(chunk)  # counts a part again when several sheets point to it
                self._elements = before + tree.elements
                if (
                    self._read > MAX_UNPACKED
                    or self._elements > MAX_ELEMENTS
                    or tree.held > MAX_WITHIN
                    or read - parser.CurrentByteIndex > MAX_TAG
                ):
                    raise _too_large()
                yield from tree.taken()
        parser.Parse(b"", True)
        yield from tree.taken()

    def relationships(self, name: str = "") -> list[Relationship]:
        """The relationships of a part, or of the package, to parts that exist."""
        folder, file = split(name)
        found = [
            Relationship(
                element.get("Id", ""),
                element.get("Type", "").rpartition("/")[2],
                _name(join("/", folder, element.get("Target", "").replace("\\", "/"))),
            )
            for element in self.elements(join(folder, "_rels", f"{file}.rels"), "Relationship")
        ]
        return [relationship for relationship in found if relationship.target in self._parts]

    @property
    def has_macros(self) -> bool:
        return any(name.endswith("vbaproject.bin") for name in self._parts)


class _Trees:
    """Builds the trees of the wanted elements and ignores all others."""

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self.wanted = wanted
        self.whole: list[Element] = []
        self.builder = TreeBuilder()
        self.elements = self.depth = self.held = 0

    def start(self, element: str, attributes: list[str]) -> None:
        """`attributes`: names and values alternate."""
        self.elements += 1
        name = _local(element)
        if self.depth or name in self.wanted:
            self.held = 1 + len(attributes) // 2 + (self.held if self.depth else 0)
            self.depth += 1
            names = map(_local, attributes[::2])
            self.builder.start(name, dict(zip(names, attributes[1::2], strict=True)))

    def text(self, text: str) -> None:
        if self.depth:
            self.builder.data(text)

    def end(self, element: str) -> None:
        if self.depth:
            self.builder.end(_local(element))
            self.depth -= 1
            if not self.depth:
                self.whole.append(self.builder.close())
                self.builder = TreeBuilder()

    def taken(self) -> list[Element]:
        """The trees that are complete, each once."""
        whole, self.whole = self.whole, []
        return whole


def _name(path: str) -> str:
    """'\\xl\\..\\XL\\workbook.xml' → 'xl/workbook.xml'."""
    return normpath("/" + path.replace("\\", "/")).lstrip("/").casefold()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse_doctype(*_: object) -> None:
    raise rejected("Dit Excel-bestand bevat onveilige XML.")


def _too_large() -> Exception:
    return rejected("Dit Excel-bestand pakt uit tot meer dan een stappenplan kan zijn.")
