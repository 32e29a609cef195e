"""`python -m bench [PART …]`: measures on an empty data folder, prints and stores the figures.

The parts are pages, pdfs, edits, load, accounts, memory, search, large, boards and surveys;
without a name the first three.
DATABASE_URL is the database, SQLite without it; BENCH_SECONDS the length of `load`, 300 by default.
"""

from __future__ import annotations

import os
import platform
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

BASE = Path(__file__).resolve().parent.parent
RESULTS = BASE / "bench" / "results"


def main() -> None:
    parts = {
        "pages": page_table,
        "pdfs": pdf_table,
        "edits": edit_table,
        "load": load_table,
        "accounts": account_table,
        "memory": memory_table,
        "search": search_table,
        "large": large_table,
        "boards": board_table,
        "surveys": survey_table,
    }
    chosen = sys.argv[1:] or ["pages", "pdfs", "edits"]
    with TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "playbook_site.settings"}
        import django

        django.setup()
        prepare()
        database = "PostgreSQL" if on_postgres() else "SQLite"
        lines = [f"# {', '.join(chosen)} on {database}, {date.today()}", ""]
        lines += [f"{os.cpu_count()} cores, Python {platform.python_version()}.", ""]
        for part in chosen:
            lines += parts[part]()
        lines += [f"Load of the machine at the end: {os.getloadavg()[0]:.1f}."]
    report = "\n".join(lines).rstrip() + "\n"
    print(report)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{date.today()}-{'-'.join(chosen)}-{database.lower()}.md").write_text(report)


def on_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def prepare() -> None:
    """Database, catalogue and static files, as the server wants them."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_playbook", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def server() -> Iterator[int]:
    """The site with the bare view, in two processes on a free port of loopback."""
    with server_process() as (port, _):
        yield port


@contextmanager
def server_process() -> Iterator[tuple[int, int]]:
    """The same, with the id of the process of which the two are children."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    process = subprocess.Popen(
        [gunicorn, "bench.server:application", "--bind", f"127.0.0.1:{port}", "--workers", "2",
         "--worker-class", "playbook_site.buffered_worker.BufferedWorker", "--threads", "4",
         "--no-control-socket", "--log-level", "warning"],
        cwd=BASE,
    )  # fmt: skip
    try:
        for _ in range(100):
            try:
                urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


