"""`{{ text|prose }}`: the source's Markdown as HTML."""

from django import template
from django.utils.safestring import SafeString

from content.prose import render

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    return render(text)
