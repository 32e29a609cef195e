"""An edition is kept as it came out: in files, and as what the loader takes again."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from content.editions.archive import kept_documents
from content.editions.files import csv_of, files_of, json_schema, yaml_files, yaml_of
from content.editions.models import Edition, EditionFile
from content.loading.documents import documents_of, stored_documents
from content.loading.load import check_playbook, keep_loaded_edition, load_playbook
from content.loading.rules import catalogue_models
from content.loading.yaml_files import read_file
from content.models import PlaybookVersion
from content.published import read_catalogue
from tests.conftest import FIXTURES


def without_comments(path: Path) -> str:
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    return "\n".join(lines).lstrip("\n") + "\n"


def texts_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def kept_files() -> dict[str, bytes]:
    """Without the day that the edition came out, which is the day of the load."""
    day = rb'"published": "[^"]*"'
    return {file.name: re.sub(day, b"", file.body) for file in EditionFile.objects.all()}


def test_shipped_files_have_the_form_of_an_export() -> None:
    written = yaml_files(documents_of(check_playbook(FIXTURES)))

    shipped = [(path.name[3:], without_comments(path)) for path in FIXTURES.glob("*.yaml")]
    assert sorted((name[3:], text) for name, text in written.items()) == sorted(shipped)


@pytest.mark.django_db
def test_export_loads_into_an_empty_site_with_no_difference(tmp_path: Path) -> None:
    before, kept = read_catalogue(), kept_files()
    call_command("export_playbook", tmp_path / "once", verbosity=0)
    assert load_playbook(tmp_path / "once") == []
    for model in reversed(catalogue_models()):
        model.objects.all().delete()

    load_playbook(tmp_path / "once")

    assert read_catalogue() == before
    assert kept_files() == kept
    call_command("export_playbook", tmp_path / "twice", verbosity=0)
    once, twice = (
        {p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("once", "twice")
    )
    assert once == twice


@pytest.mark.django_db
def test_the_single_file_is_what_the_loader_takes_too(tmp_path: Path) -> None:
    (tmp_path / "catalogus.yaml").write_bytes(EditionFile.objects.get(name="catalogus.yaml").body)

    assert load_playbook(tmp_path) == []


@pytest.mark.django_db
def test_a_later_edition_leaves_the_files_of_an_earlier_one(tmp_path: Path) -> None:
    before = {file.name: file.body for file in EditionFile.objects.all()}
    folder = Path(shutil.copytree(FIXTURES, tmp_path / "later"))
    path = folder / "06_activity.yaml"
    path.write_text(path.read_text().replace("Creëer bewustzijn", "Maak bewust"))

    load_playbook(folder, number="2026-05.2")

    first, second = Edition.objects.order_by("version__pk")
    assert {file.name: file.body for file in first.files.all()} == before
    assert kept_documents(second)["activity"] != kept_documents(first)["activity"]
    assert kept_documents(second) == stored_documents()


@pytest.mark.both
@pytest.mark.django_db
def test_catalogue_of_before_editions_were_kept_becomes_one() -> None:
    files = kept_files()
    Edition.objects.all().delete()
    PlaybookVersion.objects.update(digest="of an earlier release")

    assert keep_loaded_edition() == "2026-05"

    assert kept_files() == files
    assert load_playbook(FIXTURES) == []


def test_schema_names_what_the_document_holds() -> None:
    documents = documents_of(check_playbook(FIXTURES))
    whole: dict[str, Any] = json.loads(files_of(documents, date(2026, 5, 1))["catalogus.json"])
    schema = json_schema()

    assert set(whole) == set(schema["properties"])
    kinds = schema["properties"]["catalogue"]["properties"]
    assert set(kinds) == set(whole["catalogue"])
    for name, rows in whole["catalogue"].items():
        rule = schema["$defs"][kinds[name]["items"]["$ref"].rpartition("/")[2]]
        assert all(
            set(rule.get("required", ())) <= set(row) <= set(rule["properties"]) for row in rows
        )


LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"]), max_size=30)
TEXTS = st.lists(LINES, min_size=1, max_size=4).map("\n".join)


@given(values=st.lists(TEXTS, min_size=1, max_size=3), number=st.integers(1, 1000))
def test_any_text_is_read_as_it_was_written(values: list[str], number: int) -> None:
    fields = {"slug": "a", "body": values[0], "pillars": [[v] for v in values], "number": number}
    with TemporaryDirectory() as folder:
        path = Path(folder, "1.yaml")
        path.write_text(yaml_of("pillar", [fields, fields]), encoding="utf-8")

        assert [entry.fields for entry in read_file(path)] == [fields, fields]


def test_sheet_has_no_formula() -> None:
    rows = [{"slug": "=1+1", "title": "Een; twee", "profiles": [["verkenner"], ["piloot"]]}]

    line = csv_of("activity", rows).decode("utf-8-sig").splitlines()[1]

    assert line.startswith('\'=1+1;"Een; twee";')
    assert line.endswith(";verkenner, piloot")
