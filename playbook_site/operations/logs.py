"""The log: one line of JSON an event in production, none of which tells who did what.

A request is told by its route (`plannen/<uuid:plan_id>/`), not by its path, since a path can be
the key to what lies behind it. What other code logs goes through `without_secrets`.
"""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

SECRETS = [
    # What follows here is a key by itself, whatever it looks like.
    (
        re.compile(r"/(gedeeld|uitnodiging|zelfevaluatie|herinnering-stoppen)/[^/\s?#'\"]+"),
        r"/\1/<key>",
    ),
    # An apostrophe is part of a name where a letter stands at both its sides.
    (
        re.compile(r"(?:[^\s@'\"<>(,=]|(?<=[\w\\])'(?=\w))+@[^\s@'\"<>),]+\.[A-Za-z]{2,}"),
        "<e-mail>",
    ),
    (re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])"), "<address>"),
    (
        re.compile(
            r"(?<![\w:])(?:(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}|[0-9a-f]{0,4}::[0-9a-f]{1,4})(?![\w:])",
            re.I,
        ),
        "<address>",
    ),
    # Random keys: long, of one piece, with a digit and a letter, and no UUID.
    (
        re.compile(
            r"(?<![\w-])(?![0-9a-f]{8}-[0-9a-f]{4}-)(?=[\w-]*[0-9])(?=[\w-]*[A-Za-z])[\w-]{20,}"
        ),
        "<key>",
    ),
    (re.compile(r"^DETAIL:.*$", re.M), "DETAIL: <values>"),  # PostgreSQL quotes the row
]
_request_id: ContextVar[str] = ContextVar("request_id", default="")
REQUEST_ID_KEY = "playbook.request_id"
"""In a request's META: Django tells of an error once all middleware is done with it."""


def without_secrets(text: str) -> str:
    """The text without network addresses, e-mail addresses and random keys."""
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


def route_of(request: HttpRequest) -> str:
    """The pattern that the request's path matched, '-' when none did."""
    return request.resolver_match.route or "/" if request.resolver_match else "-"


class Redacted(logging.Formatter):
    """A line to read, with Django's paths replaced by routes and all secrets taken out."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(_told_by_route(record)))


class Json(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request, and the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        record = _told_by_route(record)
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if request_id := _request_id_of(record):
            told["request"] = request_id
        told |= getattr(record, "fields", {})
        if record.exc_info:
            told["error"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


class OfAnotherHost(logging.Filter):
    """A request for a host that is not ours is a scanner's: one line, and nothing that it sent."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args = "A request for another host than ALLOWED_HOSTS has.", ()
        record.exc_info = record.exc_text = None
        record.__dict__.pop("request", None)  # else it were told as any request is
        return True


def _request_id_of(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    told: dict[str, str] = request.META if isinstance(request, HttpRequest) else {}
    return _request_id.get() or told.get(REQUEST_ID_KEY, "")


def _told_by_route(record: logging.LogRecord) -> logging.LogRecord:
    """Django's own records about a request quote its path: the same, by method and route."""
    request = getattr(record, "request", None)
    if not isinstance(request, HttpRequest):
        return record
    copy = logging.makeLogRecord(record.__dict__)
    copy.msg, copy.args = "%s: %s %s", (record.name, request.method, route_of(request))
    return copy


def logging_for(*, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING. In production each request is told; on a desk only what went wrong."""
    formatter = {"()": Json} if as_json else {"()": Redacted, "format": LINE}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "filters": {"of_another_host": {"()": OfAnotherHost}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        # A mistyped address is no news; nor is every CSS rule that only screens use.
        "loggers": {
            "playbook": {"level": "INFO" if as_json else "WARNING"},
            "django.request": {"level": "ERROR"},
            "django.security.DisallowedHost": {"filters": ["of_another_host"]},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }


LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
