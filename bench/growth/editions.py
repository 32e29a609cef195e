"""Publishing over 10,000 plans in an edition of 2,000 activities, while visitors read on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from bench.growth.large_tables import create
from content.editions.models import Edition, EditionFile
from content.loading.load import numbered, publish
from content.loading.rules import validated
from content.loading.yaml_files import Entry, read_folder
from content.models import Activity, PlaybookVersion
from roadmap.models import Plan, PlanActivity

FIXTURES = Path(settings.BASE_DIR) / "content" / "fixtures"
PLANS, ACTIVITIES, EDITIONS = 10_000, 2_000, 50
ACTIVITY = "content.activity"


def grown(entries: Iterable[Entry], count: int) -> list[Entry]:
    """The entries with so many activities: each of the first ones again, under another slug."""
    kept = list(entries)
    first = [entry for entry in kept if entry.model == ACTIVITY]
    places = Counter(_cell(entry) for entry in first)
    return kept + list(islice(_copies(first, places), count - len(first)))


def publish_grown(number: str) -> None:
    """An edition with 2,000 activities comes out."""
    entries = grown(read_folder(FIXTURES), ACTIVITIES)
    publish(validated(numbered(entry, number) for entry in entries))


def _copies(first: list[Entry], places: Counter[str]) -> Iterator[Entry]:
    for number in range(2, 1_000_000):
        for entry in first:
            places[_cell(entry)] += 1
            own = {"slug": f"{entry.fields['slug']}-{number}", "order": places[_cell(entry)]}
            title = f"{entry.fields['title']} {number}"
            yield replace(entry, fields={**entry.fields, **own, "title": title})


def _cell(entry: Entry) -> str:
    return f"{entry.fields['track']} {entry.fields['phase']}"


def make_editions(count: int) -> None:
    """As many editions as years of publishing give: copies of the first, before it in time."""
    first = Edition.objects.newest_first()[0]
    files = list(first.files.all())
    for number in range(count - Edition.objects.count()):
        version = PlaybookVersion.objects.get(pk=first.pk)
        version.pk, version.number = None, f"19{number:02}-01"
        version.save()
        edition = Edition.objects.create(version=version, published_at=first.published_at)
        EditionFile.objects.bulk_create(
            EditionFile(edition=edition, name=file.name, compressed=file.compressed)
            for file in files
        )


def fill_plans(count: int) -> None:
    """Plans with 53 activities of the playbook each."""
    version, until = PlaybookVersion.objects.all()[0], timezone.localdate() + timedelta(days=90)
    activities = list(Activity.objects.order_by("pk")[:53])
    plans = create(
        Plan(title=f"Plan {n}", browser=f"browser-{n}", playbook_version=version, kept_until=until)
        for n in range(count)
    )
    for part in range(0, count, 500):
        create(
            PlanActivity(plan=plan, activity=a, title=a.title, published_title=a.title,
                         track_id=a.track_id, phase_id=a.phase_id, order=a.order)
            for plan in plans[part : part + 500]
            for a in activities
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
