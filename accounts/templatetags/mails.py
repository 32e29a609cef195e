from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.inclusion_tag("account/_mail_place.html")
def mail_place() -> dict[str, str]:
    """The file with the mails of a site without a mail server; '' for other sites."""
    return {"place": str(settings.MAIL_FILE or "")}
