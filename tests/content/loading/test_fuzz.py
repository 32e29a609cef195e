"""Whatever a folder says: it is loaded whole, or refused with the place of its first fault."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from content.loading.documents import digest_of, stored_documents
from content.loading.load import numbered, prepared, publish
from content.loading.rules import validated
from content.loading.yaml_files import Entry, FixtureError, read_folder
from content.models import PlaybookVersion
from tests.conftest import FIXTURES

ENTRIES = [numbered(entry, "2027-01") for entry in read_folder(FIXTURES)]
NAMES = sorted({name for entry in ENTRIES for name in entry.fields})
OTHER: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, 1, 2, 1000, -1, 1.5, "", " ", "x", "\u202e", "a" * 500, [], [[]], [["x"]],
     ["x", 1], {}, [{"title": "x"}], "2026-13", ["zelfevaluatie", 1], [[["x"]]]]
)  # fmt: skip
CHANGES = st.tuples(
    st.integers(0, len(ENTRIES) - 1), st.sampled_from(NAMES), OTHER | st.integers(0, 999)
)


def damaged(entries: list[Entry], changes: list[tuple[int, str, Any]]) -> list[Entry]:
    """With other values; a number takes the value that another entry has in that field."""
    result = list(entries)
    for place, name, value in changes:
        if isinstance(value, int) and value > 2:
            value = entries[value % len(entries)].fields.get(name, value)
        result[place] = replace(result[place], fields={**result[place].fields, name: value})
    return result


@pytest.mark.long
class LoaderFuzz(TestCase):
    """Only for `make test-full`: what is sound is loaded, which takes most of a second."""

    @settings(max_examples=200)
    @given(
        st.lists(CHANGES, max_size=3),
        st.sets(st.integers(0, len(ENTRIES) - 1), max_size=2),
    )
    def test_any_entries_are_loaded_whole_or_refused(
        self, changes: list[tuple[int, str, Any]], left_out: set[int]
    ) -> None:
        before = digest_of(stored_documents())
        entries = damaged(ENTRIES, changes)
        try:
            sound = validated(e for n, e in enumerate(entries) if n not in left_out)
            publish(prepared(sound))
        except FixtureError as error:
            assert "\n" not in str(error)

        version = PlaybookVersion.objects.all()[0]
        stored = digest_of(stored_documents())
        is_new = version.number != "2026-05"
        assert stored == (version.digest if is_new else before)
