"""Publishing over 10,000 plans in an edition of 2,000 activities, while visitors read on."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from threading import Event, Thread

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from bench.growth.seeding import create
from bench.serving import served
from bench.visitor import Visitor, form_on
from content.editing.affected_plans import plans_with
from content.editing.draft import current_draft, publish_draft, save
from content.editions.models import Edition, EditionFile
from content.loading.load import numbered, prepared, publish
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
    publish(prepared(validated(numbered(entry, number) for entry in entries)))


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


@dataclass
class Reader:
    """Reads pages until the block ends: how long each took, and what was no page."""

    port: int
    times: list[float] = field(default_factory=list)
    faults: list[int] = field(default_factory=list)

    @contextmanager
    def reading(self) -> Iterator[None]:
        stop = Event()
        thread = Thread(target=self._read, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _read(self, stop: Event) -> None:
        with Visitor(self.port) as visitor:
            paths = ("/", "/activiteiten/", _empty_plan(visitor), "/catalogus/")
            for path in cycle(paths):
                begin = time.perf_counter()
                status = visitor.ask("GET", path)[0].status
                self.times.append((time.perf_counter() - begin) * 1000)
                self.faults += [status] if status != 200 else []
                if stop.wait(0.02):
                    return


def _empty_plan(visitor: Visitor) -> str:
    _, page = visitor.ask("GET", "/plannen/nieuw/")
    form = form_on(page, "title") | {"title": "Plan", "start": "leeg"}
    response, _ = visitor.ask("POST", "/plannen/nieuw/", form)
    return response.headers["Location"].removesuffix("activiteiten/")


def rename(editor: User, count: int) -> list[str]:
    """A draft in which so many activities have another title; their slugs."""
    rows = current_draft().rows[ACTIVITY.partition(".")[2]]
    slugs = list(rows)[:count]
    for slug in slugs:
        fields = {**rows[slug], "title": f"Vernieuwd: {slug}"}
        save(editor=editor, kind="activity", key=slug, fields=fields, version=0)
    return slugs


def table() -> list[str]:
    publish_grown("2026-07")
    make_editions(EDITIONS)
    fill_plans(PLANS)
    editor = User.objects.create(username="uitgever")
    slugs = rename(editor, 20)
    with served() as (port, _):
        before, during = Reader(port), Reader(port)
        with before.reading():
            time.sleep(10)
        begin = time.perf_counter()
        touched = plans_with(slugs)
        counting = time.perf_counter() - begin
        with during.reading():
            begin = time.perf_counter()
            draft = current_draft().digest
            publish_draft(editor=editor, number="2026-08", label="augustus", notes="", digest=draft)
            publishing = time.perf_counter() - begin
            time.sleep(3)

    def both(figure: Callable[[list[float]], float]) -> str:
        return f"{figure(before.times):.0f}, {figure(during.times):.0f} ms"

    rows = {
        f"plans that the draft touches, counted ({touched})": f"{counting:.1f} s",
        "publishing": f"{publishing:.1f} s",
        "median page, before and meanwhile": both(median),
        "slowest page, before and meanwhile": both(max),
        "pages read meanwhile, and not answered": f"{len(during.times)}, {len(during.faults)}",
    }
    title = f"{PLANS} plans of 53, {ACTIVITIES} activities, {EDITIONS} editions"
    return [f"| {title} | |", "|---|---:|", *(f"| {k} | {v} |" for k, v in rows.items()), ""]
