"""Many requests and PDFs: neither process grows with their number. Only in `make test-full`."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.processes.memory import MOST_GROWTH, sizes


@pytest.mark.once
@pytest.mark.long
def test_memory_stays_the_same_over_many_requests_and_pdfs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    measured = sizes(requests=1000, pdfs=50)

    assert [one for one in measured if one.growth > MOST_GROWTH] == []
