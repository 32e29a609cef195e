"""Many PDFs in a row: neither process grows with their number. Only in `make test-full`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.test import Client

from roadmap.models import Plan
from roadmap.pdf.worker import worker
from tests.roadmap.conftest import make_plan

COUNT = 300
WARM = 60
"""PDFs after which what a process keeps for ever is there."""

MAX_GROWTH_MB = 12
PAGE = os.sysconf("SC_PAGE_SIZE")


def resident_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1e6


@pytest.mark.once
@pytest.mark.skipif(os.environ.get("HYPOTHESIS_PROFILE") != "full", reason="takes ten minutes")
def test_memory_stays_the_same_over_many_pdfs(client: Client, db: None) -> None:
    plan = make_plan(client, "expert")
    measured: dict[int, tuple[float, float]] = {}

    for n in range(1, COUNT + 1):
        Plan.objects.filter(pk=plan.pk).update(title=f"Plan {n} 🚀", version=n)
        assert client.get(f"/plannen/{plan.pk}/pdf").status_code == 200
        if n in (WARM, COUNT):
            assert worker.pid is not None
            measured[n] = resident_mb(os.getpid()), resident_mb(worker.pid)

    grown = [after - before for before, after in zip(*measured.values(), strict=True)]
    assert max(grown) < MAX_GROWTH_MB, measured
