"""`docs/threats.md` names each case once; `test_documents.py` holds that its files exist."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from django.conf import settings

BASE = Path(settings.BASE_DIR)
TEXT = (BASE / "docs" / "threats.md").read_text()
CASES = range(1, 83)
ROW = re.compile(r"^\| (\d+)(?:–(\d+))? \| (.+) \| (.+) \| (.+) \|$", re.M)
OPEN = re.compile(r"^- \*\*(\d+)\*\*", re.M)


def test_each_case_stands_in_one_row() -> None:
    found = Counter(
        case
        for first, last, *_ in ROW.findall(TEXT)
        for case in range(int(first), int(last or first) + 1)
    )

    assert set(found.values()) == {1}
    assert set(found) == set(CASES)


def test_each_row_has_a_test_or_says_that_nothing_is_built() -> None:
    for first, _, _, guard, tests in ROW.findall(TEXT):
        assert ("`tests/" in tests) != ("not built" in guard), first


def test_what_is_open_is_a_case() -> None:
    assert set(map(int, OPEN.findall(TEXT))) <= set(CASES)
