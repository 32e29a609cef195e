"""`load_playbook` killed while it writes: the old playbook or the new one, never a mixture."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from pathlib import Path

from bench.faults.report import Control, Line
from bench.faults.sites import BASE, Databases, module

FIXTURES = BASE / "content" / "fixtures"
CONTROLS = 16


def killed_load(databases: Databases, times: int) -> Line:
    outcomes, completed = kill_loads(databases, times)
    return Line(
        f"load_playbook killed, {times} times",
        databases.name,
        f"{outcomes.count('mixture')} mixtures, {outcomes.count('old')} times the old playbook, "
        f"{outcomes.count('new')} times the new; run again it {'was' if completed else 'was not'} "
        f"completed",
        "mixture" not in outcomes and completed,
        lambda: without_atomic(databases),
    )


def without_atomic(databases: Databases) -> Control:
    bare: list[str] = []
    while "mixture" not in bare and len(bare) < CONTROLS:
        bare += kill_loads(databases, 2, "atomic", seed=len(bare))[0]
    is_mixed = "mixture" in bare
    return Control(f"a mixture after {len(bare)}" if is_mixed else "no mixture", is_mixed)


def kill_loads(
    databases: Databases, times: int, *off: str, seed: int = 0
) -> tuple[list[str], bool]:
    """What each killed load left behind, and whether the last was completed by another."""
    changed, choice = changed_fixtures(databases.folder), random.Random(seed)
    environment = databases.filled()
    old = playbook_of(databases, environment)
    seconds = load(environment, changed)
    new = playbook_of(databases, environment)
    assert old != new
    outcomes = []
    for _ in range(times):
        environment = databases.filled()
        process = begin(environment, changed, *off)
        time.sleep(choice.uniform(0, 1.3 * seconds))  # also just after
        process.kill()
        process.communicate()
        left = playbook_of(databases, environment)
        outcomes.append("old" if left == old else "new" if left == new else "mixture")
    if off:
        return outcomes, False  # after a mixture the same edition is refused: its number is taken
    # The last may be whole already: then another writes nothing.
    subprocess.run(loader(changed), cwd=BASE, env=environment, stdout=subprocess.PIPE, check=True)
    return outcomes, playbook_of(databases, environment) == new


def playbook_of(databases: Databases, environment: dict[str, str]) -> dict[str, object]:
    """The values of the catalogue, and the files of its editions."""
    names = ("content_", "editions_editionfile")
    return {name: databases.values(environment, name) for name in names}


def load(environment: dict[str, str], folder: Path) -> float:
    """Loads without a kill; the seconds that it wrote."""
    process = begin(environment, folder)
    start = time.monotonic()
    assert process.stdout
    output = process.stdout.readline()
    seconds = time.monotonic() - start
    process.communicate()
    assert (output, process.returncode) == ("written\n", 0)
    return seconds


def begin(environment: dict[str, str], folder: Path, *off: str) -> subprocess.Popen[str]:
    """A load that has just begun to write."""
    process = subprocess.Popen(
        loader(folder, *off), cwd=BASE, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "writing\n"
    return process


def loader(folder: Path, *off: str) -> list[str]:
    return module("bench.faults.kills.loader", str(folder), *off)


def changed_fixtures(folder: Path) -> Path:
    """The playbook with a word added to the titles of its activities."""
    changed = folder / "changed"
    if not changed.exists():
        shutil.copytree(FIXTURES, changed)
        for file in changed.glob("*activit*.yaml"):
            lines = file.read_text().splitlines(keepends=True)
            file.write_text("".join(lengthened(line) for line in lines))
        for file in changed.glob("*playbookversion.yaml"):
            file.write_text(file.read_text().replace("2026-05", "2026-05.2"))
    return changed


def lengthened(line: str) -> str:
    is_title = line.strip().startswith("title: ") and not line.rstrip().endswith('"')
    return f"{line.rstrip()} anders\n" if is_title else line
