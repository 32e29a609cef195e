"""The files of `deploy/`, read by the programs that they are for."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from playbook_site.environment import NEEDED_IN_PRODUCTION
from tests.deploy.front import certificate, nginx_folder, nginx_program
from tests.environment import manage

pytestmark = pytest.mark.once
DEPLOY = Path(settings.BASE_DIR) / "deploy"


def test_units_are_understood_by_systemd(tmp_path: Path) -> None:
    """With this checkout in the place of /opt/playbook, since the programs must be there."""
    for unit in (DEPLOY / "systemd").iterdir():
        text = unit.read_text().replace("/opt/playbook", str(settings.BASE_DIR))
        (tmp_path / unit.name).write_text(text)
    read = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.iterdir())],
        capture_output=True,
        text=True,
    )

    ours = [line for line in read.stderr.splitlines() if "playbook" in line]
    assert ours == []
    assert read.returncode == 0, read.stderr


def test_systemd_would_see_a_fault(tmp_path: Path) -> None:
    text = (DEPLOY / "systemd" / "playbook.service").read_text()
    (tmp_path / "playbook.service").write_text(text.replace("/opt/", "/nowhere/"))

    read = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "playbook.service")],
        capture_output=True,
        text=True,
    )

    assert "/nowhere/" in read.stderr


def test_nginx_understands_its_configuration(tmp_path: Path) -> None:
    certificate(tmp_path)
    config = nginx_folder(tmp_path, {"80": 8980, "443": 8943}, ["127.0.0.1:1", "127.0.0.1:2"])

    read = subprocess.run([nginx_program(), "-t", "-c", config], capture_output=True, text=True)

    assert read.returncode == 0, read.stderr
    assert "[emerg]" not in read.stderr


def test_nginx_lets_through_what_the_site_takes() -> None:
    """Else a file that is too large meets nginx's own page, in English."""
    found = re.search(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())

    assert found and int(found[1]) << 20 > settings.MOST_BODY


def test_environment_example_has_all_that_production_needs(tmp_path: Path) -> None:
    lines = (DEPLOY / "environment.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(NEEDED_IN_PRODUCTION) < set(given)

    refused = manage("check", **(given | {"DATA_DIR": str(tmp_path)}))
    assert "needs SECRET_KEY (" in refused.stderr  # all others are there
    assert refused.stderr.count("(") == 1

    given |= {"SECRET_KEY": "".join(map(chr, range(48, 110))), "DATA_DIR": str(tmp_path)}
    accepted = manage("check", "--deploy", "--fail-level", "DEBUG", **given)
    assert accepted.returncode == 0, accepted.stderr


def test_environment_example_names_what_settings_read() -> None:
    named = set(re.findall(r"^#?([A-Z_]+)=", (DEPLOY / "environment.example").read_text(), re.M))
    code = "".join(
        (Path(settings.BASE_DIR) / "playbook_site" / name).read_text()
        for name in ("settings.py", "environment.py")
    )
    read = set(re.findall(r'(?:env\.\w+|number|switch)\(\s*"([A-Z_]+)"', code))

    assert read <= named


def test_container_file_copies_what_it_runs() -> None:
    """No container engine here: only that each path it names exists, and is not left out."""
    text = (DEPLOY / "Containerfile").read_text()
    ignored = (Path(settings.BASE_DIR) / ".containerignore").read_text().split()

    for source in re.findall(r"^COPY (\S+) ", text, re.M):
        assert (Path(settings.BASE_DIR) / source).exists()
    for app in [*settings.INSTALLED_APPS, "templates", "static", "manage.py"]:
        if (Path(settings.BASE_DIR) / app).exists():
            assert app not in ignored
    assert "requirements/run.txt" in text
    assert 'CMD [".venv/bin/python", "manage.py", "serve"]' in text


def test_programs_of_these_tests_are_installed_by_setup() -> None:
    setup = (Path(settings.BASE_DIR) / "scripts" / "setup.sh").read_text()

    for program in ("nginx", "openssl", "systemd-analyze"):
        assert program in setup
        assert shutil.which(program, path="/usr/bin:/usr/sbin:/bin:/sbin")


@pytest.mark.parametrize(
    "name", ["playbook.service", "playbook-daily.service", "playbook-editions.service"]
)
def test_units_run_commands_that_exist(name: str) -> None:
    text = (DEPLOY / "systemd" / name).read_text()
    commands = re.findall(r"manage\.py (\w+)", text)

    assert commands
    assert set(commands) <= set(get_commands())
