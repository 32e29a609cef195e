"""A mail about a result to the AI lead, sent by the visitor's own mail program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from django.template.loader import render_to_string


def trekker_mail(context: Mapping[str, Any]) -> str:
    """A `mailto:` address with subject and text, from the context of the result's page."""
    text = render_to_string("assessment/trekker_mail.txt", dict(context)).strip()
    fields = {
        "subject": f"Ons AI-organisatieprofiel: {context['profile'].name}",
        "body": text.replace("\n", "\r\n"),
    }
    return f"mailto:?{urlencode(fields, quote_via=quote)}"
