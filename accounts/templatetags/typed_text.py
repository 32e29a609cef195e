from __future__ import annotations

from django import template
from django.template import Context

from roadmap.drafts.session import has_drafts

register = template.Library()


@register.simple_tag(takes_context=True)
def typed_text_waits(context: Context) -> bool:
    """Whether the session holds drafts."""
    return has_drafts(context["request"])
