"""Many PDFs in a row: neither process grows with their number. Only in `make test-full`."""

from __future__ import annotations

import pytest

from bench.processes.memory import resident_after

COUNT = 300
WARM = 60
"""PDFs after which what a process holds for ever is there."""

MAX_GROWTH_MB = 12


@pytest.mark.once
@pytest.mark.long
def test_memory_stays_the_same_over_many_pdfs(db: None) -> None:
    measured = resident_after(WARM, COUNT)

    grown = [after - before for before, after in zip(*measured.values(), strict=True)]
    assert max(grown) < MAX_GROWTH_MB, measured
