"""`python -m bench.faults [--short] [FAULT …]`: breaks things on both databases, prints a table.

Ends with 1 when something was lost, or when a control did not fail.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.faults.catalogue import FAULTS, run_all
from bench.faults.report import HEAD, Line
from bench.faults.sites import Databases
from scripts.with_postgres import own_server

RESULTS = Path(__file__).resolve().parent.parent / "results"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="each fault a few times")
    parser.add_argument("fault", nargs="*", choices=[[], *FAULTS], help="all, unless named")
    options = parser.parse_args()
    lines = []
    print("\n".join(HEAD), flush=True)
    with both_databases() as kinds:
        for line in run_all(kinds, options.fault or list(FAULTS), short=options.short):
            print(line.cells(), flush=True)
            lines.append(line)
    if not options.short and not options.fault:
        store(lines)
    sys.exit(not all(line.is_good for line in lines))


@contextmanager
def both_databases() -> Iterator[list[Databases]]:
    """SQLite in a temporary folder and a PostgreSQL server with durable writes."""
    with TemporaryDirectory(prefix="faults-") as folder, own_server(durable=True) as server:
        kinds = [Databases(Path(folder)), Databases(Path(folder), server)]
        for kind in kinds:
            kind.fill()
        yield kinds


def store(lines: list[Line]) -> None:
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    head = [f"# Faults, {date.today()}", ""]
    head += [f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load}.", ""]
    text = "\n".join([*head, *HEAD, *(line.cells() for line in lines)])
    (RESULTS / f"{date.today()}-faults.md").write_text(text + "\n")


if __name__ == "__main__":
    main()
