"""Recognises an act that arrives again: a double click, a request sent twice, a form after Back.

A page carries a key. The key of an act is derived from that and from what was sent, so that the
same form is one act, and what is typed after Back on the same page is another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django.utils.datastructures import MultiValueDict

from roadmap.models import Change


def key_of(page: UUID, sent: Mapping[str, Any], address: str = "") -> UUID:
    """The key of an act: of what was sent, from this page, to this address."""
    lists = dict(sent.lists() if isinstance(sent, MultiValueDict) else sent)
    lists.pop("csrfmiddlewaretoken", None)
    return uuid5(page, f"{address} {sorted(lists.items())}")


def is_done(plan_id: UUID, key: UUID) -> bool:
    """Whether the plan's history has an act with this key."""
    return Change.objects.filter(plan_id=plan_id, key=key).exists()
