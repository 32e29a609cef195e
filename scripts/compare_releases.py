"""Compares what two releases answer: python -m scripts.compare_releases OLD [--new NEW] [--out DIR]

OLD and NEW are checkouts, each with its own `.venv` (`scripts/setup.sh run`); NEW is by default
this one. Each is served from an empty database, in which the same person makes the same plans by
sending the same forms: empty, of a profile, per pillar, archived, and one with history, dates,
notes, links, an invitation, a saved state and a later playbook. Then every page and file of these
plans is fetched from both, with refused forms (409, 422) and the pages that need no plan
(`release_journey`).

Random keys and ids, hashes of static files and times of day are masked. Of a workbook each part is
compared, of a PDF its text, tags, attachments and pictures. `intended_differences.toml` lists the
differences that are meant: `pages` (patterns of names), `reason`, and a regular expression `old`
with its replacement `new`, or one that is left out of both answers, `ignored`. What was drawn anew
`keeps` what its people and programs rely on: every match of that expression in the old answer is in
the new one, and the rest may differ. Without any of these an answer may differ as a whole. A rule
with a `kind` is about pages, files or PDFs alone. The script prints a line for each answer that
differs, writes both to DIR, and returns 1 when a difference is not meant.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import tomllib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from scripts.release_answers import Release
from scripts.release_journey import visit

BASE = Path(__file__).resolve().parent.parent
INTENDED = Path(__file__).with_name("intended_differences.toml")


def is_meant(name: str, old: str, new: str, rules: list[dict[str, Any]]) -> set[str]:
    """The reasons that explain the whole difference; empty when a part of it has none."""
    reasons: set[str] = set()
    for rule in rules:
        is_of_kind = rule.get("kind", kind_of(old)) == kind_of(old)
        if is_of_kind and any(fnmatchcase(name, pattern) for pattern in rule["pages"]):
            before = (old, new)
            if keeps := rule.get("keeps"):
                if old != new and not _matches(keeps, old) - _matches(keeps, new):
                    return {*reasons, rule["reason"]}
            elif ignored := rule.get("ignored"):
                old, new = (re.sub(ignored, "", text, flags=re.M) for text in (old, new))
            elif "old" in rule:
                old = re.sub(rule["old"], rule["new"], old, flags=re.M)
            else:
                return {*reasons, rule["reason"]}
            if (old, new) != before:
                reasons.add(rule["reason"])
    return reasons if old == new else set()


def _matches(expression: str, text: str) -> set[str]:
    return {found[0] for found in re.finditer(expression, text, flags=re.M)}


def kind_of(answer: str) -> str:
    if "\nContent-Type: application/pdf" in answer:
        return "PDFs"
    return "pages" if "\nContent-Type: text/html" in answer else "files"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("old", type=Path)
    parser.add_argument("--new", type=Path, default=BASE)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir(), "compared"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        releases = [
            Release(checkout.resolve(), Path(folder, name))
            for name, checkout in (("old", options.old), ("new", options.new))
        ]
        list(pool.map(visit, releases))
    shutil.rmtree(options.out, ignore_errors=True)
    rules = tomllib.loads(INTENDED.read_text()).get("difference", [])
    old, new = (release.answers for release in releases)
    counts: Counter[str] = Counter()
    kinds = Counter(kind_of(text) for text in new.values())
    for name in [*old, *(new.keys() - old.keys())]:
        pair = (old.get(name, ""), new.get(name, ""))
        reasons = set() if pair[0] == pair[1] else is_meant(name, *pair, rules)
        verdict = "equal" if pair[0] == pair[1] else "intended" if reasons else "different"
        counts[verdict] += 1
        if verdict != "equal":
            print(f"{verdict}: {name}" + "".join(f"\n    {reason}" for reason in sorted(reasons)))
            for side, text in zip(("old", "new"), pair, strict=True):
                path = options.out / side / re.sub(r"[^\w.-]+", "_", name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
    for counted in (kinds, counts):
        parts = ", ".join(f"{number} {kind}" for kind, number in counted.items())
        print(f"{counted.total()} answers: {parts}")
    print(f"see: diff -r {options.out}/old {options.out}/new")
    return counts["different"] > 0


if __name__ == "__main__":
    sys.exit(main())
