"""Puts a database into the state of an earlier release, and compares what became of its rows:

    python -m tests.migrations.past load RELEASE PLANS SNAPSHOT
    python -m tests.migrations.past compare SNAPSHOT
    python -m tests.migrations.past work RELEASE PLANS

After the first, `manage.py migrate` brings the database to the present. The last does what a worker
of that release does, which goes on while another host has migrated.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

RELEASES = Path(__file__).parent / "releases"
Rows = dict[str, dict[str, list[Any]]]
RENAMED = {"roadmap.milestone": "roadmap.SavedState"}
"""Models of earlier releases by what they are called now."""


def load(release: str, plans: int, snapshot: Path) -> None:
    """The release's schema, by its migrations, and its rows, by its models as they then were."""
    from django.core.management.color import no_style
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    kept = _kept(release)
    executor = MigrationExecutor(connection)
    state = _state(kept)
    executor.migrate(state)
    apps = executor.loader.project_state(state).apps
    by_model = defaultdict(list)
    for row in kept["rows"]:
        by_model[row["model"]].append(row)
    with transaction.atomic():
        for label, rows in by_model.items():
            _insert(apps.get_model(label), rows)
        models = [apps.get_model(label) for label in by_model]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            with connection.cursor() as cursor:
                cursor.execute(statement)
        _multiply(apps, plans)
    fields = {
        label: [f.attname for f in apps.get_model(label)._meta.concrete_fields]
        for label in by_model
    }
    snapshot.write_text(json.dumps({"fields": fields, "rows": _rows(apps, fields)}))


def work(release: str, plans: int) -> None:
    """By the release's models: every row read and written again; plans added, up to so many.

    Raises DatabaseError where a column of theirs is gone, or a newer one wants a value.
    """
    from django.db import connection, transaction
    from django.db.migrations.loader import MigrationLoader

    kept = _kept(release)
    apps = MigrationLoader(connection).project_state(_state(kept)).apps
    with transaction.atomic():
        for label in {row["model"] for row in kept["rows"]}:
            for row in apps.get_model(label)._default_manager.iterator():
                row.save(force_update=True)
        _multiply(apps, plans)


def _kept(release: str) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(
        gzip.decompress((RELEASES / f"{release}.json.gz").read_bytes())
    )
    return kept


def _state(kept: dict[str, Any]) -> list[tuple[str, str]]:
    return [(app, name) for app, name in kept["migrations"]]


def compare(snapshot: Path) -> list[str]:
    """What is not as it was: a line for each row that is gone or has another value in a field."""
    from django.apps import apps

    kept = json.loads(snapshot.read_text())
    fields = {RENAMED.get(label, label): names for label, names in kept["fields"].items()}
    now = json.loads(json.dumps(_rows(apps, fields)))
    return [
        f"{label} {pk}: {row} became {there.get(pk)}"
        for label, rows in kept["rows"].items()
        for there in [now[RENAMED.get(label, label)]]
        for pk, row in rows.items()
        if there.get(pk) != row
    ]


def compare_after_a_start(snapshot: Path) -> list[str]:
    """The same of the plans alone: a start makes an edition of the loaded playbook."""
    from django.core.management import call_command

    call_command("load_playbook", "--if-empty")
    return [line for line in compare(snapshot) if line.startswith("roadmap.")]


def _rows(apps: Any, fields: dict[str, list[str]]) -> Rows:
    """Every row's values, as text where JSON has no word for them."""
    return {
        label: {
            str(row[0]): [value if isinstance(value, (dict, list)) else str(value) for value in row]
            for row in apps.get_model(label)._default_manager.values_list("pk", *names).iterator()
        }
        for label, names in fields.items()
    }


def _insert(model: Any, rows: list[dict[str, Any]]) -> None:
    many = {field.name for field in model._meta.many_to_many}
    made = model._default_manager.bulk_create(
        model(
            pk=model._meta.pk.to_python(row["pk"]),
            **{
                model._meta.get_field(name).attname: model._meta.get_field(name).to_python(value)
                for name, value in row["fields"].items()
                if name not in many
            },
        )
        for row in rows
    )
    for instance, row in zip(made, rows, strict=True):
        for name in many & row["fields"].keys():
            getattr(instance, name).set(row["fields"][name])


def _multiply(apps: Any, wanted: int) -> None:
    """Copies of the plans, with all that hangs on them, until there are so many."""
    plan_model = apps.get_model("roadmap", "Plan")
    plans = list(plan_model.objects.all())
    hanging = [
        relation.related_model
        for relation in plan_model._meta.related_objects
        if relation.related_model._meta.app_label == "roadmap"
    ]
    copies = dict(_copies(plans, wanted - len(plans)))
    plan_model.objects.bulk_create(copies.values())
    originals = {new: old for new, (old, _) in zip(copies.values(), copies, strict=True)}
    for model in hanging:
        once = [f for f in model._meta.concrete_fields if f.unique and not f.remote_field]
        names = {f.name for f in once if not f.primary_key}
        rows = defaultdict(list)
        for row in model.objects.values():
            rows[row.pop("plan_id")].append({k: v for k, v in row.items() if k != "id"})
        model.objects.bulk_create(
            [
                model(plan_id=copy.pk, **values | {name: uuid4().hex for name in names})
                for copy, original in originals.items()
                for values in rows[original]
            ],
            batch_size=500,
        )


def _copies(plans: list[Any], count: int) -> Iterator[tuple[tuple[Any, int], Any]]:
    for number in range(count):
        plan = plans[number % len(plans)]
        values = {f.attname: getattr(plan, f.attname) for f in plan._meta.concrete_fields}
        yield (plan.pk, number), type(plan)(**(values | {"id": uuid4()}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playbook_site.settings")
    import django

    django.setup()
    if sys.argv[1] == "load":
        load(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    elif sys.argv[1] == "work":
        work(sys.argv[2], int(sys.argv[3]))
    else:
        changed = compare(Path(sys.argv[2])) or compare_after_a_start(Path(sys.argv[2]))
        print("\n".join(changed[:20]))
        sys.exit(bool(changed))
