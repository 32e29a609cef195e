"""`python -m bench [PART …]`: measures on an empty data folder, prints and stores the figures.

DATABASE_URL is the database, SQLite without it; BENCH_SECONDS the length of `load`, 300 by default.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import traceback
from datetime import date
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

RESULTS = Path(__file__).resolve().parent / "results"
PARTS = {
    "pages": "bench.answers.pages",
    "visits": "bench.answers.first_visits",
    "accounts": "bench.answers.accounts",
    "phone": "bench.answers.phone",
    "search": "bench.answers.search",
    "edits": "bench.crowds.edits",
    "load": "bench.crowds.load",
    "boards": "bench.crowds.open_boards",
    "surveys": "bench.crowds.surveys",
    "pdfs": "bench.processes.pdfs",
    "memory": "bench.processes.memory",
    "editions": "bench.growth.editions",
    "starts": "bench.processes.starts",
    "large": "bench.growth.large_tables",
}
"""Each part's module, which has `table()`: its figures as lines of Markdown."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="+", choices=PARTS)
    chosen: list[str] = parser.parse_args().part
    with TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "playbook_site.settings"}
        import django

        django.setup()
        prepare()
        database = "PostgreSQL" if on_postgres() else "SQLite"
        lines = [f"# {', '.join(chosen)} on {database}, {date.today()}", ""]
        lines += [f"{os.cpu_count()} cores, {python_build()}.", ""]
        for part in chosen:
            lines += measured(part)
        lines += [f"Load of the machine at the end: {os.getloadavg()[0]:.1f}."]
    report = "\n".join(lines).rstrip() + "\n"
    print(report)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{date.today()}-{'-'.join(chosen)}-{database.lower()}.md").write_text(report)


def measured(part: str) -> list[str]:
    """The part's figures, or its error, so that the other parts still run."""
    try:
        lines: list[str] = import_module(PARTS[part]).table()
        return lines
    except Exception as error:
        traceback.print_exc()
        return [f"{part}: not measured. {type(error).__name__}: {error}".splitlines()[0], ""]


def python_build() -> str:
    """How this Python was built: without optimisation it is at least 1.2 times as slow."""
    own = sys.base_prefix == "/usr"
    built = "the distribution's" if own else "not the distribution's"
    return f"Python {platform.python_version()} ({built}, {platform.python_compiler()})"


def on_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def prepare() -> None:
    """Prepares the database, catalogue and static files for the server."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_playbook", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
