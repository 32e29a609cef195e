"""What a fault reports: one line of the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A fault on a database: what was kept, and what the control saw without the guard."""

    fault: str
    database: str
    outcome: str
    is_kept: bool
    control: str
    control_fails: bool

    @property
    def is_good(self) -> bool:
        return self.is_kept and self.control_fails

    def cells(self) -> str:
        kept = self.outcome if self.is_kept else f"**{self.outcome}**"
        control = self.control if self.control_fails else f"**{self.control}**"
        return f"| {self.fault} | {self.database} | {kept} | {control} |"


HEAD = ["| fault | database | what was kept | without the guard |", "|---|---|---|---|"]
