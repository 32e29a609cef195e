"""Forms that meet a later version."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from roadmap.domain.plan.wording import Difference


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field that differs, with both versions; `is_typed`: its sender changed it."""

    difference: Difference
    is_typed: bool


def renewed(request: HttpRequest, version: int) -> QueryDict:
    """What was sent, at the newest version: the sender can then save again on purpose."""
    data = request.POST.copy()
    data["version"] = str(version)
    return data
