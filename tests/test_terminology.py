"""docs/terminology.md names what exists, and no name in the code holds a retired word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

BASE = Path(settings.BASE_DIR)
FOLDERS = ("accounts", "assessment", "bench", "content", "playbook_site", "roadmap", "tests")
FOREIGN = {"press", "press_sequentially"}
"""Names of Playwright that hold a retired word."""


def section(title: str) -> str:
    """The lines below a heading of the glossary."""
    text = (BASE / "docs" / "terminology.md").read_text()
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def python_files() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((BASE / folder).rglob("*.py")):
            if not path.is_relative_to(BASE / folder / "migrations"):
                yield path


@cache
def names_in(path: Path) -> frozenset[str]:
    """Every name that the file uses or defines, and its own."""
    found = (
        getattr(node, field, None)
        for node in ast.walk(ast.parse(path.read_text()))
        for field in ("id", "attr", "name", "arg")
    )
    return frozenset({path.stem, *(name for name in found if isinstance(name, str))})


@cache
def words_of(name: str) -> str:
    """'_saved_states_' for 'saved_states' and for 'SavedStates'."""
    return f"_{'_'.join(re.findall(r'[A-Z]?[a-z]+|[A-Z]+(?![a-z])', name))}_".lower()


def test_retired_words_name_nothing() -> None:
    retired = set(re.findall(r"^\| (\w+) \|", section("Retired words"), re.M)) - {"retired"}
    names = [
        (path, name)
        for path in python_files()
        for name in names_in(path) - FOREIGN
        if not name.startswith("test_")
    ]
    names += [(path, path.stem) for path in sorted((BASE / "templates").rglob("*.*"))]

    wrong = [
        f"{path.relative_to(BASE)}: {name}"
        for path, name in names
        if any(f"_{word}_" in words_of(name) for word in retired)
    ]
    assert len(retired) > 8
    assert not wrong, "\n".join(wrong)


def test_names_of_the_glossary_exist() -> None:
    known = {name for path in python_files() for name in names_in(path)}
    named = {
        part
        for title in ("On the screen and in code", "In code only")
        for code in re.findall(r"`([\w.]+)`", section(title))
        for part in code.split(".")
    }

    assert len(named) > 30
    assert sorted(named - known) == []


AVOIDED = {
    r"datums": "begin en einde, or begin- en einddata where a plan's own data could be meant",
    r"(?:de|een|één) (?:begin|eind)datum": "the names of the fields: begin, klaar tegen",
    r"data van de fasen": "begin en einde van de fasen",
    r"(?:im|ex)porte(?:er|ert|ren)|exports?": "inlezen, downloaden",
    r"opgeslagen|opslaan": "bewaard, bewaren",
    r"opgeladen|opladen": "kiezen, inlezen",
    r"versie van het playbook": "uitgave; a version is a plan's",
    r"leestekst": "de tekst van het playbook",
    r"bladzijden?": "pagina; a sheet of paper is a blad",
    r"herlaad": "laad de pagina opnieuw",
    r"identiteit|slugs?": "the name; where one is typed, a korte naam in het adres",
    r"voorbeeldcase": "praktijkvoorbeeld",
    r"over zijn datum": "te laat",
    r"annule(?:er|ert|ren)": "laat het zoals het is",
    r"je|jij|jou|jouw|jullie": "u, uw",
    r"email|e-mail": "mail, e-mailadres",
    r"\w*[aio]'s|pdf's": "an apostrophe: pagina’s",
    r"“(?=\w)": "‘ and ’",
}
"""What no screen, mail or message says, and what it says instead: `docs/terminology.md`."""
SCREEN_PYTHON = ("accounts", "assessment", "content", "playbook_site", "roadmap")
NOT_SHOWN = (
    "content/loading/",  # speaks of YAML to who wrote it
    "content/management/",
    "content/search/words.py",  # what visitors type
    "playbook_site/environment.py",  # an operator's language is English
    "playbook_site/staticfiles.py",
)
SPOKEN = re.compile(r'(?:aria-label|title|alt|placeholder|label)="([^"]*)"')
CODE = re.compile(r"(?s){[{%#].*?[}%#]}|<[^>]*>|^//.*?$|(?<=\s)//.*?$", re.MULTILINE)
QUOTED = re.compile(r"""(?s)"([^"\n]*)"|'([^'\n]*)'|`([^`]*)`""")


def texts_of(path: Path) -> Iterator[str]:
    """What a file may show: a template's words, a script's strings, a module's sentences."""
    source = path.read_text()
    if path.suffix == ".py":
        yield from sentences_of(ast.parse(source))
    elif path.suffix == ".js":
        yield from (" ".join(found) for found in QUOTED.findall(CODE.sub("", source)))
    else:
        yield from SPOKEN.findall(re.sub(r"(?s){[{%].*?[}%]}", "", source))
        yield CODE.sub(" ", source)


def sentences_of(tree: ast.Module) -> Iterator[str]:
    """Strings of more than one word, but for docstrings and what a log receives."""
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in prose else None
        if isinstance(text, str) and " " in text.strip():
            yield text


def test_avoided_words_are_on_no_screen() -> None:
    """Templates, mails, scripts, and the texts in Python."""
    files = [
        *(path for path in (BASE / "templates").rglob("*") if path.suffix in {".html", ".txt"}),
        *(BASE / "static" / "js").glob("*.js"),
        *(path for path in python_files() if path.relative_to(BASE).parts[0] in SCREEN_PYTHON),
    ]
    shown = [path for path in files if not str(path.relative_to(BASE)).startswith(NOT_SHOWN)]

    wrong = [
        f"{path.relative_to(BASE)}: {word[0]}; say {instead}"
        for path in shown
        for text in texts_of(path)
        for pattern, instead in AVOIDED.items()
        for word in re.finditer(rf"(?<![\w/-])(?:{pattern})(?![\w/-])", text, re.I)
    ]

    assert len(files) > 300
    assert not wrong, "\n".join(wrong)
