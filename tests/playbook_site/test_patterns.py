"""Every regular expression of the project over text from outside takes linear time (case 63)."""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from tests.test_architecture import modules

pytestmark = pytest.mark.once

OWN_TEXT = {
    "content.loading.yaml_files": "the operator's playbook",
    "playbook_site.environment": "the operator's settings",
    "playbook_site.staticfiles": "our stylesheets",
    "roadmap.pdf.renderer": "our stylesheets and drawings",
}
"""Modules whose patterns meet no text from outside."""
STARTS = "playbook_site.wsgi"
"""The module of a web worker, with no pattern: imported, it starts a process that draws PDFs."""
FUNCTIONS = {"findall", "finditer", "fullmatch", "match", "search", "split", "sub"}
ANCHORED = {"fullmatch", "match"}
SIZE = 64 * 1024
PIECES = (
    "a", "A", "1", "-", ".", "@", " ", "\n", "\t", "'", '"', "\\", "/", ":", "_", ";", "é",
    "\u200b", "a1", "a.", "a@", "a-", "a:", "1.", "0:", "::", "o'", "a b", "a\n", "\\a", "[{",
)  # fmt: skip
"""What a hostile text repeats, beside the literal parts of the pattern itself."""


@dataclass(frozen=True)
class Used:
    """A pattern, and whether it is tried at the beginning of a text only."""

    pattern: re.Pattern[Any]
    is_anchored: bool = False

    def __call__(self, text: str | bytes) -> object:
        empty = b"" if isinstance(text, bytes) else ""
        return self.pattern.match(text) if self.is_anchored else self.pattern.sub(empty, text)


def patterns() -> dict[str, Used]:
    """The patterns of the five apps and of all routes, by the place where each stands."""
    found: dict[str, Used] = {}
    for name, path in modules():
        if name in OWN_TEXT or name == STARTS:
            continue
        module, tree = importlib.import_module(name), ast.parse(path.read_text())
        holders = {v: list(_held([value])) for v, value in list(vars(module).items())}
        for variable, held in holders.items():
            methods = _methods_called(tree, variable) if held else set()
            for number, pattern in enumerate(held):
                place = f"{name}.{variable} {number}"
                found[place] = Used(pattern, bool(methods) and methods <= ANCHORED)
        for line, used in _used_inside(tree, module):
            found[f"{name}:{line}"] = used
    for model in apps.get_models():
        for field in model._meta.get_fields():
            for validator in getattr(field, "validators", ()):
                if isinstance(regex := getattr(validator, "regex", None), re.Pattern):
                    found[f"{model._meta.label}.{field.name}"] = Used(regex)
    for route in _routes(get_resolver().url_patterns):
        found[f"route {route.pattern}"] = Used(re.compile(_regex_of(route)))
    return found


def _methods_called(tree: ast.AST, variable: str) -> set[str]:
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == variable
    }


def _held(values: Any) -> Iterator[re.Pattern[Any]]:
    for value in values:
        if isinstance(value, re.Pattern):
            yield value
        elif isinstance(value, (list, tuple)):
            yield from _held(value)
        elif type(value) is dict:
            yield from _held(list(value.values()))


def _used_inside(tree: ast.AST, module: ModuleType) -> Iterator[tuple[int, Used]]:
    """Patterns that a call of `re` takes as text: literals and constants of the module."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and (node.func.value.id, node.func.attr) in {("re", name) for name in FUNCTIONS}
        ):
            code = compile(ast.Expression(node.args[0]), module.__name__, "eval")
            pattern = re.compile(eval(code, vars(module)))
            yield node.lineno, Used(pattern, node.func.attr in ANCHORED)


def _routes(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern | URLResolver]:
    for route in found:
        yield route
        if isinstance(route, URLResolver):
            yield from _routes(route.url_patterns)


def _regex_of(route: URLPattern | URLResolver) -> str:
    regex: Any = getattr(route.pattern, "regex", None)
    return str(regex.pattern)


def hostile_texts(pattern: re.Pattern[Any]) -> Iterator[str | bytes]:
    """Texts of `SIZE` characters that repeat one piece, or end or begin with it."""
    if isinstance(pattern.pattern, bytes):
        yield from (
            str(text).encode() for text in hostile_texts(re.compile(pattern.pattern.decode()))
        )
        return
    source = pattern.pattern
    own = set(re.findall(r"[A-Za-z@:/\"'_.#<-]+", source.replace("\\", "")))
    for piece in (*PIECES, *own):
        yield piece * (SIZE // len(piece))
        yield piece + "a" * (SIZE - len(piece))
    for piece in own:
        yield "a" * (SIZE - len(piece)) + piece


def is_linear(act: Callable[[Any], object], text: str | bytes) -> bool:
    """Whether four times the text costs about four times the work; quadratic work costs sixteen.

    What takes less than 20 ms of this process's time is too short to compare, and short enough.
    """
    for part in (4, 1):
        whole, quarter = text[: len(text) // part], text[: len(text) // part // 4]
        if _seconds(act, whole) > 0.02:
            times = [min(_seconds(act, some) for _ in range(3)) for some in (whole, quarter)]
            if times[0] > 9 * times[1]:
                return False
    return True


def _seconds(act: Callable[[Any], object], text: str | bytes) -> float:
    start = time.process_time()
    act(text)
    return time.process_time() - start


def _different(found: dict[str, Used]) -> Iterator[tuple[str, Used]]:
    """Each pattern once, where it stands first."""
    yield from {used: (place, used) for place, used in reversed(found.items())}.values()


def test_patterns_take_linear_time() -> None:
    """By their worst use: a pattern that is not tied to the beginning is tried everywhere."""
    found = patterns()
    slow = [
        (place, text[:12])
        for place, used in _different(found)
        for text in hostile_texts(used.pattern)
        if not is_linear(used, text)
    ]

    assert len(found) > 100
    assert not slow


def test_quadratic_pattern_is_seen() -> None:
    assert not is_linear(re.compile(r"[^@]+@").search, "a" * SIZE)
