"""Which cells hold a date: to a workbook, a date is a number whose style has a date's format.

Of styles, nothing else is read, so nothing else in them can be wrong.
"""

from __future__ import annotations

import re

from roadmap.exchange.xlsx.package import Package

DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)])
"""Numbers of the formats that no workbook needs to declare."""
NO_PART_OF_A_DATE = re.compile(r'"[^"]{0,255}+"|\[[^\]]{0,255}+\]|\\.|_.|\*.')
"""A format has at most 255 characters."""


def date_styles(package: Package, part: str) -> frozenset[int]:
    """The numbers of the styles in which a number is a date."""
    formats: dict[str, str] = {}
    styles: list[str] = []
    for element in package.elements(part, "numFmt", "cellXfs", levels=2):
        if element.tag == "numFmt":
            formats[element.get("numFmtId", "")] = element.get("formatCode", "")
        else:
            styles = [style.get("numFmtId", "0") for style in element.iterfind("xf")]
    return frozenset(n for n, style in enumerate(styles) if _is_date(style, formats.get(style)))


def _is_date(number: str, code: str | None) -> bool:
    """'dd/mm/yyyy' and '[$-813]d mmmm yyyy;@', not '0.00 "dagen"'."""
    if code is None:
        return number.isdecimal() and int(number) in DATE_FORMATS
    return any(letter in "dmyhs" for letter in NO_PART_OF_A_DATE.sub("", code).casefold())
