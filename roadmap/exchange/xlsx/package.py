"""A workbook's parts: a bounded archive of XML, by whatever names a program gave them.

Programs differ in the case of names, in slashes, in absolute and relative targets, in prefixes and
in the namespaces of transitional and strict Open XML. None of that is looked at here: a part is
found by the relationship that leads to it, an element by its local name. A document type is
refused, so that no entity can be declared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from posixpath import dirname, join, normpath
from typing import NamedTuple
from xml.parsers.expat import ParserCreate
from zipfile import ZipFile

from roadmap.domain.plan.limits import MIB
from roadmap.exchange.errors import rejected, shown

MAX_PARTS = 200
MAX_UNPACKED = 32 * MIB
MAX_ELEMENTS = 400_000
"""Of all parts that are read: 3,000 rows of 20 cells and more."""
MAX_ATTRIBUTES = 100
"""Of an element; the most that a cell, a row or a relationship has is some ten."""
MAX_TAG = MIB
"""Bytes of one tag, which the parser holds whole."""
CHUNK = 256 * 1024
TYPES = "[content_types].xml"

Attributes = Mapping[str, str]
"""By local name."""


class Relationship(NamedTuple):
    """`kind`: the last word of its type, as 'worksheet'; `target`: a part."""

    id: str
    kind: str
    target: str


class Package:
    """Raises ImportRejected for an archive that unpacks to more than a plan can be."""

    def __init__(self, archive: ZipFile) -> None:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise _too_large()
        self._archive = archive
        self._parts = {_name(part.filename): part for part in parts}
        self._elements = 0

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def parse(
        self,
        name: str,
        start: Callable[[str, Attributes], object],
        end: Callable[[str], object] | None = None,
        text: Callable[[str], object] | None = None,
    ) -> None:
        """Calls back for each start and end of an element, by local name, and for each text."""
        parser = ParserCreate()
        parser.buffer_text = parser.ordered_attributes = True

        def on_start(element: str, attributes: list[str]) -> None:
            self._elements += 1
            if self._elements > MAX_ELEMENTS or len(attributes) > 2 * MAX_ATTRIBUTES:
                raise _too_large()
            names = map(_local, attributes[::2])
            start(_local(element), dict(zip(names, attributes[1::2], strict=True)))

        def on_doctype(*_: object) -> None:
            raise rejected("Dit Excel-bestand bevat onveilige XML.", shown(name))

        parser.StartDoctypeDeclHandler = on_doctype
        parser.StartElementHandler = on_start
        parser.EndElementHandler = end and (lambda element: end(_local(element)))
        parser.CharacterDataHandler = text
        with self._archive.open(self._parts[name]) as part:
            read = 0
            while chunk := part.read(CHUNK):
                parser.Parse(chunk)
                read += len(chunk)
                if read - parser.CurrentByteIndex > MAX_TAG:
                    raise _too_large()
        parser.Parse(b"", True)

    def elements(self, name: str, *wanted: str) -> list[tuple[str, Attributes]]:
        """Local name and attributes of these elements of a part; none where it is missing."""
        found: list[tuple[str, Attributes]] = []

        def start(element: str, attributes: Attributes) -> None:
            if element in wanted:
                found.append((element, attributes))

        if name in self:
            self.parse(name, start)
        return found

    def relationships(self, name: str = "") -> list[Relationship]:
        """Where a part, or the package itself, leads to; what is not there is left out."""
        folder = dirname(name)
        rels = join(folder, "_rels", f"{name.removeprefix(folder).lstrip('/')}.rels")
        found = [
            Relationship(
                attributes.get("Id", ""),
                attributes.get("Type", "").rpartition("/")[2],
                _name(join("/", folder, attributes.get("Target", "").replace("\\", "/"))),
            )
            for _, attributes in self.elements(rels, "Relationship")
        ]
        return [relationship for relationship in found if relationship.target in self]

    def content_type(self, name: str) -> str:
        declared = self.elements(TYPES, "Override", "Default")
        named = [a for kind, a in declared if kind == "Override" and _name(a["PartName"]) == name]
        ending = name.rpartition(".")[2]
        usual = [a for kind, a in declared if kind == "Default" and a["Extension"] == ending]
        return next((a["ContentType"] for a in (*named, *usual)), "")

    def has_macros(self, workbook: str) -> bool:
        is_declared = "macroEnabled" in self.content_type(workbook)
        return is_declared or any(name.endswith("vbaproject.bin") for name in self._parts)


def _name(path: str) -> str:
    """'\\xl\\..\\XL\\workbook.xml' → 'xl/workbook.xml'."""
    return normpath("/" + path.replace("\\", "/")).lstrip("/").casefold()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _too_large() -> Exception:
    return rejected("Dit Excel-bestand pakt uit tot meer dan een stappenplan kan zijn.")
