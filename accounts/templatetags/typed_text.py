from __future__ import annotations

from django import template
from django.template import Context

from roadmap.drafts import has_drafts

register = template.Library()


@register.simple_tag(takes_context=True)
def typed_text_waits(context: Context) -> bool:
    """Whether who signs in now finds a form again that was sent after the session ended."""
    return has_drafts(context["request"])
