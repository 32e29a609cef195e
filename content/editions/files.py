"""The files of an edition: everything in JSON and YAML, each kind in CSV, and the schema.

The YAML is what the loader takes: loading it into an empty site gives the same edition.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from io import StringIO
from textwrap import indent
from typing import Any

import yaml

from content.editions.changes import ItemChange
from content.loading.documents import Documents, Fields, digest_of, models_by_name
from content.loading.rules import fixture_fields, json_schema_of_kinds

CATALOGUE, YAML, SCHEMA = "catalogus.json", "catalogus.yaml", "schema.json"
CHANGES = "wijzigingen.json"
FORMULA_STARTS = ("=", "+", "-", "@")
MEDIA_TYPES = {
    "json": "application/json",
    "yaml": "application/yaml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


def media_type_of(name: str) -> str:
    return MEDIA_TYPES[name.rpartition(".")[2]]


def changes_file(changes: Iterable[ItemChange]) -> bytes:
    """What the edition did, item by item, with the fields that differ before and after."""
    return _json([asdict(change) | {"what": change.what} for change in changes])


def files_of(documents: Documents, published: date) -> dict[str, bytes]:
    """The bytes of each file by its name; what changed is added when it is kept."""
    version = documents["playbookversion"][0]
    whole = {
        "$schema": SCHEMA,
        "edition": version["number"],
        "label": version["label"],
        "published": published.isoformat(),
        "digest": digest_of(documents),
        "catalogue": documents,
    }
    sheets = {f"{name}.csv": csv_of(name, rows) for name, rows in documents.items()}
    text = "\n".join(yaml_of(name, rows) for name, rows in documents.items() if rows)
    return {
        CATALOGUE: _json(whole),
        YAML: text.encode(),
        SCHEMA: _json(json_schema()),
        **sheets,
    }


def yaml_files(documents: Documents) -> dict[str, str]:
    """A folder as the shipped one: a numbered file for each kind that has rows."""
    numbered = enumerate(documents.items(), 1)
    return {f"{n:02}_{name}.yaml": yaml_of(name, rows) for n, (name, rows) in numbered if rows}


class _Dumper(yaml.SafeDumper):
    """Lists on one line, as [[verkenner], [piloot]], and text of several lines as a block.

    What begins with a digit stands in quotes, so that nobody takes it for a number.
    """

    def choose_scalar_style(self) -> str:
        style: str = super().choose_scalar_style()
        return '"' if style == "'" else style

    def represent_list_on_line(self, values: list[Any]) -> yaml.Node:
        return self.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=True)

    def represent_text(self, text: str) -> yaml.Node:
        style = "|" if "\n" in text else '"' if text[:1].isdigit() else None
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(list, _Dumper.represent_list_on_line)
_Dumper.add_representer(str, _Dumper.represent_text)


def yaml_of(name: str, rows: list[Fields]) -> str:
    """The rows of a kind as a fixture file, with an empty line between them."""
    items = ({"model": f"content.{name}", "fields": fields} for fields in rows)
    texts = (
        yaml.dump(item, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=2**20)
        for item in items
    )
    return "\n".join(f"- {indent(text, '  ')[2:]}" for text in texts)


def csv_of(name: str, rows: list[Fields]) -> bytes:
    """A sheet of one kind for Excel in Dutch, as the plans' is: UTF-8 with its mark, semicolons.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    names = [field.name for field in fixture_fields(models_by_name()[name])]
    stream = StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(names)
    for fields in rows:
        cells = (_cell(fields.get(name, "")) for name in names)
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in cells])
    return stream.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if isinstance(value, list):
        joined = ", " if any(isinstance(part, list | dict) for part in value) else " "
        return joined.join(_cell(part) for part in value)
    if isinstance(value, dict):
        return " ".join(_cell(part) for part in value.values())
    return str(value)


def json_schema() -> dict[str, Any]:
    """What `catalogus.json` is, derived from the loader's rules."""
    text = {"type": "string"}
    kinds, definitions = json_schema_of_kinds()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "AI Playbook: een uitgave",
        "type": "object",
        "additionalProperties": False,
        "required": ["edition", "label", "published", "digest", "catalogue"],
        "properties": {
            "$schema": text,
            "edition": text,
            "label": text,
            "published": {"type": "string", "format": "date"},
            "digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "catalogue": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    name: {"type": "array", "items": schema} for name, schema in kinds.items()
                },
            },
        },
        "$defs": definitions,
    }


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
