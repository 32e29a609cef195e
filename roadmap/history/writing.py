"""The only writer of a plan's rows: turns edits into as few statements as possible.

`transaction.in_revision` opens the act, locks the plan and records the edits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast

from content.models import Activity, Phase, PlaybookVersion, Track
from roadmap.domain.changes.cell_positions import ordered
from roadmap.domain.plan.fields import Fields, Values, fields_as_json
from roadmap.domain.plan.limits import (
    MAX_ACTIVITIES,
    MAX_MILESTONES,
    MAX_STEPS_BYTES,
    MILESTONES_ARE_FULL,
    PLAN_IS_FULL,
    STEPS_ARE_FULL,
)
from roadmap.domain.plan.state import PLAN, Edit, Ref, RefKind
from roadmap.domain.plan.steps import bytes_of, steps_of
from roadmap.history.errors import Conflict, Gone, PlanIsFull
from roadmap.history.reading import ROWS
from roadmap.models import Plan, PlanActivity

FULL: dict[RefKind, tuple[int, str]] = {
    RefKind.ACTIVITY: (MAX_ACTIVITIES, PLAN_IS_FULL),
    RefKind.MILESTONE: (MAX_MILESTONES, MILESTONES_ARE_FULL),
}
"""For each kind how many a plan may hold, and the message for more."""


def write_edits(
    plan_id: UUID,
    number: int,
    edits: Sequence[Edit],
    expected: Mapping[Ref, int],
    ids: CatalogueIds | None = None,
) -> list[Edit]:
    """Carry out the edits of the plan's version `number`; call it inside a transaction.

    `expected`: the version that a row must still have. Returns the edits with the ids of added
    rows and the order that each activity got. Raises Conflict, Gone, PlanIsFull.
    """
    return _Writer(plan_id, number, expected, ids or CatalogueIds()).carry_out(edits)


def reserve(plan_id: UUID, kind: RefKind, rows: Sequence[Values]) -> list[int]:
    """New ids for things that a saved state holds and the plan does not; in a transaction.

    The rows are added and deleted: the database never reuses an id, so a restore can use them.
    """
    ids, rows_of = CatalogueIds(), ROWS[kind.values][0]._default_manager
    made = rows_of.bulk_create(
        rows_of.model(plan_id=plan_id, **ids.columns(kind.values, row.as_fields())) for row in rows
    )
    reserved = [row.pk for row in made]
    rows_of.filter(plan_id=plan_id, pk__in=reserved).delete()
    return reserved


@dataclass(frozen=True)
class _Writer:
    """Writes one list of edits.

    An added row starts at version `number` of the plan: higher than any earlier row with this id
    had, so that a form from before its removal conflicts.
    """

    plan_id: UUID
    number: int
    expected: Mapping[Ref, int]
    ids: CatalogueIds

    def carry_out(self, edits: Sequence[Edit]) -> list[Edit]:
        """Removes, changes, adds, then renumbers the cells. Returns as `write_edits`."""
        removed = [edit for edit in edits if edit.after is None]
        changed = [e for e in edits if e.after is not None and e.before is not None]
        added = [edit for edit in edits if edit.before is None]
        self._remove(removed)
        for edit in changed:
            self._change(edit)
        added = self._add(added)
        self._measure_steps([*changed, *added])
        one_by_one = [edit for edit in removed if edit.ref in self.expected]
        done = [*removed, *changed, *added]
        if self.is_new:
            return done
        orders = self._renumber([edit for edit in done if edit not in one_by_one])
        return [ordered(edit, {}, orders) for edit in done]

    @property
    def is_new(self) -> bool:
        """Whether the plan holds nothing yet."""
        return self.number == 1

    @property
    def _rows(self) -> models.QuerySet[PlanActivity]:
        return PlanActivity.objects.filter(plan_id=self.plan_id)

    def _remove(self, edits: Sequence[Edit]) -> None:
        checked = [edit for edit in edits if edit.ref in self.expected]
        for edit in checked:
            self._write_one(edit.ref, lambda rows: rows.delete()[0])
            self._close_gap(edit)
        for values, (model, name) in ROWS.items():
            rest = (edit for edit in edits if edit not in checked)
            if keys := [edit.ref.key for edit in rest if edit.ref.kind.values is values]:
                model._default_manager.filter(
                    plan_id=self.plan_id, **{f"{name}__in": keys}
                ).delete()

    def _close_gap(self, removed: Edit) -> None:
        """Move up the activities behind a removed one; one statement, as removals are frequent."""
        if removed.before and removed.ref.is_activity:
            PlanActivity.objects.filter(
                plan_id=self.plan_id,
                track__slug=removed.before["track"],
                phase__number=removed.before["phase"],
                order__gt=removed.before["order"],
            ).update(order=F("order") - 1)

    def _change(self, edit: Edit) -> None:
        before, after = edit.before or {}, edit.after or {}
        after = {n: value for n, value in after.items() if n not in before or before[n] != value}
        place: dict[str, Any] = {}
        if "phase" in after:  # looked up within the UPDATE, which saves a query: moves are frequent
            number = after.pop("phase")
            place["phase_id"] = Phase.objects.filter(number=number).values("pk")[:1]
        columns = self.ids.columns(edit.ref.kind.values, after) | place
        if edit.ref == PLAN:
            Plan.objects.filter(pk=self.plan_id).update(**columns)
        else:
            self._write_one(edit.ref, lambda rows: rows.update(version=F("version") + 1, **columns))

    def _add(self, edits: Sequence[Edit]) -> list[Edit]:
        return [
            edit
            for kind in (RefKind.ACTIVITY, RefKind.FACTOR, RefKind.MILESTONE)
            if (added := [edit for edit in edits if edit.ref.kind is kind])
            for edit in self._add_all(kind, added)
        ]

    def _add_all(self, kind: RefKind, edits: Sequence[Edit]) -> list[Edit]:
        """Adds things of one kind; an activity of a new plan gets its order here."""
        (model, name), is_activity = ROWS[kind.values], kind is RefKind.ACTIVITY
        made: list[Any] = [
            model(
                plan_id=self.plan_id,
                version=self.number,
                **self.ids.columns(kind.values, edit.after or {})
                | ({name: edit.ref.key} if edit.ref.key else {}),  # its former id, when restored
            )
            for edit in edits
        ]
        if is_activity and self.is_new:
            _number(sorted(made, key=lambda row: row.order), lambda row: True)
        rows = model._default_manager
        rows.bulk_create(made)
        if kind in FULL:
            limit, message = FULL[kind]
            held = len(made) if self.is_new else rows.filter(plan_id=self.plan_id).count()
            if held > limit:
                raise PlanIsFull(message)
        return [
            Edit(
                Ref(kind, str(getattr(row, name))),
                None,
                {**(edit.after or {}), **({"order": row.order} if is_activity else {})},
            )
            for row, edit in zip(made, edits, strict=True)
        ]

    def _measure_steps(self, edits: Iterable[Edit]) -> None:
        """Raises PlanIsFull for too many bytes of steps; reads them only when an edit adds some."""
        sides = [(edit.before or {}, edit.after or {}) for edit in edits]
        if all(
            bytes_of(after.get("steps", ())) <= bytes_of(before.get("steps", ()))
            for before, after in sides
        ):
            return
        stored = self._rows.values_list("steps", flat=True)
        if sum(bytes_of(steps_of(steps)) for steps in stored) > MAX_STEPS_BYTES:
            raise PlanIsFull(STEPS_ARE_FULL)

    def _write_one(self, ref: Ref, act_on: Callable[[models.QuerySet[Any]], int]) -> None:
        model, name = ROWS[ref.kind.values]
        rows: models.QuerySet[Any] = model._default_manager.filter(
            plan_id=self.plan_id, **{name: ref.key}
        )
        expected = {"version": self.expected[ref]} if ref in self.expected else {}
        if not act_on(rows.filter(**expected)):
            raise Conflict if rows.exists() else Gone

    def _renumber(self, edits: Iterable[Edit]) -> dict[str, int]:
        """Give every cell the positions 1, 2, 3 … without gaps.

        Returns the position of each activity, by its id; empty when none was added, moved or left.
        """
        rows_touched = [edit for edit in edits if edit.ref.is_activity]
        wanted = {
            int(edit.ref.key)
            for edit in rows_touched
            if edit.after and {"order", "phase", "track"} & edit.after.keys()
        }
        if not wanted and all(edit.after for edit in rows_touched):
            return {}
        rows = list(self._rows.order_by("order", "pk").only("track_id", "phase_id", "order"))
        if moved := _number(rows, lambda row: row.pk in wanted):
            PlanActivity.objects.bulk_update(moved, ["order"])
        return {str(row.pk): row.order for row in rows}


def _number(
    rows: Iterable[PlanActivity], is_incoming: Callable[[PlanActivity], bool]
) -> list[PlanActivity]:
    """Number each cell; incoming rows get the position in their `order`. Returns changed rows."""
    cells: defaultdict[tuple[int, int], list[PlanActivity]] = defaultdict(list)
    for row in rows:
        cells[row.track_id, row.phase_id].append(row)
    changed = []
    for cell in cells.values():
        line = [row for row in cell if not is_incoming(row)]
        for row in filter(is_incoming, cell):
            line.insert(max(row.order - 1, 0), row)
        for order, row in enumerate(line, 1):
            if row.order != order:
                row.order = order
                changed.append(row)
    return changed


class CatalogueIds:
    """Database ids by the slugs and numbers that states use; one query, when first needed."""

    @cached_property
    def known(self) -> dict[tuple[str, str], int]:
        names: tuple[tuple[str, type[models.Model], str], ...] = (
            ("activity", Activity, "slug"),
            ("track", Track, "slug"),
            ("phase", Phase, "number"),
            ("playbook_version", PlaybookVersion, "number"),
        )
        first, *others = (
            model._default_manager.order_by().values_list(
                Value(kind), Cast(name, models.CharField()), "pk"
            )
            for kind, model, name in names
        )
        return {(kind, name): pk for kind, name, pk in first.union(*others, all=True)}

    def columns(self, values: type[Values], fields: Fields) -> dict[str, Any]:
        """The row's columns for these fields: slugs and numbers become ids."""
        columns = fields_as_json(values, fields)
        if isinstance(owner := columns.get("owner"), dict):
            columns |= {"owner": "", "member_id": owner["member"]}
        elif owner is not None:
            columns["member_id"] = None
        if "playbook" in columns:
            columns["playbook_version"] = columns.pop("playbook")
        for name in ("activity", "track", "phase", "playbook_version"):
            if name in columns:
                value = columns.pop(name)
                columns[f"{name}_id"] = self.known[name, str(value)] if value else None
        return columns
