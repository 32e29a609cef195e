"""Stores an edition as published, and reads stored ones."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping

from django.utils import timezone

from content.editions.changes import GONE, ItemChange, changes_between, summary_of
from content.editions.files import CATALOGUE, CHANGES, changes_file
from content.editions.models import Edition, EditionFile
from content.loading.documents import Documents, Fields, by_key, digest_of
from content.models import PlaybookVersion


def keep_edition(
    documents: Documents, files: Mapping[str, bytes], *, publisher: str = "", notes: str = ""
) -> None:
    """Stores the edition; called in the transaction that publishes these documents.

    An edition that is stored already is not changed.
    """
    number = documents["playbookversion"][0]["number"]
    version = PlaybookVersion.objects.get(number=number)
    version.digest = digest_of(documents)
    version.save(update_fields=["digest"])
    if Edition.objects.filter(version=version).exists():
        return
    before = Edition.objects.published()
    changes = changes_between(kept_rows(before), by_key(documents)) if before else ()
    edition = Edition.objects.create(
        version=version,
        published_at=timezone.now(),
        publisher=publisher,
        notes=notes,
        summary=summary_of(changes),
    )
    EditionFile.objects.bulk_create(
        EditionFile(edition=edition, name=name, compressed=gzip.compress(body, mtime=0))
        for name, body in {**files, CHANGES: changes_file(changes)}.items()
    )


def kept_documents(edition: Edition) -> Documents:
    """The content of an edition, by the rules of its day."""
    documents: Documents = json.loads(_file(edition, CATALOGUE).body)["catalogue"]
    return documents


def kept_rows(edition: Edition) -> dict[str, dict[str, Fields]]:
    return by_key(kept_documents(edition))


def kept_changes(edition: Edition) -> list[ItemChange]:
    """What the edition did to the one before it; empty for the first."""
    return _changes_in(_file(edition, CHANGES))


def kept_history(kind: str, key: str) -> list[tuple[Edition, ItemChange]]:
    """The changes of one item with their editions, newest first: one query."""
    files = EditionFile.objects.filter(name=CHANGES).select_related("edition__version")
    return [
        (file.edition, change)
        for file in files.order_by("edition__version")
        for change in _changes_in(file)
        if (change.kind, change.key) == (kind, key)
    ]


def last_edition_with(kind: str, key: str) -> Edition | None:
    """The last edition with an item that was removed; None if unknown."""
    gone = next((e for e, change in kept_history(kind, key) if change.what == GONE), None)
    editions = list(Edition.objects.newest_first())
    return editions[editions.index(gone) + 1] if gone else None


def _changes_in(file: EditionFile) -> list[ItemChange]:
    names = ("kind", "key", "before", "after")
    return [ItemChange(**{n: item[n] for n in names}) for item in json.loads(file.body)]


def _file(edition: Edition, name: str) -> EditionFile:
    return EditionFile.objects.get(edition=edition, name=name)
