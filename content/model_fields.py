"""Model fields for lists: lines of text, and resources (frameworks and templates)."""

from __future__ import annotations

from django.db import models

MAX_ITEMS = 50
MAX_LINE = 200
"""Characters of one line, of a title and of a licence: a step fits in the checklist of a plan."""


class LinesField(models.JSONField):
    """Texts of one line each, in the order of the source: ["Bel An", …]."""


class ResourcesField(models.JSONField):
    """Frameworks and templates: [{"title": …, "link": "https://…", "licence": …}, …]."""
