"""The draft of the next edition: only what differs from the published one is stored."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import models


class DraftItem(models.Model):
    """One item as the next edition has it, and its version, which grows with each save.

    `fields` are a fixture's; None for an item that the next edition drops.
    """

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    fields = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    editor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("kind", "key"), name="draft_item_one_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class EditorialAct(models.Model):
    """A log entry: an editor's act on the draft or a public example, or a publication."""

    class Act(models.TextChoices):
        SAVED = "bewaard", "bewaarde"
        ADDED = "toegevoegd", "voegde toe"
        MOVED = "verplaatst", "verplaatste"
        DROPPED = "vervallen", "liet vervallen"
        RESET = "teruggezet", "zette terug naar de geldende uitgave"
        WENT_BACK = "eerder", "nam de inhoud over van een eerdere uitgave"
        PUBLISHED = "uitgegeven", "gaf uit"
        PLANNED = "gepland", "plande"
        REVOKED = "ingetrokken", "trok de planning in van"
        TAKEN_DOWN = "weggehaald", "haalde weg"
        LET_BACK = "toegelaten", "liet weer toe"

    at = models.DateTimeField(auto_now_add=True)
    editor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    act = models.CharField(max_length=12, choices=Act.choices)
    what = models.TextField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.act} {self.what}"


class PlannedEdition(models.Model):
    """The draft comes out by itself at this moment, as it was when a publisher looked at it.

    At most one row. `digest`: of the draft. `fault`: why publication failed at that moment; it is
    not tried again until somebody plans anew.
    """

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True)
    at = models.DateTimeField()
    number = models.CharField(max_length=10)
    label = models.CharField(max_length=40)
    notes = models.TextField(blank=True)
    digest = models.CharField(max_length=32)
    fault = models.TextField(blank=True)
    editor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="planned_edition_one_at_most"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stamp(self) -> str:
        """Identifies the plan for publication; a page sends it back with a change."""
        return self.changed_at.isoformat()
