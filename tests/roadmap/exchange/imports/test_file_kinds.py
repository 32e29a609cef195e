"""A file that is something else is named, with what to choose instead."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from content.catalogue import Catalogue, KnownCatalogue
from roadmap.exchange.errors import ImportRejected
from roadmap.exchange.imports.reader import read_file

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64


def zipped(*names: str) -> bytes:
    output = BytesIO()
    with ZipFile(output, "w") as archive:
        for name in names:
            archive.writestr(name, b"")
    return output.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\r\n\x1a\n", "een afbeelding. Kies de JSON"),
        (b"\xff\xd8\xff\xe0", "een afbeelding"),
        (b"\0\0\0\x18ftypheic", "een afbeelding"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0", "een agenda .ICS.*Kies de JSON"),
        (b"\xef\xbb\xbf <!doctype html>", "een webpagina"),
        (b"{\\rtf1 a}", "een tekstdocument"),
        (b"\x1f\x8b\x08", "Pak het uit"),
        (zipped("xl/workbook.bin"), r"\.xlsb.*bewaar het als Excel-werkmap .\.xlsx"),
        (zipped("mimetype", "content.xml"), r"\.ods.*bewaar het als Excel-werkmap .\.xlsx"),
        (zipped("Index/Document.iwa"), "Numbers.*bewaar het als Excel-werkmap"),
        (zipped("word/document.xml"), r"Word-document .\.docx"),
        (zipped("map/plan.xlsx"), r"\.zip.*Pak het uit"),
        (OLE + "Workbook".encode("utf-16-le"), r"\.xls.*bewaar het als Excel-werkmap"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "met een wachtwoord beveiligd"),
    ],
)
def test_file_of_another_kind_is_named(
    data: bytes, says: str, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    with pytest.raises(ImportRejected, match=says):
        read_file(data, catalogue, known)
