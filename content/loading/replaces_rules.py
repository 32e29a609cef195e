"""Rules on `replaces`: which activities of earlier editions go on in one of this edition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from content.loading.yaml_files import Entry, quoted

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def check_replaced(activities: Sequence[Entry]) -> None:
    """Each replaced slug must be one that this edition lacks. Raises FixtureError."""
    slugs = {activity.fields["slug"] for activity in activities}
    for activity in activities:
        replaced: Any = activity.fields.get("replaces", [])
        if len(set(replaced)) < len(replaced):
            raise activity.error("replaces", "noemt iets twee keer")
        for slug in replaced:
            if not re.fullmatch(SLUG, slug):
                raise activity.error("replaces", f"'{quoted(slug)}' heeft niet de juiste vorm")
            if slug in slugs:
                raise activity.error("replaces", f"'{slug}' staat nog in deze uitgave")
