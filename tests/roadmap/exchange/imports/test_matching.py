"""Which activity of the plan each activity of a file is."""

from __future__ import annotations

from dataclasses import replace

from roadmap.domain.plan.fields import ActivityValues
from roadmap.exchange.imports.matching import ACTIVITY, matched

OWN = ActivityValues(title="Overleg", track="innovatie", phase=1, order=1)


def test_an_activity_of_the_plan_is_that_of_one_row_alone() -> None:
    """The second has its title alone in common; the first, all of its place as well."""
    elsewhere = replace(OWN, track="betrouwbare-ai")

    assert matched([(None, elsewhere), (None, OWN)], {7: OWN}, ACTIVITY) == [None, 7]
    assert matched([(None, elsewhere), (None, OWN)], {7: OWN, 8: OWN}, ACTIVITY) == [8, 7]
