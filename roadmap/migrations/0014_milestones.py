"""Milestones: events of a plan, each on one day."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0013_owner_member")]

    operations = [
        migrations.CreateModel(
            name="PlanMilestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("day", models.DateField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="roadmap.plan",
                    ),
                ),
            ],
            options={"ordering": ("day", "pk")},
        ),
        migrations.AddConstraint(
            model_name="planmilestone",
            constraint=models.CheckConstraint(
                condition=~Q(title=""), name="plan_milestone_has_title"
            ),
        ),
    ]
