"""The whole site as it would be with the draft, for the session of one editor.

The draft is written as a load would write it, read, and rolled back: what is shown is what
publishing would give.
"""

from __future__ import annotations

from dataclasses import replace
from threading import Lock

from django.db import transaction
from django.http import HttpRequest

from content.catalogue import Catalogue
from content.editing.access import EDITOR, PUBLISHER, may
from content.editing.draft import Draft, current_draft
from content.loading.load import lock_out_other_loads, make_equal
from content.loading.yaml_files import FixtureError
from content.published import read_catalogue

COOKIE = "concept"
"""A hint that the session may have a preview, to avoid a look-up; it gives no access."""
FLAG = "preview"
CANNOT = "Het concept kan nog niet getoond worden"
_lock = Lock()
_held: Catalogue | None = None


class FaultyDraft(Exception):
    """The draft cannot be published; the message says why, in Dutch."""


def draft_catalogue() -> Catalogue:
    """The catalogue that publishing the draft would give, read once per draft and process.

    Its digest is no edition's, so that nothing of it is taken for a published page. Raises
    FaultyDraft for one that cannot be published.
    """
    draft = current_draft()
    try:
        return _catalogue_of(draft)
    except FixtureError as error:
        raise FaultyDraft(f"{CANNOT}: {draft.in_words(error)}") from error


def _catalogue_of(draft: Draft) -> Catalogue:
    global _held
    digest = f"concept-{draft.digest}"
    with _lock:
        if _held is None or _held.digest != digest:
            kinds = draft.checked()
            with transaction.atomic():
                lock_out_other_loads()
                make_equal(kinds)
                read = read_catalogue()
                transaction.set_rollback(True)
            _held = replace(read, digest=digest, label=f"{read.label} (concept)")
        return _held


def is_wanted(request: HttpRequest) -> bool:
    """Whether this session's editor switched the preview on and still is one."""
    if COOKIE not in request.COOKIES or FLAG not in request.session:
        return False
    return may(request, EDITOR, PUBLISHER)
