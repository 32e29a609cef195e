"""`make bench`: starts the server on an empty data folder, measures, prints, keeps the figures."""

from __future__ import annotations

import os
import platform
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

BASE = Path(__file__).resolve().parent.parent
RESULTS = BASE / "bench" / "results"


def main() -> None:
    with TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "playbook_site.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        prepare()
        lines = [f"# Figures of {date.today()}", ""]
        lines += [f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite.", ""]
        lines += page_table()
        lines += pdf_table()
    report = "\n".join(lines) + "\n"
    print(report)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{date.today()}.md").write_text(report)


def prepare() -> None:
    """Database, catalogue and static files, as the server wants them."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_playbook", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


@contextmanager
def server() -> Iterator[int]:
    """The site with the bare view, in two processes on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    process = subprocess.Popen(
        [gunicorn, "bench.server:application", "--bind", f"127.0.0.1:{port}", "--workers", "2",
         "--worker-class", "gthread", "--threads", "4", "--no-control-socket",
         "--log-level", "warning"],
        cwd=BASE,
    )  # fmt: skip
    try:
        for _ in range(100):
            try:
                urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
                break
            except (URLError, ConnectionError):
                time.sleep(0.1)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


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


def pdf_table() -> list[str]:
    from bench.pdfs import pdf_figures

    figures = pdf_figures()
    return [
        "| PDF of 53 activities, warm | ours | Chromium, new tab | ratio |",
        "|---|---:|---:|---:|",
        f"| milliseconds | {figures.ours_ms:.0f} | {figures.chromium_ms:.0f} "
        f"| {figures.ratio:.2f} |",
        f"| bytes | {figures.ours_bytes} | {figures.chromium_bytes} "
        f"| {figures.ours_bytes / figures.chromium_bytes:.2f} |",
        "",
        "Ours by number of activities: "
        + ", ".join(f"{count}: {ms:.0f} ms" for count, ms in figures.growth.items())
        + f". Peak memory {figures.peak_mb:.0f} MB.",
    ]


if __name__ == "__main__":
    main()
