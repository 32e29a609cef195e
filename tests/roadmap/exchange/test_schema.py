"""The document's types and caps, each refused with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoDbBlocker

from content.catalogue import KnownCatalogue
from content.published import published_catalogue
from roadmap.exchange.errors import ImportRejected
from roadmap.exchange.plan_document import SCHEMA
from roadmap.exchange.schema import json_schema, validated
from roadmap.models import Plan
from tests.roadmap.exchange.conftest import taken

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Spoil = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def whole(rich_browser: Client, django_db_blocker: DjangoDbBlocker) -> bytes:
    with django_db_blocker.unblock():
        return taken(Plan.objects.get(), published_catalogue()).json


@pytest.fixture
def document(whole: bytes) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(whole)
    return read


def refusals(
    whole: bytes, faults: list[tuple[Spoil, str]], known: KnownCatalogue | None = None
) -> list[tuple[str, str]]:
    """What each fault is to be answered, and what it is, where these differ."""
    answers = []
    for spoil, says in faults:
        document = json.loads(whole)
        spoil(document)
        with pytest.raises(ImportRejected) as refused:
            validated(document, known)
        answers.append((says, str(refused.value)))
    return [(says, text) for says, text in answers if not re.search(says, text)]


def test_published_schema_is_the_one_in_docs_and_of_the_models(client: Client) -> None:
    in_docs = Path(settings.BASE_DIR, "docs/plan.schema.json").read_text()

    response = client.get("/plannen/schema.json")

    assert response.content.decode() == in_docs == json_schema()
    assert response["Content-Type"] == "application/schema+json"
    assert json.loads(in_docs)["required"] == ["schema", "id", "version", "date", "plan"]


def test_page_on_the_format_names_the_version_and_links_its_schema(client: Client) -> None:
    page = client.get("/plannen/schema/").content.decode()

    assert SCHEMA in page
    assert "/plannen/schema.json" in page
    assert "/plannen/schema/" in client.get("/plannen/importeren/").content.decode()


def test_an_export_is_valid_and_stays_what_it_is(
    document: dict[str, Any], known: KnownCatalogue
) -> None:
    assert validated(document, known).document() == document


def first(document: dict[str, Any]) -> dict[str, Any]:
    activity: dict[str, Any] = document["plan"]["activities"][0]
    return activity


FAULTS: list[tuple[Spoil, str]] = [
    (lambda d: d.update(schema="ai-playbook/stappenplan/3"), "schema: .*nieuwere versie"),
    (lambda d: d.update(schema="iets/1"), "geen stappenplan"),
    (lambda d: d.pop("schema"), "geen stappenplan"),
    (lambda d: d.update(owner=3), "owner: dit veld kennen we niet"),
    (lambda d: d.update(id="1"), "id: dit is geen id"),
    (lambda d: d.update(version=0), "version: dit getal moet minstens 1"),
    (lambda d: d.update(version=2**31), "version: dit getal mag hoogstens"),
    (lambda d: d.update(version="7"), "version: dit moet een geheel getal"),
    (lambda d: d.update(version=True), "version: dit moet een geheel getal"),
    (lambda d: d.update(date="3/3/2027"), "date: Geef een bestaande datum"),
    (lambda d: d.update(without_notes=1), "without_notes: "),
    (lambda d: d.update(plan=[]), "^plan: dit moet een object"),
    (lambda d: d.update(plan=None), "^plan: dit moet een object"),
    (lambda d: d["plan"].update(title=" "), "title: dit mag niet leeg"),
    (lambda d: d["plan"].update(title="\u3164"), "title: Typ minstens één zichtbaar teken"),
    (lambda d: first(d).update(title="\u2800\ufe0f"), "activiteit 1, title: Typ minstens één"),
    (lambda d: first(d).update(owner="\uffa0"), "activiteit 1, owner: Typ minstens één"),
    (
        lambda d: d["plan"]["saved_states"][0].update(name="\u1160"),
        "momentopname 1, name: Typ minstens één zichtbaar",
    ),
    (lambda d: d["plan"].update(title="a" * 121), "title: Gebruik hoogstens 120"),
    (lambda d: d["plan"].update(organisation="a" * 121), "organisation: Gebruik hoogstens 120"),
    (lambda d: d["plan"].update(role="owner"), "role: dit veld kennen we niet"),
    (
        lambda d: d["plan"].update(phase_dates={"1": ["2027-01-01"]}),
        "begin en einde van de fasen, 1: minstens 2",
    ),
    (lambda d: d["plan"].update(phase_dates={"1": ["2027-01-02", "2027-01-01"]}), "fase 1 eindigt"),
    (
        lambda d: d["plan"].update(declined=["a", "a"]),
        "niet gewenste activiteiten: hetzelfde staat er tweemaal",
    ),
    (lambda d: d["plan"].update(activities=[first(d)] * 301), "^activiteiten: hoogstens 300"),
    (lambda d: d["plan"]["activities"].append(first(d)), "staat er tweemaal in"),
    (
        lambda d: d["plan"]["activities"][11].update(note="a" * 2001),
        "activiteit 12, note: Gebruik hoogstens 2.000",
    ),
    (lambda d: first(d).update(note="a\ue000b"), "activiteit 1, note: Na ‘a’ staat een teken"),
    (lambda d: first(d).update(title=None), "activiteit 1, title: dit moet een tekst"),
    (lambda d: first(d).pop("owner"), "activiteit 1, owner: dit veld ontbreekt"),
    (
        lambda d: first(d).update(status="bezig"),
        "activiteit 1, status: dit is geen van de toegelaten",
    ),
    (
        lambda d: first(d).update(due_date="2027-02-30"),
        "activiteit 1, due_date: Geef een bestaande",
    ),
    (
        lambda d: first(d).update(start_date="2027-02-02", due_date="2027-02-01"),
        "activiteit 1: ‘klaar tegen’",
    ),
    (
        lambda d: first(d).update(links=["javascript:alert(1)"]),
        "activiteit 1, links: .*geen volledig adres",
    ),
    (lambda d: first(d).update(phase=1.0), "activiteit 1, phase: dit moet een geheel getal"),
    (lambda d: first(d).update(track="a" * 81), "activiteit 1, track: gebruik hoogstens 80"),
    (
        lambda d: d["plan"]["saved_states"][1].update(at="2027-03-01T25:00:00Z"),
        "momentopname 2, at: schrijf",
    ),
    (
        lambda d: d["plan"]["saved_states"][0]["plan"].update(saved_states=[]),
        "momentopname 1, momentopnamen: dit veld",
    ),
    (
        lambda d: d["plan"]["saved_states"][0]["plan"]["activities"][3].update(note=3),
        "momentopname 1, activiteit 4, note",
    ),
]


def test_fault_is_answered_with_its_place(whole: bytes) -> None:
    assert not refusals(whole, FAULTS)


def test_a_note_that_shows_nothing_comes_in_empty(document: dict[str, Any]) -> None:
    first(document)["note"] = "\u200b\n\u3164"

    assert validated(document).plan.activities[0].note == ""


UNKNOWN: list[tuple[Spoil, str]] = [
    (lambda d: first(d).update(activity="bestaat-niet"), "activiteit 1, activity: ‘bestaat-niet’"),
    (lambda d: first(d).update(track="zijspoor"), "activiteit 1, track: ‘zijspoor’"),
    (lambda d: first(d).update(phase=6), "activiteit 1, phase: ‘6’"),
    (lambda d: first(d).update(roles=["paus"]), "activiteit 1, rol 1: ‘paus’"),
    (lambda d: d["plan"].update(playbook="2031-01"), "playbook: ‘2031-01’"),
    (
        lambda d: d["plan"].update(start={"innovatie": "goeroe"}),
        "profielen bij het begin, innovatie: ‘goeroe’",
    ),
    (
        lambda d: d["plan"].update(start={"elders": "piloot"}),
        "profielen bij het begin, elders: ‘elders’",
    ),
    (lambda d: d["plan"].update(declined=["weg"]), "niet gewenste activiteit 1: ‘weg’"),
    (
        lambda d: d["plan"].update(phase_dates={"6": ["2027-01-01", "2027-01-02"]}),
        "begin en einde van de fasen, 6: ‘6’",
    ),
    (lambda d: d["plan"]["factors"][0].update(factor="geluk"), "succesfactor 1, factor: ‘geluk’"),
    (
        lambda d: d["plan"]["saved_states"][0]["plan"].update(playbook="x"),
        "momentopname 1, playbook: ‘x’",
    ),
]


def test_what_the_playbook_does_not_know_is_refused(whole: bytes, known: KnownCatalogue) -> None:
    assert not refusals(whole, UNKNOWN, known)


def test_ten_faults_at_the_most_are_told(document: dict[str, Any]) -> None:
    for activity in document["plan"]["activities"]:
        activity["note"] = 1

    with pytest.raises(ImportRejected) as refused:
        validated(document)

    assert len(refused.value.errors) == 10


def test_faults_of_one_saved_state_are_collected(document: dict[str, Any]) -> None:
    """In all of them, members that nobody knows took half a gigabyte to say so."""
    for saved_state in document["plan"]["saved_states"]:
        saved_state["plan"] |= {"title": 1, "organisation": 1}

    with pytest.raises(ImportRejected) as refused:
        validated(document)

    places = [fault.place for fault in refused.value.errors]
    assert places == ["momentopname 1, title", "momentopname 1, organisation"]


def test_steps_that_are_too_long_for_a_plan_are_refused(
    document: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.domain.plan.limits.MAX_STEPS_BYTES", 12)
    first(document)["steps"] = [{"done": False, "text": "Bel Anna"}] * 2

    with pytest.raises(ImportRejected) as refused:
        validated(document)

    assert "te lang voor één plan" in str(refused.value)
