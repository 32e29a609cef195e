"""An edition that comes out by itself at a moment to come: planned, revoked, brought out."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import OperationalError, transaction

from content.editing.draft import (
    Act,
    Draft,
    DraftConflict,
    acting,
    bring_out,
    current_draft,
    note,
    prepared_draft,
)
from content.editing.models import PlannedEdition
from content.loading.load import publish
from content.loading.yaml_files import FixtureError

CHANGED = "Het concept veranderde nadat de uitgave gepland werd."
UNEXPECTED = "Er ging iets onverwachts mis. Het staat in het logboek van de server."


class PlanConflict(Exception):
    """Somebody planned, changed or revoked an edition since the page was made."""


def planned_edition() -> PlannedEdition | None:
    return PlannedEdition.objects.select_related("editor").first()


def fault_of(planned: PlannedEdition, draft: Draft) -> str:
    """Why this edition was not or cannot be published; '' if it can."""
    if planned.fault or planned.digest == draft.digest:
        return planned.fault
    return str(draft.fault or CHANGED)


def plan(
    *, editor: User, at: datetime, number: str, label: str, notes: str, digest: str, seen: str
) -> None:
    """Plans the draft that was looked at (`digest`), in the place of what was planned (`seen`).

    Tries to publish it and takes that back, so that a fault shows now. Raises DraftConflict,
    PlanConflict and FixtureError.
    """
    edition = prepared_draft(digest, number=number, label=label)
    with acting() as draft:
        _check_seen(seen)
        if draft.digest != digest:
            raise DraftConflict
        with transaction.atomic():
            publish(edition, notes=notes)
            transaction.set_rollback(True)
        values = {"at": at, "number": number, "label": label, "notes": notes, "digest": digest}
        PlannedEdition.objects.update_or_create(
            pk=PlannedEdition.ONLY, defaults=values | {"editor": editor, "fault": ""}
        )
        note(editor, Act.PLANNED, f"uitgave {number}")


def revoke(*, editor: User, seen: str) -> None:
    """The draft stays, and comes out when somebody says so. Raises PlanConflict."""
    with acting():
        planned = _check_seen(seen)
        if planned is None:
            raise PlanConflict
        planned.delete()
        note(editor, Act.REVOKED, f"uitgave {planned.number}")


def publish_due(now: datetime) -> PlannedEdition | None:
    """Brings out what is due; returns it, with its `fault` when nothing came out.

    All or nothing, and once: a second process finds nothing due. If it is killed, or the database
    does not answer, the edition stays due. Any other error is stored as its `fault` and raised.
    """
    planned = PlannedEdition.objects.filter(at__lte=now, fault="").first()
    if planned is None:
        return None
    same = PlannedEdition.objects.filter(changed_at=planned.changed_at, fault="")
    digest = planned.digest
    try:
        edition = prepared_draft(digest, number=planned.number, label=planned.label)
        with acting() as draft:
            if not same.exists():  # another host, or somebody revoked it
                return None
            bring_out(draft, edition, editor=planned.editor, notes=planned.notes, digest=digest)
    except (DraftConflict, FixtureError) as error:
        if isinstance(error, FixtureError):
            planned.fault = str(current_draft().in_words(error))
        else:
            planned.fault = CHANGED
        if not same.update(fault=planned.fault):
            return None
    except OperationalError:
        raise
    except Exception:
        same.update(fault=UNEXPECTED)
        raise
    return planned


def _check_seen(seen: str) -> PlannedEdition | None:
    planned = PlannedEdition.objects.first()
    if seen != (planned.stamp if planned else ""):
        raise PlanConflict
    return planned
