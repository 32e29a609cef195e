"""The history of a plan: changes and saved states."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from roadmap.domain.plan.limits import MAX_TITLE
from roadmap.models.plan import Plan


class Change(models.Model):
    """One act on a plan: who, when, and what it did to which thing (`state.Edit` as JSON).

    `number` is the plan's version that the act made. `target` is the number of the change that an
    undo, redo, revert or skip is about; a skip has no edits. `key` is
    the idempotency key of the page. The author is `user`, or the browser with the key `browser`;
    both are empty once that account is deleted. Only
    `log.changes_of` sets `left_as`: the user's name on the day of leaving the plan, or None.
    """

    left_as: str | None = None

    class Kind(models.TextChoices):
        CREATE = "create", "Plan gemaakt"
        DESCRIBE = "describe", "Gegevens gewijzigd"
        CHOOSE = "choose", "Activiteiten gekozen"
        ADD = "add", "Toegevoegd"
        REMOVE = "remove", "Verwijderd"
        EDIT = "edit", "Gewijzigd"
        REVIEW = "review", "Herzien"
        MOVE = "move", "Verplaatst"
        FACTOR = "factor", "Succesfactor gewijzigd"
        NEWS = "news", "Playbook gevolgd"
        GROW = "grow", "Naar een volgend profiel"
        IMPORT = "import", "Ingelezen"
        RESTORE = "restore", "Momentopname hersteld"
        REVERT = "revert", "Teruggezet"
        UNDO = "undo", "Ongedaan gemaakt"
        REDO = "redo", "Opnieuw gedaan"
        SKIP = "skip", "Overgeslagen"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    browser = models.CharField(max_length=43, blank=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    edits = models.JSONField()
    target = models.PositiveIntegerField(null=True)
    key = models.UUIDField(null=True, editable=False)

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=("plan", "number"), name="change_number_once_per_plan"),
            models.UniqueConstraint(
                fields=("plan", "key"), condition=Q(key__isnull=False), name="change_key_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.get_kind_display()}"


class SavedState(models.Model):
    """A state of the plan that somebody named (momentopname): `state` is the whole plan as JSON.

    `left_as` as in `Change`; set only in the list of saved states.
    """

    left_as: str | None = None

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="saved_states")
    name = models.CharField(max_length=MAX_TITLE)
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    state = models.JSONField()
    key = models.UUIDField(null=True, editable=False)

    class Meta:
        db_table = "roadmap_milestone"  # its name in earlier releases, whose workers may still run
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="saved_state_has_name"),
            models.UniqueConstraint(
                fields=("plan", "key"), condition=Q(key__isnull=False), name="saved_state_key_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
