"""Reads the cells of a table of activities, column by column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from content.catalogue import Catalogue
from content.text_rules import InvalidText
from roadmap.domain.plan.fields import RHYTHMS, STATUSES, FieldKind
from roadmap.domain.plan.limits import LAST_ORDER
from roadmap.domain.plan.steps import steps_as_json, steps_from_lines
from roadmap.domain.plan.typed_days import typed_day
from roadmap.exchange import columns
from roadmap.exchange.errors import shown
from roadmap.exchange.xlsx.workbook_reader import Unreadable

MIDNIGHT = re.compile(r"[ t]{1,9}0?0[:.u]00(?:[:.]00(?:[.,]0+)?)?z?$")

Cells = Mapping[str, Any]
"""A row of the table: column name → value."""


class InvalidCell(Exception):
    """The cell's value is not possible in its column; the message says why, in Dutch."""


def text_of(value: Any) -> str:
    """The text that a cell shows, whatever type the program gave it."""
    if value is None or isinstance(value, Unreadable):
        return ""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, float) and value.is_integer():
        return str(int(value)) if abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M").removesuffix(" 00:00")
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def holds(value: Any) -> bool:
    return isinstance(value, Unreadable) or bool(text_of(value))


def cell_text(column: str, value: Any) -> str:
    """The cell's text; a day, '28.02.27' or '2027-02-28 00:00', becomes '2027-02-28'.

    Raises InvalidCell.
    """
    if isinstance(value, Unreadable):
        raise InvalidCell(value.reason)
    text = text_of(value)
    if column not in columns.DAYS or not text:
        return text
    if isinstance(value, datetime):
        return value.date().isoformat()
    try:
        return typed_day(MIDNIGHT.sub("", text.casefold())).isoformat()
    except InvalidText:
        raise InvalidCell(f"‘{shown(text)}’ is geen datum. Schrijf ze als 28/02/2027.") from None


def field_of(column: str, text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    """The field that a cell's text sets, as JSON; pillar and track together. Raises InvalidCell."""
    item = columns.FIELDS.get(column, columns.FIELDS[columns.TRACK])
    match item.kind:
        case FieldKind.TRACK:
            pillar, name = text_of(cells.get(columns.PILLAR)), text_of(cells.get(columns.TRACK))
            track = columns.track_at(catalogue, pillar, name)
            if track is None:
                raise InvalidCell(
                    f"het playbook kent geen spoor ‘{shown(name)}’ in de pijler ‘{shown(pillar)}’."
                )
            value: Any = track.slug
        case FieldKind.PHASE:
            phase = columns.phase_at(catalogue, text)
            if phase is None:
                raise InvalidCell(f"het playbook kent geen fase ‘{shown(text)}’.")
            value = phase.number
        case FieldKind.STATUS:
            value = _choice(text, STATUSES, "is geen status")
        case FieldKind.RHYTHM:
            value = _choice(text, RHYTHMS, "zegt niet hoe vaak")
        case FieldKind.ROLES:
            value = _roles(text, catalogue)
        case FieldKind.NUMBER:
            value = _order(text)
        case FieldKind.LINES:
            value = text.split("\n")
        case FieldKind.STEPS:
            value = steps_as_json(steps_from_lines(text))
        case FieldKind.DAY:
            value = text or None
        case _:
            value = text
    return {item.name: value}


def _choice(text: str, names: Mapping[str, str], fault: str) -> str:
    """The choice with this name; the first for an empty cell. Raises InvalidCell."""
    if not text:
        return next(iter(names))
    for choice, name in names.items():
        if columns.comparable(text) == columns.comparable(name):
            return choice
    choices = ", ".join(f"‘{name}’" for name in names.values())
    raise InvalidCell(f"‘{shown(text)}’ {fault}. Kies uit {choices}.")


def _roles(text: str, catalogue: Catalogue) -> list[str]:
    slugs = {columns.comparable(role.name): role.slug for role in catalogue.roles}
    names = [name for part in re.split(r"[;\n]", text) if (name := part.strip())]
    for name in names:
        if columns.comparable(name) not in slugs:
            raise InvalidCell(f"het playbook kent geen rol ‘{shown(name)}’.")
    return sorted({slugs[columns.comparable(name)] for name in names})


def _order(text: str) -> int:
    if not text:
        return LAST_ORDER
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise InvalidCell(
            f"‘{shown(text)}’ is geen plaats; typ een getal vanaf 1, of laat dit leeg."
        )
    return int(text)
