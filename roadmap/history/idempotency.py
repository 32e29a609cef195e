"""Recognises an act that arrives again: a double click, a request sent twice, a form after Back.

Each page carries a key. The key of an act is derived from it and from the posted fields: the same
form sent twice is one act, and other text typed on the same page after Back is a second act.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django.utils.datastructures import MultiValueDict

from roadmap.models import Change


def key_of(page: UUID, sent: Mapping[str, Any], address: str = "") -> UUID:
    """The key of an act, from the page's key, the posted fields and the address."""
    lists = dict(sent.lists() if isinstance(sent, MultiValueDict) else sent)
    lists.pop("csrfmiddlewaretoken", None)
    return uuid5(page, f"{address} {sorted(lists.items())}")


def is_done(plan_id: UUID, key: UUID) -> bool:
    """Whether the plan's history has an act with this key."""
    return Change.objects.filter(plan_id=plan_id, key=key).exists()
