"""Published editions, each kept as it was on the day that it came out."""

from __future__ import annotations

import gzip

from django.db import models

from content.models import PlaybookVersion


class EditionQuerySet(models.QuerySet["Edition"]):
    def newest_first(self) -> EditionQuerySet:
        return self.select_related("version").order_by("version")

    def published(self, number: str = "") -> Edition | None:
        """The edition with this number; without a number, the current one."""
        editions = self.filter(version__number=number) if number else self
        return editions.newest_first().first()


class Edition(models.Model):
    """An edition: when and by whom it was published, and its editors' notes. Never changes.

    `publisher` is a name, '' for one that was loaded on the host. `summary` counts what it did to
    the edition before it.
    """

    version = models.OneToOneField(
        PlaybookVersion, on_delete=models.CASCADE, primary_key=True, related_name="edition"
    )
    published_at = models.DateTimeField()
    publisher = models.CharField(max_length=150, blank=True)
    notes = models.TextField(blank=True)
    summary = models.TextField(blank=True)

    objects = EditionQuerySet.as_manager()

    def __str__(self) -> str:
        return self.version.number


class EditionFile(models.Model):
    """One file of an edition, compressed: its bytes are the same for as long as the site stands."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=60)
    compressed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("edition", "name"), name="edition_file_one_per_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def body(self) -> bytes:
        return gzip.decompress(self.compressed)
