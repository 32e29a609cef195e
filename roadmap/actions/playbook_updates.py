"""The act of answering one update of the playbook."""

from __future__ import annotations

from content.catalogue import Catalogue
from roadmap.domain.changes import playbook_updates
from roadmap.domain.changes.playbook_updates import UpdateAnswered
from roadmap.history.errors import Conflict
from roadmap.history.reading import state_of
from roadmap.history.transaction import Revision, in_revision
from roadmap.models import Change


@in_revision
def answer(
    rev: Revision, *, catalogue: Catalogue, kind: str, item: str, published: str, accepted: bool
) -> None:
    """Accept or decline one item of `PlaybookUpdates`; the last answer moves the plan's playbook.

    Raises Conflict when it was answered by now or the playbook changed once more, and
    TooManyActivities.
    """
    try:
        edits = playbook_updates.answer(
            catalogue,
            state_of(rev.plan_id),
            kind=kind,
            key=item,
            published=published,
            accepted=accepted,
        )
    except UpdateAnswered:
        raise Conflict from None
    rev.save(Change.Kind.NEWS, edits)
