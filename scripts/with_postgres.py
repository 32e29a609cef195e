#!/usr/bin/env python
"""Runs a command beside a PostgreSQL server of its own: with_postgres.py COMMAND [ARGUMENT …]

The server listens on a socket in a temporary folder only, and is gone when the command ends.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote


def server_program(name: str) -> str:
    """The path of a PostgreSQL program, from PATH or Debian's newest version folder."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, folders[::-1])))
    if not found:
        sys.exit(f"{name} is not installed; type: sudo apt-get install postgresql")
    return str(Path(found).resolve())


def as_server_user(*command: str) -> None:
    """PostgreSQL refuses root: then its own user runs it. A session of its own, for Ctrl-C."""
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(
        command, user=user, cwd="/", check=True, stdout=subprocess.DEVNULL, start_new_session=True
    )


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        folder = Path(name)
        data = str(folder / "data")
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        as_server_user(
            server_program("initdb"), "--pgdata", data, "--username", "postgres",
            "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        )  # fmt: skip
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
        control = server_program("pg_ctl")
        log = str(folder / "log")
        as_server_user(control, "start", "--pgdata", data, "-w", "-l", log, "-o", options)
        url = f"postgres://postgres@{quote(name, safe='')}:5432/postgres"
        try:
            return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}).returncode
        finally:
            as_server_user(control, "stop", "--pgdata", data, "-w", "-m", "immediate")


def interrupted(number: int, frame: object) -> None:
    """Ctrl-C reaches the command as well: it ends, and then the server is stopped."""


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    signal.signal(signal.SIGINT, interrupted)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    sys.exit(main())
