"""The log: in production one line of JSON an event, without anything about a person.

A request is logged by its route (`plannen/<uuid:plan_id>/`), not by its path, since a path can be
a key to a plan. Messages of other code go through `without_secrets`.
"""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

MAX_TEXT = 2_000
"""Characters of one message in the log."""
MAX_ERROR = 16_000
"""Characters of one traceback; its last lines are the ones that name the fault."""

# Each pattern takes linear time: `tests/playbook_site/test_patterns.py`.
SECRETS = [
    # What follows one of these words is a key, whatever it looks like.
    (
        re.compile(
            r"/(agenda|antwoord|bevraging|gedeeld|uitnodiging|zelfevaluatie/verder|zelfevaluatie"
            r"|herinnering-stoppen)/[^/\s?#'\"]+"
        ),
        r"/\1/<key>",
    ),
    # An apostrophe is part of a name where a letter stands at both its sides. The look behind
    # lets each name be tried once, from its beginning.
    (
        re.compile(
            r"(?<![^\s@'\"<>(,=])(?<![\w\\]'(?=\w))(?:[^\s@'\"<>(,=]++|(?<=[\w\\])'(?=\w))++"
            r"@[^\s@'\"<>),]+\.[A-Za-z]{2,}"
        ),
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
WORD_AT_START = re.compile(r"\A\S+")
WORD_AT_END = re.compile(r"(?<!\S)\S+\Z")
_request_id: ContextVar[str] = ContextVar("request_id", default="")
REQUEST_ID_KEY = "playbook.request_id"
"""In a request's META: Django logs an error after all middleware has finished."""


def without_secrets(text: str, most: int = MAX_TEXT) -> str:
    """The text without network addresses, e-mail addresses and random keys.

    Of a text over `most` characters the middle is left out before it is searched, with the words
    that the cut divides: half a key would not be recognised.
    """
    if len(text) > most:
        half = most // 2
        text = f"{WORD_AT_END.sub('', text[:half])} […] {WORD_AT_START.sub('', text[-half:])}"
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


def route_of(request: HttpRequest) -> str:
    """The pattern that the request's path matched, '-' when none did."""
    return request.resolver_match.route or "/" if request.resolver_match else "-"


class Redacted(logging.Formatter):
    """Formats a readable line, with paths replaced by routes and secrets removed."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(_by_route(record)), MAX_ERROR)


class Json(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request, and the event's own fields."""

    def format(self, record: logging.LogRecord) -> str:
        record = _by_route(record)
        event: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        if request_id := _request_id_of(record):
            event["request"] = request_id
        event |= getattr(record, "fields", {})
        if record.exc_info:
            event["error"] = without_secrets(self.formatException(record.exc_info), MAX_ERROR)
        return json.dumps(event, ensure_ascii=False)


REFUSED = (
    "DisallowedHost", "DisallowedRedirect", "RequestDataTooBig", "SuspiciousFileOperation",
    "SuspiciousMultipartForm", "SuspiciousOperation", "SuspiciousSession", "TooManyFieldsSent",
    "TooManyFilesSent",
)  # fmt: skip
"""Requests that Django refuses; each name is a logger below `django.security`."""


class OfARefusal(logging.Filter):
    """Django's record of a request that it refused quotes what a stranger sent; this does not."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.__dict__.pop("request", None)  # a formatter would name its method and route
        kind = record.name.rpartition(".")[2]
        is_host = kind == "DisallowedHost"
        refused = "for another host than ALLOWED_HOSTS has" if is_host else f"refused: {kind}"
        return _replaced(record, f"A request {refused}.")


class OfTheServer(logging.Filter):
    """gunicorn's records about one request quote what a stranger sent; these do not.

    It logs a malformed request as a warning, formatted already, and what fails outside the
    application as an error with the address of the request.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        text = str(record.msg)
        if text.startswith("Invalid request"):
            return _replaced(record, "A malformed request was refused.")
        if text.startswith("Error handling request"):
            record.msg, record.args = "Error handling request", ()
        return True


def _replaced(record: logging.LogRecord, message: str) -> bool:
    """Makes a record a warning with this message and nothing else."""
    record.levelno, record.levelname = logging.WARNING, "WARNING"
    record.msg, record.args = message, ()
    record.exc_info = record.exc_text = None
    return True


def _request_id_of(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    meta: dict[str, str] = request.META if isinstance(request, HttpRequest) else {}
    return _request_id.get() or meta.get(REQUEST_ID_KEY, "")


def _by_route(record: logging.LogRecord) -> logging.LogRecord:
    """Django's own records about a request quote its path; this one has its method and route."""
    request = getattr(record, "request", None)
    if not isinstance(request, HttpRequest):
        return record
    copy = logging.makeLogRecord(record.__dict__)
    copy.msg, copy.args = "%s: %s %s", (record.name, request.method, route_of(request))
    return copy


def logging_for(*, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING. Production logs each request; a desk only what went wrong."""
    formatter = {"()": Json} if as_json else {"()": Redacted, "format": LINE}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "filters": {
            "of_a_refusal": {"()": OfARefusal},
            "of_the_server": {"()": OfTheServer},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        # Mistyped addresses are not logged, nor CSS rules that WeasyPrint ignores.
        "loggers": {
            "playbook": {"level": "INFO" if as_json else "WARNING"},
            "django.request": {"level": "ERROR"},
            **{f"django.security.{name}": {"filters": ["of_a_refusal"]} for name in REFUSED},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }


LINE = "%(asctime)s %(levelname)s %(name)s %(message)s"
