#!/usr/bin/env python
"""Writes docs/licences.md from what is installed of requirements/run.txt: scripts/licences.py"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from email.message import Message

BASE = Path(__file__).resolve().parent.parent
HEAD = """# Licences

What runs in production, with its licence as each package states it. Written by
`scripts/licences.py` from the installed packages; the versions are in `requirements/run.txt`.

| package | licence |
|---|---|
"""
TAIL = """
Not from a package: the typefaces Atkinson Hyperlegible Next and Noto Emoji (SIL Open Font
License 1.1, `static/fonts/OFL.txt` and `OFL-NotoEmoji.txt`). The texts of the playbook are the
Flemish government's.
"""


def names() -> list[str]:
    """The packages of the lock file; some are for other platforms than this one."""
    lock = (BASE / "requirements" / "run.txt").read_text()
    return sorted(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", lock, re.M), key=str.lower)


def licence_of(package: Distribution) -> str:
    """The SPDX expression, else the classifiers' words, else the first line of the field."""
    data = cast("Message", package.metadata)  # so says the standard library; its types say less
    if expression := data.get("License-Expression"):
        return str(expression)
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in data.get_all("Classifier") or []
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    if classifiers:
        return ", ".join(classifiers)
    lines = str(data["License"] or "").strip().splitlines()
    return lines[0] if lines else "not stated"


def table() -> str:
    rows = []
    for name in names():
        try:
            rows.append(f"| {name} | {licence_of(distribution(name))} |\n")
        except PackageNotFoundError:
            rows.append(f"| {name} | not installed on this platform |\n")
    return HEAD + "".join(rows) + TAIL


if __name__ == "__main__":
    (BASE / "docs" / "licences.md").write_text(table())
    sys.stdout.write("docs/licences.md is written.\n")
