"""Recognises files of other kinds, so that the message can name the kind and say what to do."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from roadmap.exchange.errors import rejected

ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")
"""The first bytes of an archive, and of an empty one."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CHOOSE = "Kies de JSON, de PDF, het Excel-bestand (.xlsx) of de CSV die u bij een plan downloadde."
AS_WORKBOOK = "geen Excel-bestand (.xlsx). Open het en bewaar het als Excel-werkmap (.xlsx)."
IMAGE = f"Dit is een afbeelding. {CHOOSE}"
BEGINNINGS: dict[bytes | tuple[bytes, ...], str] = {
    (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*"): IMAGE,
    b"BEGIN:VCALENDAR": f"Dit is een agenda (ICS), waarin niet het hele plan zit. {CHOOSE}",
    b"{\\rtf": f"Dit is een tekstdocument (RTF). {CHOOSE}",
    b"<": f"Dit is een webpagina of een ander bestand in XML. {CHOOSE}",
    (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!"): f"Dit is een ingepakt bestand. Pak het uit. {CHOOSE}",
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
OLD_WORKBOOK = (
    "Dit is een oud of met een wachtwoord beveiligd Excel-bestand. Bewaar het zonder wachtwoord "
    "als .xlsx."
)


def refuse_other_kinds(data: bytes) -> None:
    """Raises ImportRejected for a file of another kind than we import."""
    if data.startswith(OLD_OFFICE):
        streams = (name for name in IN_OLD_OFFICE if name.encode("utf-16-le") in data)
        raise rejected(IN_OLD_OFFICE.get(next(streams, ""), OLD_WORKBOOK))
    if data.startswith(ZIPPED):
        names = _names_in_archive(data)
        for name, text in IN_AN_ARCHIVE.items():
            if name in names:
                raise rejected(text)
        if any(name.endswith((".xlsx", ".json", ".pdf", ".csv")) for name in names):
            raise rejected(f"Dit is een ingepakt bestand (.zip). Pak het uit. {CHOOSE}")
    if data[4:12] in (b"ftypheic", b"ftypmif1", b"ftypavif"):
        raise rejected(IMAGE)
    beginning = data[:100].removeprefix(b"\xef\xbb\xbf").lstrip()
    for marks, text in BEGINNINGS.items():
        if beginning.startswith(marks):
            raise rejected(text)


def _names_in_archive(data: bytes) -> frozenset[str]:
    try:
        with ZipFile(BytesIO(data)) as archive:
            return frozenset(name.casefold() for name in archive.namelist())
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return frozenset()
