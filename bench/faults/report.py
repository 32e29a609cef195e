"""The report of a fault: one line of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Control:
    """The result without the guard, and whether it was a failure, as it must be."""

    outcome: str
    fails: bool


@dataclass(frozen=True)
class Line:
    """A fault on a database: what held. The control runs when it is first asked for."""

    fault: str
    database: str
    outcome: str
    holds: bool
    without_guard: Callable[[], Control]

    @cached_property
    def control(self) -> Control:
        return self.without_guard()

    @property
    def is_good(self) -> bool:
        return self.holds and self.control.fails

    def cells(self) -> str:
        outcome = self.outcome if self.holds else f"**{self.outcome}**"
        control = self.control.outcome if self.control.fails else f"**{self.control.outcome}**"
        return f"| {self.fault} | {self.database} | {outcome} | {control} |"


HEAD = ["| fault | database | what held | without the guard |", "|---|---|---|---|"]
