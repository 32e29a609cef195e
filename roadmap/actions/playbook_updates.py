"""The act of answering one update of the playbook."""

from __future__ import annotations

from uuid import UUID

from content.catalogue import Catalogue
from roadmap.domain.changes import playbook_updates
from roadmap.domain.changes.playbook_updates import UpdateAnswered
from roadmap.history.errors import Conflict
from roadmap.history.reading import state_of
from roadmap.history.transaction import Author, revision
from roadmap.models import Change


def answer(
    *,
    catalogue: Catalogue,
    plan_id: UUID,
    author: Author,
    kind: str,
    item: str,
    published: str,
    accepted: bool,
    key: UUID | None = None,
) -> None:
    """Accept or decline one item of `PlaybookUpdates`; the last answer moves the plan's playbook.

    The same `key` twice is one answer. Raises Conflict when it was answered by now or the playbook
    changed once more; TooManyActivities, Gone.
    """
    with revision(plan_id, author, key=key) as rev:
        if rev.is_repeat:
            return
        try:
            edits = playbook_updates.answer(
                catalogue,
                state_of(plan_id),
                kind=kind,
                key=item,
                published=published,
                accepted=accepted,
            )
        except UpdateAnswered:
            raise Conflict from None
        rev.save(Change.Kind.NEWS, edits)
