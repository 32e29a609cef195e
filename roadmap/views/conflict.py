"""Forms that meet a later version."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict


def renewed(request: HttpRequest, version: int) -> QueryDict:
    """What was sent, at the newest version: saving once more is a knowing act."""
    data = request.POST.copy()
    data["version"] = str(version)
    return data
