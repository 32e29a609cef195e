"""What a cell of the sheet Plan says, column by column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from content.catalogue import Catalogue
from roadmap.domain.plan.limits import LAST_ORDER
from roadmap.domain.plan.text_rules import InvalidText
from roadmap.domain.plan.typed_days import MAX_TYPED, typed_day
from roadmap.domain.plan.values import STATUSES, FieldKind, PlanField
from roadmap.exchange import table
from roadmap.exchange.errors import shown
from roadmap.exchange.xlsx.workbook import Unreadable

MIDNIGHT = re.compile(r"[ t]{1,9}0?0[:.u]00(?:[:.]00(?:[.,]0+)?)?z?$")

Cells = Mapping[str, Any]
"""A row of the sheet: column name → value."""


class Unread(Exception):
    """A cell that says nothing that its column can say."""


def text_of(value: Any) -> str:
    """What a cell shows, whatever the program made of what was typed."""
    if value is None or isinstance(value, Unreadable):
        return ""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, float) and value.is_integer():
        return str(int(value)) if abs(value) < 1e15 else str(value)
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M").removesuffix(" 00:00")
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def day_of(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    text = text_of(value)
    if text and not (day := _day_in(text)):
        raise Unread(f"‘{shown(text)}’ is geen datum. Schrijf ze als 28/02/2027.")
    return day if text else ""


def _day_in(text: str) -> str:
    """'28.02.27', 'zo 28 februari 2027' and '2027-02-28 00:00' → '2027-02-28'; '' for no day."""
    if len(text) > MAX_TYPED:
        return ""
    try:
        return typed_day(MIDNIGHT.sub("", text.casefold())).isoformat()
    except InvalidText:
        return ""


def _track(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    """Pillar and track are read together, whichever of the two was changed."""
    pillar, name = text_of(cells.get(table.PILLAR)), text_of(cells.get(table.TRACK))
    known = table.track_at(catalogue, pillar, name)
    if known is None:
        raise Unread(
            f"het playbook kent geen spoor ‘{shown(name)}’ in de pijler ‘{shown(pillar)}’."
        )
    return {"track": known.slug}


def _phase(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    known = table.phase_at(catalogue, text)
    if known is None:
        raise Unread(f"het playbook kent geen fase ‘{shown(text)}’.")
    return {"phase": known.number}


def _status(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    for status, name in STATUSES.items():
        if table.plain(text) == table.plain(name):
            return {"status": status}
    if not text:
        return {"status": "todo"}
    choices = ", ".join(f"‘{name}’" for name in STATUSES.values())
    raise Unread(f"‘{shown(text)}’ is geen status. Kies uit {choices}.")


def _roles(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    named = {table.plain(role.name): role.slug for role in catalogue.roles}
    slugs = []
    for name in re.split(r"[;\n]", text):
        if name := name.strip():
            if table.plain(name) not in named:
                raise Unread(f"het playbook kent geen rol ‘{shown(name)}’.")
            slugs.append(named[table.plain(name)])
    return {"roles": sorted(set(slugs))}


def _order(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    if not text:
        return {"order": LAST_ORDER}
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise Unread(f"‘{shown(text)}’ is geen plaats; typ een getal vanaf 1, of laat dit leeg.")
    return {"order": int(text)}


def _plain(item: PlanField, text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    """A text, a day or lines of text."""
    if item.kind is FieldKind.LINES:
        return {item.name: [line.strip() for line in text.split("\n") if line.strip()]}
    return {item.name: text or None if item.kind is FieldKind.DAY else text}


OF_KIND = {
    FieldKind.TRACK: _track,
    FieldKind.PHASE: _phase,
    FieldKind.STATUS: _status,
    FieldKind.ROLES: _roles,
    FieldKind.NUMBER: _order,
}
READERS = {
    column: _track if item is None else OF_KIND.get(item.kind) or partial(_plain, item)
    for column in table.COLUMNS
    for item in [table.FIELDS.get(column)]
}
