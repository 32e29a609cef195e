"""A plan read from a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from content.catalogue import KnownCatalogue
from roadmap.exchange.schema import Exported, validated

NO_PLAN = UUID(int=0)
"""The id of a plan whose file is only a table of activities, which holds none."""


@dataclass(frozen=True)
class Incoming:
    """`rows`: the row id of each activity, from a workbook; None for a new one.

    `unread`: headings of columns that are not ours. `absent`: names of fields that the file cannot
    hold, so that an import leaves the plan's as they are: a table has no column for them, or an
    older schema lacked them.
    """

    exported: Exported
    rows: tuple[int | None, ...]
    unread: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def is_table(self) -> bool:
        """Whether the file holds activities only, as a CSV does."""
        return self.exported.id == NO_PLAN

    def as_text(self) -> str:
        """JSON, to store between the preview and the act."""
        document = self.exported.document()
        stored = {"document": document, "rows": self.rows, "unread": self.unread}
        if self.absent:
            stored["absent"] = self.absent
        return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str, known: KnownCatalogue) -> Self:
        """The inverse of `as_text`. Raises ImportRejected when the playbook changed since."""
        stored = json.loads(text)
        unread, absent = (tuple(stored.get(name, ())) for name in ("unread", "absent"))
        return cls(validated(stored["document"], known), tuple(stored["rows"]), unread, absent)
