"""Steps of an activity; a worker of the last release leaves them out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roadmap", "0010_calendar_feeds"),
    ]

    operations = [
        migrations.AddField(
            model_name="planactivity",
            name="steps",
            field=models.JSONField(
                blank=True, db_default=models.Value([], models.JSONField()), default=list
            ),
        ),
    ]
