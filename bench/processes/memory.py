"""What the web process and its render process hold after many PDFs in a row."""

from __future__ import annotations

import os
from pathlib import Path

from django.test import Client

from roadmap.models import Plan
from roadmap.pdf.worker import worker

COUNTS = (50, 100, 200, 300)
PAGE = os.sysconf("SC_PAGE_SIZE")
FIELDS = {"title": "Plan", "organisation": "Stad Voorbeeld", "start": "expert"}


def resident_after(*counts: int) -> dict[int, tuple[float, float]]:
    """MB of both processes after each of these numbers of PDFs of a plan of 53 activities.

    Each PDF is drawn: the plan has a new version and title, with a character that only the font
    of emoji has.
    """
    client = Client(SERVER_NAME="localhost")
    path = client.post("/plannen/nieuw/", FIELDS)["Location"]
    plans = Plan.objects.filter(pk=path.split("/")[2])
    measured = {}
    for n in range(1, max(counts) + 1):
        plans.update(title=f"Plan {n} 🚀", version=n)
        status = client.get(f"{path}pdf").status_code
        assert status == 200, status
        if n in counts:
            assert worker.pid is not None
            measured[n] = resident_mb(os.getpid()), resident_mb(worker.pid)
    return measured


def resident_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 1e6


def table() -> list[str]:
    lines = ["| PDFs of 53 activities in a row | web process, MB | render process, MB |"]
    lines.append("|---:|---:|---:|")
    for count, (web, render) in resident_after(*COUNTS).items():
        lines.append(f"| {count} | {web:.0f} | {render:.0f} |")
    return [*lines, ""]
