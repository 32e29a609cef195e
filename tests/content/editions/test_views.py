"""The data for everybody: each edition as it came out, and what it changed."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.conf import LazySettings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.catalogue import Activity
from content.editions.models import EditionFile
from content.loading.load import load_playbook
from content.published import published_catalogue, shown_instead
from tests.conftest import FIXTURES

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def second(tmp_path: Path) -> None:
    """A second edition of May: one activity renamed, one retired."""
    folder = Path(shutil.copytree(FIXTURES, tmp_path / "second"))
    path = next(folder.glob("*_activity.yaml"))
    items = path.read_text().replace("Creëer bewustzijn", "Maak bewust").split("- model:")
    path.write_text("- model:".join(i for i in items if "slug: positionering" not in i))
    load_playbook(folder, number="2026-05.2")


def test_index_names_every_edition_and_where_it_is(client: Client, second: None) -> None:
    index = json.loads(client.get("/catalogus/index.json").content)

    assert [e["number"] for e in index["editions"]] == ["2026-05.2", "2026-05"]
    assert index["licence"] == "niet bepaald"
    newest = index["editions"][0]
    assert newest["changes"] == "1 activiteit hernoemd, 1 activiteit vervallen"
    for edition in index["editions"]:
        whole = client.get(edition["files"]["catalogus.json"].partition("8000")[2]).json()
        assert (whole["edition"], whole["digest"]) == (edition["number"], edition["digest"])
    assert client.get("/catalogus/nieuwste/catalogus.json").json()["edition"] == "2026-05.2"


def test_licence_is_what_the_owner_says(client: Client, settings: LazySettings) -> None:
    settings.CATALOGUE_LICENCE = "Modellicentie Gratis Hergebruik"

    assert client.get("/catalogus/index.json").json()["licence"] == settings.CATALOGUE_LICENCE
    assert settings.CATALOGUE_LICENCE in client.get("/catalogus/").content.decode()


def test_frozen_file_is_kept_for_long_and_read_from_any_site(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        response = client.get("/catalogus/2026-05/catalogus.yaml")

    assert response.content == EditionFile.objects.get(name="catalogus.yaml").body
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "sessie" not in response.cookies
    again = client.get(
        "/catalogus/2026-05/catalogus.yaml", headers={"If-None-Match": response["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"


def test_only_the_data_is_open_to_other_sites(client: Client) -> None:
    for address in ("/", "/catalogus/", "/catalogus/2026-05/", "/activiteiten/"):
        assert "Access-Control-Allow-Origin" not in client.get(address)


def test_newest_address_is_asked_again(client: Client) -> None:
    assert client.get("/catalogus/nieuwste/activity.csv")["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    "address",
    [
        "/catalogus/2026-06/",
        "/catalogus/2026-05/geheim.json",
        "/catalogus/nieuwste/geheim.json",
        "/catalogus/2026-05:bestaat-niet/",
        "/catalogus/2026-06:positionering/",
        "/catalogus/activiteiten/bestaat-niet/",
    ],
)
def test_what_is_not_there_is_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_citation_goes_on_working_after_the_activity_is_gone(client: Client, second: None) -> None:
    kept = client.get("/catalogus/2026-05:positionering/").content.decode()

    assert "<code>2026-05:positionering</code>" in kept
    assert client.get("/catalogus/2026-05.2:positionering/").status_code == 404
    assert client.get("/catalogus/2026-05:positionering").headers["Location"].endswith("/")


def test_pages_and_feed_say_what_changed(client: Client, second: None) -> None:
    page = client.get("/catalogus/2026-05.2/").content.decode()
    activity = client.get("/catalogus/activiteiten/creeer-bewustzijn/").content.decode()
    feed = ElementTree.fromstring(client.get("/catalogus/feed.atom").content)

    assert "hernoemd, vroeger ‘Creëer bewustzijn’" in page
    assert "hernoemd, vroeger ‘Creëer bewustzijn’" in activity
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ["Uitgave 2026-05.2 (mei 2026)", "Uitgave 2026-05 (mei 2026)"]
    assert client.get("/catalogus/activiteiten/positionering/").status_code == 200


def test_address_of_an_earlier_activity_leads_on(client: Client, second: None) -> None:
    address, catalogue = "/activiteiten/positionering/", published_catalogue()
    first, other, *rest = catalogue.activities

    def asked(*replacing: Activity) -> Any:
        now = [replace(activity, replaces=("positionering",)) for activity in replacing]
        with shown_instead(replace(catalogue, activities=(*now, *rest))):
            return client.get(address)

    retired, renamed, split = asked(), asked(first), asked(first, other)

    assert (retired.status_code, renamed.status_code, split.status_code) == (410, 301, 410)
    assert 'href="/catalogus/2026-05:positionering/">uitgave 2026-05<' in retired.content.decode()
    assert renamed["Location"] == f"/activiteiten/{first.slug}/"
    assert renamed["Cache-Control"] == "no-cache"  # a later edition may go back
    for activity in (first, other):
        assert f'href="/activiteiten/{activity.slug}/"' in split.content.decode()
    assert client.get("/activiteiten/nergens/").status_code == 404
