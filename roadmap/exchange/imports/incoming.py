"""A plan that comes in by a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from content.catalogue import KnownCatalogue
from roadmap.exchange.schema import Exported, validated

NO_PLAN = UUID(int=0)
"""In the place of the plan's id, which a table of activities does not hold."""


@dataclass(frozen=True)
class Incoming:
    """`rows`: the id that each activity carries, from a workbook; None for a new one.

    `unread`: the columns that are none of ours. `absent`: what the file cannot say, so that the
    plan's stays as it is: fields for which a table has no column, and what an older schema did not
    know.
    """

    exported: Exported
    rows: tuple[int | None, ...]
    unread: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def is_table(self) -> bool:
        """Whether only the activities are known, as a CSV has them."""
        return self.exported.id == NO_PLAN

    def as_text(self) -> str:
        """To store between the preview and the act."""
        document = self.exported.document()
        stored = {"document": document, "rows": self.rows, "unread": self.unread}
        if self.absent:
            stored["absent"] = self.absent
        return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str, known: KnownCatalogue) -> Self:
        """What `as_text` wrote. Raises ImportRejected when the playbook changed since."""
        stored = json.loads(text)
        unread, absent = (tuple(stored.get(name, ())) for name in ("unread", "absent"))
        return cls(validated(stored["document"], known), tuple(stored["rows"]), unread, absent)
