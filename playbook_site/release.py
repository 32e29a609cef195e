"""Names the code that runs, so that what was rendered by other code is never served again."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

PARTS = ("playbook_site", "accounts", "content", "assessment", "roadmap", "templates", "static")


def release_of(base: Path) -> str:
    """A digest over everything that shapes a page; equal on every host that has the same code."""
    digest = sha256()
    for part in PARTS:
        for path in sorted((base / part).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(base)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
