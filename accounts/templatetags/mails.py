from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.inclusion_tag("account/_mail_place.html")
def mail_place() -> dict[str, str]:
    """Where the mail went, on a site that has no mail server; else nothing."""
    return {"place": str(settings.MAIL_FILE or "")}
