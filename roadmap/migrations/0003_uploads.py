import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roadmap", "0002_accounts_and_history"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("browser", models.CharField(blank=True, editable=False, max_length=43)),
                ("content", models.TextField()),
                ("kept_until", models.DateTimeField(db_index=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("user__isnull", True), models.Q(("browser", ""), _negated=True)
                            ),
                            models.Q(("user__isnull", False), ("browser", "")),
                            _connector="OR",
                        ),
                        name="upload_of_a_person_or_a_browser",
                    )
                ],
            },
        ),
    ]
