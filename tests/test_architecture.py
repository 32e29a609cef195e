"""The rules on imports, purity and size, checked by reading the code."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings

BASE = Path(settings.BASE_DIR)
APPS = ("accounts", "assessment", "content", "playbook_site", "roadmap")
MAY_IMPORT = {
    "accounts": {"accounts", "assessment", "content", "roadmap"},
    "assessment": {"assessment", "content"},
    "content": {"content"},
    "roadmap": {"assessment", "content", "roadmap"},
}
ORDER = (
    ("urls", "management", "apps"),
    ("views",),
    ("exports",),
    ("actions", "forms"),
    ("pdf",),
    ("queries", "access", "exchange"),
    ("history", "emails", "drafts", "pdf_cache"),
    ("models",),
    ("domain",),
)
"""The packages and modules of `roadmap`, top to bottom: each imports only from lower ones."""
DOMAIN_ORDER = ("changes", "overview", "plan")
HEART = (
    BASE / "assessment" / "scoring.py",
    *sorted((BASE / "assessment" / "survey" / "domain").rglob("*.py")),
    BASE / "content" / "catalogue.py",
    BASE / "content" / "text_rules.py",
    *sorted((BASE / "content" / "search").glob("*.py")),
    *sorted((BASE / "roadmap" / "domain").rglob("*.py")),
)
SURVEY_VIEWS = sorted((BASE / "assessment" / "survey" / "views").glob("*.py"))
IMPURE = {"django", "time", "random", "os", "pathlib", "sqlite3", "requests"}
CLOCK = {"today", "now", "utcnow", "localdate", "localtime"}
"""Dates may come in as arguments; asking which day it is may not."""
MODELS = "content.models."
MAX_MODULES = 12
"""Modules in one package, `__init__` not counted."""
MAX_NAMES = 20
"""Modules and packages on which an app opens."""
MAX_LINES = 330


def modules(folders: tuple[str, ...] = APPS) -> Iterator[tuple[str, Path]]:
    """Dotted name and path of every module of the apps, without migrations."""
    for app in folders:
        for path in sorted((BASE / app).rglob("*.py")):
            if "migrations" not in path.parts:
                parts = path.relative_to(BASE).with_suffix("").parts
                yield ".".join(parts).removesuffix(".__init__"), path


@cache
def imports_of(path: Path) -> set[str]:
    """The dotted names that a file imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_apps_import_one_way() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, path in modules()
        for other in sorted({n.split(".")[0] for n in imports_of(path)} & set(APPS))
        if other not in MAY_IMPORT.get(name.split(".")[0], set(APPS))
    ]
    assert not wrong


def test_packages_of_roadmap_import_downwards_only() -> None:
    level = {name: number for number, names in enumerate(ORDER) for name in names}
    wrong = [
        f"{name} imports {other}"
        for name, path in modules()
        for other in sorted(imports_of(path))
        if name.startswith("roadmap.")
        and other.startswith("roadmap.")
        and (mine := name.split(".")[1]) != (theirs := other.split(".")[1])
        and level[mine] >= level[theirs]
    ]
    assert not wrong


def test_domain_imports_downwards_only() -> None:
    level = {name: number for number, name in enumerate(DOMAIN_ORDER)}
    prefix = "roadmap.domain."
    wrong = [
        f"{name} imports {other}"
        for name, path in modules()
        for other in sorted(imports_of(path))
        if name.startswith(prefix)
        and other.startswith(prefix)
        and level[name.split(".")[2]] > level[other.split(".")[2]]
    ]
    assert not wrong


def test_modules_import_in_no_circle() -> None:
    """Counts imports at the top of a module, which is where a circle bites."""
    names = {name for name, _ in modules()}
    graph: dict[str, set[str]] = {
        name: {
            target
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.ImportFrom) and node.module
            for alias in node.names
            for target in [f"{node.module}.{alias.name}", node.module]
            if target in names and target != name
        }
        for name, path in modules()
        if path.name != "__init__.py"
    }
    while leaves := {name for name, targets in graph.items() if not targets & graph.keys()}:
        graph = {name: targets for name, targets in graph.items() if name not in leaves}
    assert not graph


def test_packages_are_small() -> None:
    paths = [path for _, path in modules((*APPS, "bench"))]
    sizes = Counter(path.parent for path in paths if path.name != "__init__.py")
    assert not {str(p.relative_to(BASE)): n for p, n in sizes.items() if n > MAX_MODULES}


def test_apps_open_on_few_names() -> None:
    for app in APPS:
        names = [
            path.name
            for path in (BASE / app).iterdir()
            if path.suffix == ".py" or path.is_dir() and any(path.rglob("*.py"))
        ]
        assert len(set(names) - {"__init__.py", "__pycache__"}) <= MAX_NAMES, app


def test_modules_are_short() -> None:
    found = modules((*APPS, "bench"))
    lengths = {name: len(path.read_text().splitlines()) for name, path in found}
    assert not {name: length for name, length in lengths.items() if length >= MAX_LINES}


def test_one_word_names_one_class() -> None:
    """A frozen class of the catalogue may be called as the model whose row it holds."""
    homes: dict[str, list[str]] = {}
    for name, path in modules():
        if "management" not in path.parts:
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    homes.setdefault(node.name, []).append(name)
    twice = {word: where for word, where in homes.items() if len(where) > 1}
    assert not {
        word: where
        for word, where in twice.items()
        if len(where) > 2 or "content.catalogue" not in where or not where[1].startswith(MODELS)
    }


def test_heart_is_pure() -> None:
    wrong = [
        f"{path.relative_to(BASE)} imports {name}"
        for path in HEART
        for name in imports_of(path)
        if name.split(".")[0] in IMPURE
    ]
    assert not wrong


def test_heart_has_no_clock() -> None:
    for path in HEART:
        calls = [n.func for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
        named = {call.attr for call in calls if isinstance(call, ast.Attribute)}
        assert not named & CLOCK, path


def test_heart_imports_without_django() -> None:
    dotted = {
        str(p.relative_to(BASE).with_suffix("")).replace("/", ".").removesuffix(".__init__")
        for p in HEART
    }
    code = f"import sys, {', '.join(sorted(dotted))}; sys.exit('django' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], cwd=BASE, env={"PATH": ""})
    assert result.returncode == 0


def test_order_names_all_of_roadmap() -> None:
    found = {
        path.stem
        for path in (BASE / "roadmap").iterdir()
        if path.suffix == ".py" or path.is_dir() and any(path.rglob("*.py"))
    }
    named = [name for names in ORDER for name in names]
    assert sorted(named) == sorted(found - {"__init__", "__pycache__", "migrations"})
    assert all(set(a).isdisjoint(b) for a, b in pairwise(ORDER))


def test_views_are_short() -> None:
    for path in (*BASE.glob("*/views.py"), *BASE.glob("*/views/**/*.py"), *SURVEY_VIEWS):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 27, f"{path}: {node.name}"


def test_templates_have_no_inline_style_or_script() -> None:
    for path in (BASE / "templates").rglob("*.html"):
        text = path.read_text()
        assert " style=" not in text, path
        assert "<script>" not in text, path
        assert " onclick=" not in text, path
