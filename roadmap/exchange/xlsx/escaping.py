"""Escapes texts for a workbook's XML, where '_x000D_' stands for a character.

xlsxwriter escapes '_x005F_x000D_' in a way that reads back as another text, and takes a text that
begins with '<r>' and ends with '</r>' for its own markup; `Book` replaces its writer of texts.
"""

from __future__ import annotations

import re

from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.workbook import Workbook

CODE = re.compile(r"_x([0-9A-Fa-f]{4})_")
TO_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def escaped(text: str) -> str:
    """The text with codes for characters that XML cannot hold and for each '_' before a code."""
    return TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def unescaped(text: str) -> str:
    return CODE.sub(lambda match: chr(int(match[1], 16)), text)


def showings(text: str) -> set[str]:
    """The texts that an unchanged cell can have after other programs saved it.

    Some write a typed code unescaped, so that the next reader decodes it; openpyxl and LibreOffice
    drop some codes.
    """
    dropped = escaped(text).replace("x005F_", "")
    return {text, dropped, unescaped(text), unescaped(dropped)}


class Book(Workbook):  # type: ignore[misc]
    """xlsxwriter's Workbook with texts that all read back as they were written."""

    def _get_packager(self) -> Packager:
        return _Packager()


class _Packager(Packager):  # type: ignore[misc]
    def _write_shared_strings_file(self) -> None:
        texts = _Texts()
        texts.string_table = self.workbook.str_table
        texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))
        texts._assemble_xml_file()


class _Texts(SharedStrings):  # type: ignore[misc]
    def _write_si(self, string: str) -> None:
        self._xml_si_element(escaped(string), [("xml:space", "preserve")])
