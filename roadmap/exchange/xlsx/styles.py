"""The styles of a workbook: only which of them make a number a date.

Fonts, fills and the rest are not read, so nothing in them can be wrong.
"""

from __future__ import annotations

import re

from roadmap.exchange.xlsx.package import Package

DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)])
"""Numbers of the formats that no workbook needs to declare."""
NO_PART_OF_A_DATE = re.compile(r'"[^"]{0,255}+"|\[[^\]]{0,255}+\]|\\.|_.|\*.')
"""A format has at most 255 characters."""


def date_styles(package: Package, part: str) -> frozenset[int]:
    """The styles of cells in which a number is a date."""
    formats: dict[str, str] = {}
    styles: list[str] = []
    is_cell_style = False
    for name, attributes in package.elements(part, "numFmt", "cellStyleXfs", "cellXfs", "xf"):
        if name == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name != "xf":
            is_cell_style = name == "cellXfs"
        elif is_cell_style:
            styles.append(attributes.get("numFmtId", "0"))
    return frozenset(
        number for number, style in enumerate(styles) if _is_date(style, formats.get(style))
    )


def _is_date(number: str, code: str | None) -> bool:
    """'dd/mm/yyyy' and '[$-813]d mmmm yyyy;@', not '0.00 "dagen"'."""
    if code is None:
        return number.isdecimal() and int(number) in DATE_FORMATS
    return any(letter in "dmyhs" for letter in NO_PART_OF_A_DATE.sub("", code).casefold())
