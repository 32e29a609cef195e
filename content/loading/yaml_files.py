"""Reads a folder of fixture files strictly, without YAML's guesses at types.

Every fault is a FixtureError that names file, line and field, in one line and in Dutch, for the
content editor. Nothing here touches the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20
MAX_QUOTED = 80  # of what a file says, in a message about it
OPENING = (
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
)
CLOSING = (yaml.BlockEndToken, yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
WHOLE_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)")


class FixtureError(Exception):
    """One fault: 'bestand, regel n, veld: wat er scheelt'."""

    def __init__(self, path: Path, line: int, field: str, message: str) -> None:
        self.path, self.line, self.field, self.message = path, line, field, message
        place = (path.name, f"regel {line}" if line else "", quoted(field))
        super().__init__(" ".join(f"{', '.join(filter(None, place))}: {message}".split()))


def quoted(value: object) -> str:
    """A text of the file for use in a message: on one line, printable and short."""
    text = "".join(char if char.isprintable() else " " for char in str(value))
    text = " ".join(text.split())
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"


@dataclass(frozen=True)
class Entry:
    """One item of a fixture file; `lines` has the line of each field."""

    path: Path
    line: int
    model: str
    fields: dict[str, object]
    lines: dict[str, int]

    def error(self, field: str, message: str) -> FixtureError:
        return FixtureError(self.path, self.lines.get(field, self.line), field, message)


def read_folder(folder: Path) -> list[Entry]:
    """All entries of all `*.yaml` files of the folder, in the order of their names.

    Raises FixtureError.
    """
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        raise FixtureError(folder, 0, "", "deze map bevat geen .yaml-bestanden")
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in (".yaml", ".yml") and path not in paths:
            raise FixtureError(path, 0, "", "de naam moet op .yaml eindigen")
    return [entry for path in paths for entry in read_file(path)]


def read_file(path: Path) -> Iterator[Entry]:
    """The entries of one file. Raises FixtureError at the first fault."""
    text = _text_of(path)
    try:
        _refuse_what_no_editor_needs(path, text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FixtureError(path, mark.line + 1 if mark else 0, "", _yaml_message(error)) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise FixtureError(path, line, "", "een teken dat niet in tekst thuishoort") from error
    if node is None:
        raise FixtureError(path, 1, "", "dit bestand is leeg")
    if not isinstance(node, yaml.SequenceNode):
        raise FixtureError(path, 1, "", "verwacht een lijst: elk item begint met '- model:'")
    for item in node.value:
        yield _entry(path, item)


def _text_of(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise FixtureError(path, 0, "", f"niet te lezen ({error.strerror})") from error
    if len(raw) > MAX_BYTES:
        raise FixtureError(path, 0, "", "groter dan 1 MiB")
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise FixtureError(path, 1, "", "begint met een BOM; bewaar het als UTF-8 zonder BOM")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FixtureError(path, line, "", "geen UTF-8; bewaar het bestand als UTF-8") from error


def _refuse_what_no_editor_needs(path: Path, text: str) -> None:
    """Refuses what YAML bombs use: anchors, aliases, tags, second documents, deep nesting."""
    documents = depth = 0
    for token in _tokens(path, text):
        line = token.start_mark.line + 1
        depth += isinstance(token, OPENING) - isinstance(token, CLOSING)
        if depth > MAX_DEPTH:
            raise FixtureError(path, line, "", "te diep genest")
        if isinstance(token, (yaml.AnchorToken, yaml.AliasToken)):
            raise FixtureError(path, line, "", "verwijzingen met & of * zijn niet toegestaan")
        if isinstance(token, (yaml.TagToken, yaml.DirectiveToken)):
            raise FixtureError(path, line, "", "tags (!) en % zijn niet toegestaan")
        if isinstance(token, (yaml.DocumentStartToken, yaml.DocumentEndToken)):
            documents += 1
            if documents > 1 or line > 1 and _has_content_before(text, line):
                raise FixtureError(path, line, "", "meer dan één document in dit bestand")


def _tokens(path: Path, text: str) -> Iterator[yaml.Token]:
    """The scanner's tokens; an escape of a character that does not exist is a fault."""
    line = 1
    try:
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            line = token.end_mark.line + 1
            yield token
    except (ValueError, OverflowError) as error:
        raise FixtureError(path, line, "", "een teken of een getal dat niet bestaat") from error


