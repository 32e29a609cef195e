"""What the database, its backups and the logs hold of who answered what (case 24)."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
from contextlib import closing
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import DateTimeField, Field
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessment.survey.domain.codes import codes_of
from assessment.survey.models import UNSAVED_TABLES, Survey, SurveyCode, SurveyCounter
from assessment.survey.traces import code_digests, survey_id_of
from playbook_site.models import Count
from playbook_site.operations.backups import back_up
from scripts.with_postgres import server_program
from tests.assessment.survey.surveys import (
    address_of,
    answer,
    answer_openly,
    close,
    count_answers,
    opened,
    sent,
    start_data,
)
from tests.roadmap.conftest import person, signed_in
from tests.roadmap.views.sharing.test_links import formatter_of

SURVEY_KINDS = list(apps.get_app_config("assessment").get_models())


def test_tables_hold_no_person_no_time_and_no_order() -> None:
    """But for the maker of the survey itself."""
    columns = {
        (kind.__name__, field.name)
        for kind in SURVEY_KINDS
        for field in kind._meta.get_fields()
        if isinstance(field, Field) and kind.__name__.startswith("Survey")
    }
    assert {(kind, name) for kind, name in columns if kind != "Survey"} == {
        ("SurveyCode", "digest"),
        ("SurveyCode", "survey"),
        ("SurveyCounter", "id"),
        ("SurveyCounter", "survey"),
        ("SurveyCounter", "question"),
        ("SurveyCounter", "option"),
        ("SurveyCounter", "number"),
        ("SurveyUsedKeys", "survey"),
        ("SurveyUsedKeys", "digests"),
    }
    assert not any(isinstance(f, DateTimeField) for kind in SURVEY_KINDS for f in kind._meta.fields)


def test_admin_shows_no_survey() -> None:
    assert not set(admin.site._registry) & set(SURVEY_KINDS)


@pytest.mark.django_db
@pytest.mark.both
def test_one_statement_updates_every_counter(trekker: Client) -> None:
    survey, codes = opened(trekker)

    with CaptureQueriesContext(connection) as queries:
        answer(survey, codes[0])

    changes = [q["sql"] for q in queries if SurveyCounter._meta.db_table in q["sql"]]
    updates = [sql for sql in changes if sql.startswith("UPDATE")]
    assert len(updates) == 1
    where = updates[0].rpartition("WHERE")[2]
    assert "question" not in where and "option" not in where


@pytest.mark.django_db
def test_codes_are_stored_in_an_order_that_is_no_slip_s(trekker: Client) -> None:
    survey, codes = opened(trekker)

    stored = list(SurveyCode.objects.values_list("digest", flat=True).order_by("digest"))

    assert [code_digests(survey.pk, code)[0] for code in codes] != stored
    assert {code_digests(survey.pk, code)[0] for code in codes} == set(stored)


@pytest.mark.django_db
@pytest.mark.both
def test_key_of_the_opening_and_its_codes_are_stored_nowhere(trekker: Client) -> None:
    data = start_data()
    for _ in range(2):
        assert sent(trekker, data).status_code == 200

    key: UUID = data["opening_key"]
    rows = [list(kind._base_manager.values()) for kind in apps.get_models()]
    stored = f"{rows} {dict(trekker.session)}"
    secrets = [str(key), key.hex, *codes_of(str(key), 30)]
    assert str(survey_id_of(key)) in stored
    assert not [secret for secret in secrets if secret in stored]


@pytest.mark.django_db
def test_code_of_an_earlier_secret_still_works(trekker: Client, settings: object) -> None:
    survey, codes = opened(trekker)
    before = settings.SECRET_KEY  # type: ignore[attr-defined]

    settings.SECRET_KEY = "another" * 9  # type: ignore[attr-defined]
    settings.SECRET_KEY_FALLBACKS = [before]  # type: ignore[attr-defined]

    assert answer(survey, codes[0]).status_code == 302


@pytest.mark.django_db
def test_answering_stores_no_session_and_counts_by_the_day(trekker: Client) -> None:
    survey, codes = opened(trekker)
    sessions = Session.objects.count()
    Count.objects.all().delete()

    answer(survey, codes[0])

    assert Session.objects.count() == sessions
    [count] = Count.objects.all()
    assert count.ends % 86_400 == 0


@pytest.mark.django_db
@pytest.mark.parametrize("as_json", [True, False])
def test_log_holds_no_code_and_no_key(
    trekker: Client, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    survey, codes = opened(trekker)
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    make, arguments = formatter_of(as_json)
    handler.setFormatter(make(**arguments))
    for name in ("django.request", "playbook.request"):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [handler])
        monkeypatch.setattr(logging.getLogger(name), "level", logging.INFO)
    client = Client(raise_request_exception=False)

    answer(survey, codes[0], client=client)
    answer(survey, codes[0], client=client)

    def broken(**named: object) -> None:
        raise RuntimeError(f"nothing counted at {address_of(survey)}")

    monkeypatch.setattr("assessment.survey.actions.answer_with_code", broken)
    assert answer(survey, codes[1], client=client).status_code == 500
    text = lines.getvalue()
    assert "bevraging/<" in text
    assert "RuntimeError" in text
    assert not any(code in text for code in (codes[0], codes[1], survey.key))


@pytest.mark.postgres
def test_no_transaction_number_joins_an_answer_to_anything(shared_database: None) -> None:
    """Every row's `xmin` and `xmax` of every table, after each answer, against the counters'."""
    client = signed_in(person("an"))
    survey, codes = opened(client)
    link, _ = opened(client, organisation="Elders", way="link")
    for code in codes[:3]:
        answer(survey, code, client=Client())
        answer_openly(link)
        for one in (survey, link):
            mine = transactions_of(SurveyCounter._meta.db_table, one)
            assert len(mine) == 1, "all counters carry the same transaction"
            own = {
                "assessment_survey",  # the row that all acts on this survey lock
                "assessment_surveyusedkeys",  # one row, sorted, rewritten by each answer
                SurveyCounter._meta.db_table,
            }
            for table in connection.introspection.table_names():
                shared = transactions_of(table) & mine
                assert table in own or not shared, table


def transactions_of(table: str, survey: Survey | None = None) -> set[str]:
    """The numbers of the transactions that wrote, deleted or locked the rows that are there."""
    name = connection.ops.quote_name(table)
    where = f"WHERE survey_id = '{survey.pk}'" if survey else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT xmin::text, xmax::text FROM {name} {where}")
        return {number for row in cursor.fetchall() for number in row} - {"0"}


@pytest.mark.postgres
def test_closing_and_the_daily_timer_vacuum(shared_database: None) -> None:
    client = signed_in(person("an"))
    survey, _ = opened(client)
    count_answers(survey, ["AAAAAA"] * 8)
    close(survey)

    with CaptureQueriesContext(connection) as closing_queries:
        Client().get(address_of(survey))
    with CaptureQueriesContext(connection) as daily:
        call_command("delete_expired")

    for queries in (closing_queries, daily):
        vacuumed = {q["sql"].split('"')[1] for q in queries if q["sql"].startswith("VACUUM")}
        assert vacuumed == set(UNSAVED_TABLES)


def test_backup_leaves_out_codes_and_counters(shared_database: None, tmp_path: Path) -> None:
    client = signed_in(person("an"))
    survey, codes = opened(client)
    answer(survey, codes[0])
    kept = SurveyCode.objects.first()
    assert kept is not None
    path = tmp_path / "backup"

    MigrationRecorder(connection).ensure_schema()  # a backup of a site has it
    try:
        back_up(path, overwrite=False)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(MigrationRecorder.Migration)

    assert kept.digest.encode() not in path.read_bytes()
    if connection.vendor == "sqlite":
        assert rows_in(path) == {"assessment_survey": 1} | dict.fromkeys(UNSAVED_TABLES, 0)
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)
        return
    program = server_program("pg_restore")
    text = subprocess.run(
        [program, "--data-only", "--file=-", path], capture_output=True, text=True, check=True
    ).stdout
    assert str(survey.pk) in text
    assert kept.digest not in text
    assert not any(f"COPY public.{table}" in text for table in UNSAVED_TABLES)


def rows_in(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as copy:
        return {
            table: copy.execute(f'SELECT COUNT(*) FROM "{table}"').fetchone()[0]
            for table in ("assessment_survey", *UNSAVED_TABLES)
        }
