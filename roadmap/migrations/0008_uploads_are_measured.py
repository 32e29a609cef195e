"""How large a waiting file is, and of which network; a worker of the last release leaves it out."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roadmap", "0007_stepping_over"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="network",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="upload",
            name="size",
            field=models.PositiveIntegerField(db_default=0, editable=False),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                fields=["user", "network", "size", "kept_until"], name="upload_measured"
            ),
        ),
    ]
