"""The house's rules on imports, held by reading the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
MAY_IMPORT = {
    "accounts": {"accounts", "roadmap", "content"},
    "content": {"content"},
    "assessment": {"assessment", "content"},
    "roadmap": {"roadmap", "content"},
}
APPS = {*MAY_IMPORT, "playbook_site"}
HEART = [
    "assessment/scoring.py",
    "content/catalogue.py",
    "content/search.py",
    "roadmap/brief.py",
    "roadmap/chart.py",
    "roadmap/choices.py",
    "roadmap/comparison.py",
    "roadmap/density.py",
    "roadmap/effort.py",
    "roadmap/examples.py",
    "roadmap/exchange/csv_file.py",
    "roadmap/exchange/document.py",
    "roadmap/exchange/faults.py",
    "roadmap/exchange/sheet.py",
    "roadmap/exchange/strict_json.py",
    "roadmap/filtering.py",
    "roadmap/grid.py",
    "roadmap/growth.py",
    "roadmap/news.py",
    "roadmap/own_data.py",
    "roadmap/paper.py",
    "roadmap/phases.py",
    "roadmap/plans.py",
    "roadmap/progress.py",
    "roadmap/recent.py",
    "roadmap/restoring.py",
    "roadmap/rows.py",
    "roadmap/state.py",
    "roadmap/story.py",
    "roadmap/texts.py",
    "roadmap/timeline.py",
]
IMPURE = {"django", "time", "random", "os", "pathlib", "sqlite3", "requests"}
CLOCK = {"today", "now", "utcnow", "localdate", "localtime"}
"""Dates may come in and be reckoned with; asking which day it is may not."""


def imports_of(path: Path) -> set[str]:
    """The dotted names that a file imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_imports_run_one_way(app: str) -> None:
    for path in (BASE / app).rglob("*.py"):
        used = {name.split(".")[0] for name in imports_of(path)} & APPS
        assert used <= MAY_IMPORT[app], f"{path} imports {used - MAY_IMPORT[app]}"


def test_heart_is_what_the_page_on_architecture_says() -> None:
    page = (BASE / "docs" / "architecture.md").read_text()
    table = page.partition("## The heart")[2].partition("\n## ")[0]

    assert sorted(re.findall(r"^\| `([\w/]+\.py)` \|", table, re.M)) == sorted(HEART)
    assert len(HEART) == len(set(HEART))


@pytest.mark.parametrize("name", HEART)
def test_heart_is_pure(name: str) -> None:
    used = {module.split(".")[0] for module in imports_of(BASE / name)}
    assert not used & IMPURE


@pytest.mark.parametrize("name", HEART)
def test_heart_has_no_clock(name: str) -> None:
    tree = ast.parse((BASE / name).read_text())
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = {call.attr for call in calls if isinstance(call, ast.Attribute)}
    assert not named & CLOCK


def test_heart_imports_without_django() -> None:
    modules = [name.removesuffix(".py").replace("/", ".") for name in HEART]
    code = f"import sys, {', '.join(modules)}; sys.exit('django' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], cwd=BASE, env={"PATH": ""})
    assert result.returncode == 0


def test_views_are_short() -> None:
    for path in (*BASE.glob("*/views.py"), *BASE.glob("*/views/*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 27, f"{path}: {node.name}"


def test_templates_have_no_inline_style_or_script() -> None:
    for path in (BASE / "templates").rglob("*.html"):
        text = path.read_text()
        assert " style=" not in text, path
        assert "<script>" not in text, path
        assert " onclick=" not in text, path