def _has_content_before(text: str, line: int) -> bool:
    before = text.splitlines()[: line - 1]
    return any(row.strip() and not row.lstrip().startswith("#") for row in before)


def _yaml_message(error: yaml.MarkedYAMLError) -> str:
    problem, begun = error.problem or "", error.context_mark
    if "\\t" in problem or "tab" in problem:
        return "een tab; spring in met spaties"
    since = f" Zoek vanaf regel {begun.line + 1}." if begun else ""
    asked = "staan de aanhalingstekens en de spaties goed?"
    return f"geen geldige YAML ({problem}); {asked}{since}"


def _entry(path: Path, node: yaml.Node) -> Entry:
    line = node.start_mark.line + 1
    pairs = _pairs(path, node, "")
    if unknown := pairs.keys() - {"model", "fields"}:
        key = sorted(unknown)[0]
        raise FixtureError(path, pairs[key].start_mark.line + 1, key, "onbekende sleutel")
    if "model" not in pairs or "fields" not in pairs:
        raise FixtureError(path, line, "", "een item heeft een 'model' en 'fields' nodig")
    fields = _pairs(path, pairs["fields"], "fields")
    return Entry(
        path=path,
        line=line,
        model=str(_value(path, pairs["model"], "model")),
        fields={name: _value(path, value, name) for name, value in fields.items()},
        lines={name: value.start_mark.line + 1 for name, value in fields.items()},
    )


def _pairs(path: Path, node: yaml.Node, field: str) -> dict[str, yaml.Node]:
    """A mapping's keys and value nodes; a duplicate key is a fault."""
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise FixtureError(path, line, field, "verwacht 'sleutel: waarde'")
    pairs: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or not name.isprintable():
            raise FixtureError(path, line, field, "een sleutel is één woord")
        if name in pairs:
            raise FixtureError(path, line, name, "deze sleutel staat er twee keer")
        pairs[name] = value
    return pairs


def _item(path: Path, node: yaml.Node, field: str) -> object:
    """What stands in a list: as any value, or 'sleutel: waarde' a few times."""
    if isinstance(node, yaml.MappingNode):
        pairs = _pairs(path, node, field)
        return {name: _value(path, value, field) for name, value in pairs.items()}
    return _value(path, node, field)


def _value(path: Path, node: yaml.Node, field: str) -> object:
    """The Python value of a scalar or a list of them, typed as YAML types it."""
    line = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [_item(path, item, field) for item in node.value]
    if not isinstance(node, yaml.ScalarNode):
        raise FixtureError(path, line, field, "verwacht tekst, een getal of een lijst")
    loader = yaml.SafeLoader("")
    try:
        value: object = loader.construct_object(node)
        str(value)  # Python refuses to write a number of thousands of digits
    except (ValueError, OverflowError, yaml.YAMLError) as error:
        raise FixtureError(
            path, line, field, f"'{quoted(node.value)}' bestaat niet als datum of getal"
        ) from error
    finally:
        loader.dispose()
    if type(value) is int and not WHOLE_NUMBER.fullmatch(node.value):
        # YAML's 010 is 8 and its 1:30 is 90: an editor means something else.
        meant = "schrijf een gewoon getal, of zet tekst tussen aanhalingstekens"
        message = f"'{quoted(node.value)}' leest YAML als {quoted(value)}; {meant}"
        raise FixtureError(path, line, field, message)
    return value
