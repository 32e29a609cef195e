"""What all tests share: the real catalogue in the database, plain static files, no clock games."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from content.catalogue import Catalogue
from content.editions import files
from content.loading import yaml_files
from content.loading.load import PreparedEdition, check_playbook, prepared, publish
from content.published import published_catalogue
from tests.databases import another_database
from tests.environment import manage

FIXTURES = Path(settings.BASE_DIR) / "content" / "fixtures"
IS_FULL = os.environ.get("HYPOTHESIS_PROFILE") == "full"
SAME = tuple(
    Path(settings.BASE_DIR) / place
    for place in (
        "tests/roadmap/actions/test_reminders.py",
        "tests/roadmap/drafts",
        "tests/roadmap/views",
        "tests/roadmap/exchange/imports",
        "tests/roadmap/queries",
        "tests/content",
        "tests/assessment",
        "tests/accounts",
        "tests/playbook_site/middleware",
    )
)
"""What a page or a mail shows, how a file is read, accounts, surveys and the playbook: on both in
`make test-full` alone, but for tests that are marked `both`."""

# The quick run tries the same examples each time, so that it fails for a change and for no other
# reason; the full one searches.
hypothesis_settings.register_profile("quick", max_examples=12, deadline=None, derandomize=True)
hypothesis_settings.register_profile("full", max_examples=1000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_configure() -> None:
    gc.set_threshold(20_000, 20, 50)  # thousands of tests make few cycles: a fifth of the time
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    if connection.vendor == "sqlite":  # a file, as in real life: memory locks differently
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / "test.sqlite3")
    # The shared caches' tables are no models': no test's end would empty them. The real ones are
    # under test in tests/deploy and tests/playbook_site/test_environment.py.
    for name, config in settings.CACHES.items():
        config.clear()
        config |= {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a database a test is the same on any kind of it, unless it is marked `both`.

    So are the tests below SAME. On both kinds `test_access_matrix.py` asks every act, the tests
    of acts, history and the round trip write, and transactional tests act at once.
    """
    for item in items:
        names = {*getattr(item, "fixturenames", ()), *(mark.name for mark in item.iter_markers())}
        if not names.isdisjoint({"both", "postgres", "transactional_db", "shared_database"}):
            continue
        is_same = not IS_FULL and any(map(item.path.is_relative_to, SAME))
        if is_same or names.isdisjoint({"db", "django_db"}):
            item.add_marker("once")


def pytest_collection_finish() -> None:
    gc.freeze()  # modules and collected tests stay: they need not be searched for garbage


@pytest.fixture(scope="session", autouse=True)
def _playbook_in_yaml_once() -> Iterator[None]:
    """A fixture file with the same content is parsed once for all tests, and a kind with the same
    rows is written once.
    """
    parse, write = yaml_files.read_file, files.yaml_of
    parsed: dict[tuple[str, bytes], list[yaml_files.Entry]] = {}

    def read_file(path: Path) -> Iterable[yaml_files.Entry]:
        if not path.is_file():
            return parse(path)
        key = path.name, path.read_bytes()
        if key not in parsed:
            parsed[key] = list(parse(path))
        return (replace(entry, path=path) for entry in parsed[key])

    written: dict[str, str] = {}

    def yaml_of(name: str, rows: list[dict[str, Any]]) -> str:
        key = f"{name} {rows}"
        if key not in written:
            written[key] = write(name, rows)
        return written[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_files, "read_file", read_file)
        patch.setattr(files, "yaml_of", yaml_of)
        yield


@pytest.fixture(scope="session")
def edition() -> PreparedEdition:
    """The playbook as the fixtures have it, ready to be written into a database."""
    return prepared(check_playbook(FIXTURES))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, edition: PreparedEdition
) -> None:
    """Every test database holds the playbook."""
    with django_db_blocker.unblock():
        publish(edition)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    for name in settings.CACHES:
        caches[name].clear()
    yield


@pytest.fixture
def catalogue(db: None) -> Catalogue:
    return published_catalogue()


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No PDF is drawn, for a test that asks who may have one, and how often."""
    monkeypatch.setattr("roadmap.exports.worker.draw", lambda *args, **named: b"%PDF-1.7")


@pytest.fixture
def shared_database(transactional_db: None, edition: PreparedEdition) -> None:
    """A database in which other threads see what a test writes, with the playbook in it."""
    publish(edition)


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The DATABASE_URL of a database with the playbook and no plans in it."""
    folder = tmp_path_factory.mktemp("fresh")
    with another_database(folder) as url:
        environment = {"DATABASE_URL": url, "DATA_DIR": str(folder)}
        assert manage("migrate", "--skip-checks", **environment).returncode == 0
        assert manage("load_playbook", **environment).returncode == 0
        yield url


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Site(str):
    """The address of the site that a test drives, and its data folder."""

    data: Path

    def __new__(cls, address: str, data: Path) -> Site:
        site = super().__new__(cls, address)
        site.data = data
        return site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The address of the site as `make run` serves it, from an empty data folder of its own."""
    data = tmp_path_factory.mktemp("data")
    with served(data) as address:
        shutil.copytree(data, data / UNUSED)
        yield address


UNUSED = "unused"
"""In the data folder of `site`: what it held before anybody came."""


@contextmanager
def another(site: Site, folder: Path) -> Iterator[Site]:
    """A second site, for what would change the pages that other tests look at."""
    shutil.copytree(site.data / UNUSED, folder)
    with served(folder) as address:
        yield address


@contextmanager
def served(data: Path) -> Iterator[Site]:
    """A site of its own from this folder, while the block lasts."""
    port = free_port()
    environment = os.environ | {"PORT": str(port), "DATA_DIR": str(data)}
    for name in ("DATABASE_URL", "EMAIL_URL"):
        environment.pop(name, None)
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=settings.BASE_DIR, env=environment
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/healthz", server)
        yield Site(address, data)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)  # a PDF that is being drawn holds it


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert server.poll() is None, "the server ended"
        try:
            urlopen(url, timeout=5).close()
            return
        except OSError:  # not there yet, or slow to answer
            time.sleep(0.1)
    raise AssertionError("the server did not start within two minutes")
