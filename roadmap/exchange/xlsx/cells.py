"""What a cell of the sheet Plan says, column by column."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from content.catalogue import Catalogue
from roadmap.domain.plan.limits import LAST_ORDER
from roadmap.domain.plan.wording import STATUSES
from roadmap.exchange import table
from roadmap.exchange.errors import shown
from roadmap.exchange.xlsx.workbook import Unreadable

DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")

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
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def day_of(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = text_of(value)
    if not text:
        return ""
    for pattern in DAY_FORMATS:
        try:
            return datetime.strptime(text, pattern).date().isoformat()
        except ValueError:
            continue
    raise Unread(f"‘{shown(text)}’ is geen datum. Schrijf ze als 28/02/2027.")


def _title(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    return {"title": text}


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
        if text.casefold() == name.casefold():
            return {"status": status}
    if not text:
        return {"status": "todo"}
    choices = ", ".join(f"‘{name}’" for name in STATUSES.values())
    raise Unread(f"‘{shown(text)}’ is geen status. Kies uit {choices}.")


def _owner(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    return {"owner": text}


def _start(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    return {"start_date": text or None}


def _due(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    return {"due_date": text or None}


def _roles(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    named = {role.name.casefold(): role.slug for role in catalogue.roles}
    slugs = []
    for name in re.split(r"[;\n]", text):
        if name := name.strip():
            if name.casefold() not in named:
                raise Unread(f"het playbook kent geen rol ‘{shown(name)}’.")
            slugs.append(named[name.casefold()])
    return {"roles": sorted(set(slugs))}


def _note(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    return {"note": text}


def _links(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    return {"links": [line.strip() for line in text.split("\n") if line.strip()]}


def _order(text: str, cells: Cells, catalogue: Catalogue) -> dict[str, Any]:
    if not text:
        return {"order": LAST_ORDER}
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise Unread(f"‘{shown(text)}’ is geen plaats; typ een getal vanaf 1, of laat dit leeg.")
    return {"order": int(text)}


READERS = {
    table.TITLE: _title,
    table.PILLAR: _track,
    table.TRACK: _track,
    table.PHASE: _phase,
    table.STATUS: _status,
    table.OWNER: _owner,
    table.START: _start,
    table.DUE: _due,
    table.ROLES: _roles,
    table.NOTE: _note,
    table.LINKS: _links,
    table.ORDER: _order,
}
