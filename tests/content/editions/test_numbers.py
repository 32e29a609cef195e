"""Numbers of editions are compared as numbers, in Python and in the database alike."""

from __future__ import annotations

from itertools import pairwise

import pytest

from content.editions.numbers import is_number, next_number, rank_of
from content.models import PlaybookVersion

IN_ORDER = ("2025-12", "2026-05", "2026-05.2", "2026-05.9", "2026-05.10", "2026-06", "2026-10")


def test_numbers_are_compared_as_numbers() -> None:
    assert all(rank_of(a) < rank_of(b) for a, b in pairwise(("", *IN_ORDER)))


@pytest.mark.both
@pytest.mark.django_db
def test_database_has_the_same_order() -> None:
    PlaybookVersion.objects.all().delete()
    for number in sorted(IN_ORDER):
        PlaybookVersion.objects.create(number=number, lead_fte_min=1, lead_fte_max=1)

    found = list(PlaybookVersion.objects.values_list("number", flat=True))

    assert found[::-1] == list(IN_ORDER)


def test_next_number_follows_all_of_its_month() -> None:
    assert next_number("2026-06", IN_ORDER[:5]) == "2026-06"
    assert next_number("2026-05", ["2026-05"]) == "2026-05.2"
    assert next_number("2026-05", IN_ORDER) == "2026-05.11"
    assert next_number("2026-05", ["2026-05.99", "2026-06"]) == "2026-06.2"
    assert next_number("2026-12", ["2026-12.99"]) == "2027-01"


def test_other_forms_are_no_number() -> None:
    wrong = ("", "2026", "2026-13", "2026-05.1", "2026-05.02", "2026-05.100", "2026-05.2.3")

    assert all(map(is_number, IN_ORDER))
    assert not [text for text in (*wrong, "2026-05\n", "２026-05") if is_number(text)]
