"""Whether a plan's state is saved each quarter, and for which that was done last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0014_milestones")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="quarterly",
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="quarter",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="plan",
            name="quarter_refused",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
