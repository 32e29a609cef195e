from django.db import migrations, models


def since_the_version_now_loaded(apps, schema_editor):
    """Plans from before know all that is in the playbook today."""
    loaded = apps.get_model("content", "PlaybookVersion").objects.order_by("number").last()
    if loaded:
        apps.get_model("content", "Activity").objects.update(since=loaded.number)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="since",
            field=models.CharField(blank=True, editable=False, max_length=7),
        ),
        migrations.RunPython(since_the_version_now_loaded, migrations.RunPython.noop),
    ]