@contextmanager
def served() -> Iterator[int]:
    """The site as `manage.py serve` serves it, on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=BASE, env=os.environ | {"PORT": str(port)}
    )
    try:
        for _ in range(600):
            try:
                urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        time.sleep(3)  # each worker warms its render process
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def load_table() -> list[str]:
    from bench.load import Crowd, starving, under_load

    seconds = float(os.environ.get("BENCH_SECONDS", "300"))
    with served() as port:
        hungry = starving(port, min(seconds, 30))
        crowd = Crowd(seconds=seconds)
        figures = under_load(port, crowd)
    lines = [
        f"{crowd.quiz} people at the quiz, {crowd.editors} editing, {crowd.printers} printing, "
        f"{seconds:.0f} s:",
        "",
        "| page | answers | p50 ms | p95 ms | most | by status |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for kind, times in sorted(figures.times.items()):
        p50, p95 = (figures.percentile(kind, percent) for percent in (50, 95))
        counts = ", ".join(f"{status}: {n}" for status, n in figures.statuses[kind].items())
        lines.append(
            f"| {kind} | {len(times)} | {p50:.0f} | {p95:.0f} | {max(times):.0f} | {counts} |"
        )
    lines += [
        "",
        f"Failures (500 and above, 429, dropped connections): {figures.failures}.",
        f"Quiz, p95: {hungry.idle:.0f} ms alone, {hungry.busy:.0f} ms while 8 people print without "
        f"pause ({hungry.times:.1f} times; {hungry.pdfs} PDFs, {hungry.refused} put off).",
        "",
    ]
    return lines


def page_table() -> list[str]:
    from bench.pages import page_rates

    lines = ["| page | answers a second, one visitor | part of the bare view | asked | status |"]
    lines.append("|---|---:|---:|---:|---|")
    with server() as port:
        for rate in page_rates(port):
            lines.append(
                f"| {rate.target.name} | {rate.per_second:.0f} | {rate.part_of_bare:.2f} "
                f"| {rate.target.wanted:.2f} | {rate.status} |"
            )
    return [*lines, ""]


def edit_table() -> list[str]:
    """25 people on one server for SQLite, 50 on two servers for PostgreSQL."""
    from bench.edits import edit_at_once

    people, servers = (50, 2) if on_postgres() else (25, 1)
    with ExitStack() as stack:
        ports = [stack.enter_context(server()) for _ in range(servers)]
        outcome = edit_at_once(ports, people, edits=40)
    return [
        f"| {people} people × 40 edits of one plan, {servers} server(s) | count |",
        "|---|---:|",
        f"| edits acknowledged | {len(outcome.acknowledged)} |",
        f"| lost | {len(outcome.lost)} |",
        f"| stored twice | {len(outcome.twice)} |",
        f"| answers of 500 and above | {outcome.failures} |",
        f"| conflicts met and settled (409) | {outcome.statuses[409]} |",
        f"| seconds | {outcome.seconds:.0f} |",
        "",
    ]


def survey_table() -> list[str]:
    from bench.surveys import FEW, MANY, PEOPLE, THREADS, acted_at_once, answered_at_once, growth

    with served() as port:
        crowd = answered_at_once(port)
        grown = growth(port)
    acts = acted_at_once()
    times, statuses = crowd.times, crowd.statuses
    return [
        f"{PEOPLE} colleagues send their answers at once: {crowd.counted} counted in "
        f"{crowd.seconds:.1f} s; "
        f"p50 {median(times):.0f} ms, p95 {crowd.p95:.0f} ms, most {max(times):.0f} ms; "
        f"by status {dict(statuses)}.",
        "",
        f"The act alone, {THREADS} at a time, with its wait for the others: "
        f"p50 {median(acts):.0f} ms, most {max(acts):.0f} ms.",
        "",
        f"| medians | {FEW} answers, ms | {MANY} answers, ms | ratio |",
        "|---|---:|---:|---:|",
        *(
            f"| {one.name} | {one.few:.1f} | {one.many:.1f} | {one.many / one.few:.2f} |"
            for one in grown
        ),
        "",
    ]


def account_table() -> list[str]:
    from bench.accounts import compare

    lines = ["| account page, medians | known address, ms | unknown, ms | ratio |"]
    lines.append("|---|---:|---:|---:|")
    with server() as port:
        for one in compare(port):
            lines.append(f"| {one.name} | {one.known:.0f} | {one.unknown:.0f} | {one.ratio:.2f} |")
    return [*lines, ""]


def large_table() -> list[str]:
    from bench.large_tables import measure

    with server() as port:
        measured = measure(port)
    lines = ["| | small tables, ms | large, ms |", "|---|---:|---:|"]
    lines += [
        f"| {name} | {ms:.0f} | {measured.large[name]:.0f} |" for name, ms in measured.small.items()
    ]
    lines += [f"| {name} | | {ms:.0f} |" for name, ms in measured.long_acts.items()]
    return [*lines, ""]


def board_table() -> list[str]:
    from bench.open_boards import EVERY, PEOPLE, open_boards

    with server_process() as (port, pid):
        found = open_boards(port, pid)
    counts = ", ".join(f"{status}: {n}" for status, n in found.statuses.items())
    return [
        f"{PEOPLE} people with the board of one plan open, each asking every {EVERY} s what "
        f"others did: {found.part_of_core:.2%} of one core, {found.ms:.1f} ms of CPU an answer "
        f"({counts}).",
        "",
    ]


def pdf_table() -> list[str]:
    from bench.pdfs import pdf_figures

    figures = pdf_figures()
    lines = [
        "| warm PDF of 53 activities | ours, ms | Chromium, new tab, ms | ratio | bytes, ratio |"
    ]
    lines.append("|---|---:|---:|---:|---:|")
    for one in figures.comparisons:
        lines.append(
            f"| {one.name} | {one.ours_ms:.0f} | {one.chromium_ms:.0f} | {one.ratio:.2f} "
            f"| {one.ours_bytes} / {one.chromium_bytes} = "
            f"{one.ours_bytes / one.chromium_bytes:.2f} |"
        )
    return [
        *lines,
        "",
        "Ours by number of activities: "
        + ", ".join(f"{count}: {ms:.0f} ms" for count, ms in figures.growth.items())
        + f". Peak memory {figures.peak_mb:.0f} MB.",
    ]


def search_table() -> list[str]:
    from bench.search import ACTIVITIES, search_times
    from content.published import published_catalogue

    lines = [f"| search among {ACTIVITIES} activities | ms |", "|---|---:|"]
    for name, milliseconds in search_times(published_catalogue()):
        lines.append(f"| {name} | {milliseconds:.1f} |")
    return [*lines, ""]


def memory_table() -> list[str]:
    from bench.memory import COUNTS, resident_after

    lines = ["| PDFs of 53 activities in a row | web process, MB | render process, MB |"]
    lines.append("|---:|---:|---:|")
    for count, (web, render) in resident_after(*COUNTS).items():
        lines.append(f"| {count} | {web:.0f} | {render:.0f} |")
    return [*lines, ""]


if __name__ == "__main__":
    main()
