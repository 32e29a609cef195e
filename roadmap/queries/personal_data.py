"""What is stored about a person and that person's plans, for the download of personal data."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from roadmap.domain.plan.state import Edit
from roadmap.history.reading import edits_of, state_of
from roadmap.models import CalendarFeed, FormerMember, Invitation, Membership, Plan, Upload


def plans_of_person(user_id: int) -> list[dict[str, Any]]:
    """Every plan that the person can see: its content, saved states and history.

    Other members stay unnamed: what they did is marked as not done by this person.
    """
    memberships = Membership.objects.filter(user_id=user_id).select_related("plan")
    return [_membership(membership, user_id) for membership in memberships]


def former_plans_of(user_id: int) -> list[dict[str, Any]]:
    """The plans that the person left, and the name that stays in them until the account goes."""
    left = FormerMember.objects.filter(user_id=user_id)
    return [{"plan": one.plan_id, "naam": one.name} for one in left]


def invitations_to(addresses: Collection[str]) -> list[dict[str, Any]]:
    """Invitations to these addresses, without the plan: that is its owners' to tell."""
    wanted = [address.lower() for address in addresses]
    found = Invitation.objects.filter(email__in=wanted)
    return [{"e-mailadres": one.email, **_offer(one)} for one in found]


def invitations_by(user_id: int) -> list[dict[str, Any]]:
    """Invitations that this person sent, without the addresses: they are other people's data."""
    found = Invitation.objects.filter(sender=user_id)
    return [{"plan": one.plan_id, **_offer(one)} for one in found]


def _offer(invitation: Invitation) -> dict[str, Any]:
    return {
        "rol": invitation.role,
        "gemaakt_op": invitation.made_at,
        "geldig_tot": invitation.expires_at,
        "afgesloten_op": invitation.closed_at,
    }


def files_of_person(user_id: int) -> list[dict[str, Any]]:
    """Uploaded files that wait for their preview to be accepted."""
    uploads = Upload.objects.filter(user_id=user_id).order_by("kept_until")
    return [
        {"bewaard_tot": upload.kept_until, "inhoud": json.loads(upload.content)}
        for upload in uploads
    ]


def _membership(membership: Membership, user_id: int) -> dict[str, Any]:
    plan = membership.plan
    return {
        "id": plan.pk,
        "rol": membership.role,
        "sinds": membership.since,
        "herinnering": membership.remind,
        "herinnering_per_maand": membership.monthly,
        "laatst_herinnerd_op": membership.reminded_on,
        "mail_bij_nieuwe_uitgave": bool(membership.mailed_edition),
        "agenda": _calendar_feed(membership),
        "agenda_adressen_gemaakt": membership.feeds_made,
        "versie": plan.version,
        "gearchiveerd": plan.is_archived,
        "gemaakt_op": plan.created_at,
        "gewijzigd_op": plan.changed_at,
        "inhoud": [
            {"soort": ref.kind, "sleutel": ref.key, **_readable(values.as_json(), user_id)}
            for ref, values in state_of(plan.pk).things.items()
        ],
        "momentopnamen": [
            {**row, "state": _state(row["state"], user_id)}
            for row in plan.saved_states.values("name", "number", "at", "state")
        ],
        "geschiedenis": _history(plan, user_id),
    }


def _calendar_feed(membership: Membership) -> dict[str, Any] | None:
    """The member's calendar feed, without its token's hash, which is of no use to the person."""
    feed = CalendarFeed.objects.filter(membership=membership).first()
    if feed is None:
        return None
    return {
        "alleen_mijn_activiteiten": feed.only_mine,
        "gemaakt_op": feed.made_at,
        "laatst_gebruikt_op": feed.last_used_on,
    }


def _history(plan: Plan, user_id: int) -> list[dict[str, Any]]:
    changes = plan.changes.order_by("number")
    return [
        {
            "nummer": change.number,
            "op": change.at,
            "soort": change.kind,
            "door_mij": change.user_id == user_id,
            "wijzigingen": [_edit(edit, user_id) for edit in edits],
        }
        for change, edits in zip(changes, edits_of(changes), strict=True)
    ]


def _edit(edit: Edit, user_id: int) -> dict[str, Any]:
    stored = edit.as_json()
    for side in ("before", "after"):
        stored[side] = stored[side] and _readable(stored[side], user_id)
    return stored


def _state(stored: list[dict[str, Any]], user_id: int) -> list[dict[str, Any]]:
    return [{**item, "fields": _readable(item["fields"], user_id)} for item in stored]


def _readable(fields: dict[str, Any], user_id: int) -> dict[str, Any]:
    """The fields with an owner's account id replaced by 'ik' or 'een ander lid'."""
    match fields.get("owner"):
        case {"member": int(account)}:
            return {**fields, "owner": "ik" if account == user_id else "een ander lid"}
    return fields
