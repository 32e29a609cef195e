"""The act on a critical success factor: its tick and its note."""

from __future__ import annotations

from dataclasses import replace

from roadmap.domain.plan.fields import Fields
from roadmap.domain.plan.state import Edit, changed_fields, factor_ref
from roadmap.history.errors import Conflict
from roadmap.history.reading import factor_of
from roadmap.history.transaction import Revision, in_revision
from roadmap.models import Change


@in_revision
def edit(rev: Revision, *, factor: str, version: int, fields: Fields) -> int:
    """Change tick and note of one factor and return its new version; the first save adds its row.

    `version`: the one that the edit started from, 0 for a factor without a row. Raises Conflict
    when the stored version is another one.
    """
    ref = factor_ref(factor)
    stored = factor_of(rev.plan_id, factor)
    edit = changed_fields(ref, stored.values, fields)
    if edit is None:
        return stored.version
    if version != stored.version:
        raise Conflict
    if not version:
        edit = Edit.new(replace(stored.values, **fields))
    rev.save(Change.Kind.FACTOR, [edit])
    return factor_of(rev.plan_id, factor).version
