"""Keeping an edition as it is on the day that it comes out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping

from django.utils import timezone

from content.editions.files import CATALOGUE
from content.editions.models import Edition, EditionFile
from content.loading.documents import Documents, digest_of
from content.models import PlaybookVersion


def keep_edition(
    documents: Documents, files: Mapping[str, bytes], *, publisher: str = "", notes: str = ""
) -> None:
    """Within the transaction that makes these documents the published ones.

    An edition that was kept before stays as it was.
    """
    number = documents["playbookversion"][0]["number"]
    version = PlaybookVersion.objects.get(number=number)
    version.digest = digest_of(documents)
    version.save(update_fields=["digest"])
    edition, is_new = Edition.objects.get_or_create(
        version=version,
        defaults={"published_at": timezone.now(), "publisher": publisher, "notes": notes},
    )
    if is_new:
        EditionFile.objects.bulk_create(
            EditionFile(edition=edition, name=name, compressed=gzip.compress(body, mtime=0))
            for name, body in files.items()
        )


def kept_documents(edition: Edition) -> Documents:
    """What an edition held, by the rules of its day."""
    file = EditionFile.objects.get(edition=edition, name=CATALOGUE)
    documents: Documents = json.loads(file.body)["catalogue"]
    return documents
