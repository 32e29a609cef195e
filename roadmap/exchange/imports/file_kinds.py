"""Files that cannot be read in, by what they are: named, with what to choose instead."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from roadmap.exchange.errors import ImportRejected, rejected

ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
"""The second is an archive with nothing in it."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHOOSE = "Kies de JSON, de PDF, het Excel-bestand (.xlsx) of de CSV die u bij een plan downloadde."
AS_WORKBOOK = "geen Excel-bestand (.xlsx). Open het en bewaar het als Excel-werkmap (.xlsx)."
BEGINNINGS = {
    b"\x89PNG": f"Dit is een afbeelding. {CHOOSE}",
    b"\xff\xd8\xff": f"Dit is een afbeelding. {CHOOSE}",
    b"GIF8": f"Dit is een afbeelding. {CHOOSE}",
    b"RIFF": f"Dit is een afbeelding. {CHOOSE}",
    b"II*\0": f"Dit is een afbeelding. {CHOOSE}",
    b"MM\0*": f"Dit is een afbeelding. {CHOOSE}",
    b"BEGIN:VCALENDAR": f"Dit is een agenda (ICS), waarin niet het hele plan zit. {CHOOSE}",
    b"{\\rtf": f"Dit is een tekstdocument (RTF). {CHOOSE}",
    b"<": f"Dit is een webpagina of een ander bestand in XML. {CHOOSE}",
    b"\x1f\x8b": f"Dit is een ingepakt bestand. Pak het uit. {CHOOSE}",
    b"7z\xbc\xaf": f"Dit is een ingepakt bestand. Pak het uit. {CHOOSE}",
    b"Rar!": f"Dit is een ingepakt bestand. Pak het uit. {CHOOSE}",
}
IN_AN_ARCHIVE = {
    "xl/workbook.bin": f"Dit is een binaire werkmap (.xlsb), {AS_WORKBOOK}",
    "content.xml": f"Dit is een OpenDocument-bestand (.ods of .odt), {AS_WORKBOOK}",
    "index/document.iwa": f"Dit is een bestand van Numbers of Pages, {AS_WORKBOOK}",
    "word/document.xml": f"Dit is een Word-document (.docx). {CHOOSE}",
    "ppt/presentation.xml": f"Dit is een presentatie (.pptx). {CHOOSE}",
}
IN_OLD_OFFICE = {
    "EncryptedPackage": "Dit Excel-bestand is met een wachtwoord beveiligd. Bewaar het zonder.",
    "WordDocument": f"Dit is een oud Word-document (.doc). {CHOOSE}",
    "Workbook": f"Dit is een oud Excel-bestand (.xls), {AS_WORKBOOK}",
}


def refuse_other_kinds(data: bytes) -> None:
    """Raises ImportRejected for a file that is plainly something else."""
    if data.startswith(OLD_OFFICE):
        raise _old_office(data)
    if data.startswith(ZIPPED):
        names = _names(data)
        for name, text in IN_AN_ARCHIVE.items():
            if name in names:
                raise rejected(text)
        if any(name.endswith((".xlsx", ".json", ".pdf", ".csv")) for name in names):
            raise rejected(f"Dit is een ingepakt bestand (.zip). Pak het uit. {CHOOSE}")
    if data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        raise rejected(BEGINNINGS[b"GIF8"])
    beginning = data[:100].removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, text in BEGINNINGS.items():
        if beginning.startswith(mark):
            raise rejected(text)


def _old_office(data: bytes) -> ImportRejected:
    for stream, text in IN_OLD_OFFICE.items():
        if stream.encode("utf-16-le") in data:
            return rejected(text)
    return rejected(
        "Dit is een oud of met een wachtwoord beveiligd Excel-bestand. Bewaar het zonder "
        "wachtwoord als .xlsx."
    )


def _names(data: bytes) -> frozenset[str]:
    try:
        with ZipFile(BytesIO(data)) as archive:
            return frozenset(name.casefold() for name in archive.namelist())
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return frozenset()
