"""Counts the plans that a draft affects; `roadmap` registers the count, to avoid its import."""

from __future__ import annotations

from collections.abc import Callable, Collection

Count = Callable[[Collection[str]], int]
_counts: list[Count] = []


def counts_plans(count: Count) -> Count:
    """Registers a function that counts the plans which hold any of these activities (slugs)."""
    _counts.append(count)
    return count


def plans_with(slugs: Collection[str]) -> int:
    return sum(count(slugs) for count in _counts) if slugs else 0
