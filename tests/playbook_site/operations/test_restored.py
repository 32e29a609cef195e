"""A plan whose database was put back from a backup: version numbers are given out again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from roadmap.exports import PlanPdf
from roadmap.models import Plan, SavedState
from roadmap.pdf_cache import Audience
from tests.databases import another_database
from tests.environment import manage
from tests.roadmap.conftest import make_plan


def tag_of_pdf(plan: Plan) -> str:
    stored = Plan.objects.get(pk=plan.pk)
    return PlanPdf(stored, Audience.MEMBERS).etag


# A visit to the site: saves a title, and asks for the board and for the tag of its PDF.
VISIT = """
import json
from django.conf import settings
from django.test import Client
from roadmap.exports import PlanPdf
from roadmap.models import Plan
from roadmap.pdf_cache import Audience

plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES["staticfiles"]["BACKEND"] = plain
cookies, title, tag = {cookies!r}, {title!r}, {tag!r}
client = Client(SERVER_NAME="127.0.0.1")
client.cookies.load(cookies)
if not cookies:
    client.post("/plannen/nieuw/", {{"title": "Plan", "start": "piloot"}})
plan = Plan.objects.get()
home, row, part = f"/plannen/{{plan.pk}}/", plan.activities.first(), {{"X-Part": "1"}}
client.get(home)
if title:
    typed = {{"version": row.version, "title": title, "status": "todo", "phase": row.phase.number}}
    address = f"{{home}}activiteiten/{{row.pk}}/"
    assert client.post(address, typed, headers=part).status_code == 303
asked = part | ({{"If-None-Match": tag}} if tag else {{}})
answer = client.get(home, headers=asked)
plan.refresh_from_db()
print(json.dumps({{
    "cookies": {{name: cookie.value for name, cookie in client.cookies.items()}},
    "status": answer.status_code,
    "tag": answer["ETag"],
    "pdf": PlanPdf(plan, Audience.MEMBERS).etag,
    "version": plan.version,
    "is_shown": title in answer.content.decode(),
}}))
"""


def visit(
    environment: dict[str, str],
    cookies: dict[str, str] | None = None,
    title: str = "",
    tag: str = "",
) -> dict[str, Any]:
    code = VISIT.format(cookies=cookies or {}, title=title, tag=tag)
    done = manage("shell", "--no-imports", "-c", code, **environment)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.both
def test_page_from_before_a_restore_is_no_304_at_the_same_version(
    fresh: str, tmp_path: Path
) -> None:
    backup = str(tmp_path / "backup")
    with another_database(tmp_path, like=fresh) as url:
        site = {"DATABASE_URL": url, "DATA_DIR": str(tmp_path)}
        cookies = visit(site)["cookies"]
        assert manage("backup", backup, **site).returncode == 0
        before = visit(site, cookies, "Van voor het herstel")
        assert visit(site, cookies, tag=before["tag"])["status"] == 304

        assert manage("restore", backup, "--force", **site).returncode == 0
        after = visit(site, cookies, "Van na het herstel", before["tag"])

    assert after["version"] == before["version"] == 2
    assert after["status"] == 200 and after["is_shown"]
    assert after["pdf"] != before["pdf"]


@pytest.mark.django_db
def test_pdf_tag_tells_a_saved_state_from_one_with_the_same_id(client: Client) -> None:
    plan = make_plan(client)
    made = SavedState.objects.create(plan=plan, name="Voor", number=1, state=[])
    before = tag_of_pdf(plan)
    made.delete()

    SavedState.objects.create(pk=made.pk, plan=plan, name="Na", number=1, state=[])

    assert tag_of_pdf(plan) != before
