"""Which sessions name whom; those of the release before are read once for it."""

from itertools import islice
from typing import Any

from django.db import migrations, models

from accounts.security.session_identities import identities_in
from accounts.security.session_store import SessionStore


def note_all(apps: Any, schema_editor: Any) -> None:
    model, store = apps.get_model("accounts", "SessionIdentity"), SessionStore()
    sessions = apps.get_model("sessions", "Session").objects
    rows = (
        model(session_key=key, identity=identity)
        for key, data in sessions.values_list("session_key", "session_data").iterator()
        for identity in identities_in(store.decode(data))
    )
    while batch := list(islice(rows, 1000)):
        model.objects.bulk_create(batch, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_shared_cache"), ("sessions", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="SessionIdentity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session_key", models.CharField(max_length=40)),
                ("identity", models.CharField(max_length=254)),
            ],
            options={
                "indexes": [models.Index(fields=["session_key"], name="identity_of_session")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("identity", "session_key"), name="identity_once"
                    )
                ],
            },
        ),
        migrations.RunPython(note_all, migrations.RunPython.noop),
    ]
