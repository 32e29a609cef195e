"""Slips: a code and its QR code, eight a sheet, without number or name; and the same as CSV."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

import segno
from django.utils.safestring import SafeString, mark_safe

QUICK = 3
"""A fixed mask for QR codes: halves the time to make hundreds at once."""


@dataclass(frozen=True, slots=True)
class Slip:
    """`address` holds the code behind `#`, which no browser sends and no log holds."""

    code: str
    address: str
    qr: SafeString


def made_slips(address: str, codes: Sequence[str], title: str | None = None) -> list[Slip]:
    """In the order of the codes, which is none. `title`: of each QR code, as a PDF needs it."""
    addresses = {code: f"{address}#{code}" for code in codes}
    return [
        Slip(code, one, qr_code(one, mask=QUICK, title=title)) for code, one in addresses.items()
    ]


def qr_code(address: str, *, mask: int | None = None, title: str | None = None) -> SafeString:
    """The address as an SVG QR code with a quiet zone, without inline style."""
    code = segno.make_qr(address, error="m", mask=mask)
    svg = code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, title=title)
    svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)  # a PDF is of XML
    return mark_safe(svg)  # safe: it contains only paths


def csv_of(address: str, codes: Sequence[str]) -> bytes:
    """One line a code, for a mail merge: UTF-8 with its mark, semicolons."""
    output = StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow(("code", "adres"))
    writer.writerows((code, f"{address}#{code}") for code in codes)
    return output.getvalue().encode("utf-8-sig")
