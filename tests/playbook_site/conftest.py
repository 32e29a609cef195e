from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import another_database
from tests.environment import manage


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The DATABASE_URL of a database with the playbook and no plans in it."""
    folder = tmp_path_factory.mktemp("fresh")
    with another_database(folder) as url:
        environment = {"DATABASE_URL": url, "DATA_DIR": str(folder)}
        assert manage("migrate", **environment).returncode == 0
        assert manage("load_playbook", **environment).returncode == 0
        yield url
