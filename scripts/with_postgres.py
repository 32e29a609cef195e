#!/usr/bin/env python
"""Runs a command with a PostgreSQL server of its own: with_postgres.py [--durable] COMMAND …

The server listens on a socket in a temporary folder only, and is gone when the command ends. It is
fast rather than safe against a power cut; --durable makes it write as a real one does.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True)
class Server:
    """A server whose data, socket and log are in one folder."""

    folder: Path
    options: str

    def url(self, database: str = "postgres") -> str:
        return f"postgres://postgres@{quote(str(self.folder), safe='')}:5432/{database}"

    def start(self) -> None:
        """Starts the server and waits until it accepts connections."""
        options = f"-k {self.folder} -c listen_addresses='' {self.options}"
        self._control("start", "-l", str(self.folder / "log"), "-o", options)

    def stop(self, mode: str = "immediate") -> None:
        """`fast` ends every session and writes all; `immediate` is as good as a crash."""
        self._control("stop", "-m", mode)

    def _control(self, act: str, *options: str) -> None:
        data = str(self.folder / "data")
        as_server_user(server_program("pg_ctl"), act, "--pgdata", data, "-w", *options)


@contextmanager
def own_server(*, durable: bool = False) -> Iterator[Server]:
    """A new server that runs, and is stopped and removed at the end."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        as_server_user(
            server_program("initdb"), "--pgdata", str(folder / "data"), "--username", "postgres",
            "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        )  # fmt: skip
        server = Server(folder, "" if durable else "-c fsync=off -c full_page_writes=off")
        server.start()
        try:
            yield server
        finally:
            server.stop()


def server_program(name: str) -> str:
    """The path of a PostgreSQL program, from Debian's newest version folder or PATH.

    `playbook_site/operations/backups.py` looks in the same order, so that its pg_dump fits this
    server. Written twice: this script runs without the site, and the site without this script.
    """
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    path = os.pathsep.join([*map(str, reversed(folders)), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
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
    durable = sys.argv[1] == "--durable"
    with own_server(durable=durable) as server:
        environment = os.environ | {"DATABASE_URL": server.url()}
        return subprocess.run(sys.argv[1 + durable :], env=environment).returncode


def interrupted(number: int, frame: object) -> None:
    """Ctrl-C reaches the command as well: it ends, and then the server is stopped."""


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    signal.signal(signal.SIGINT, interrupted)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    sys.exit(main())
