"""Milestones become saved states, so that a milestone can be an event with a date.

The table keeps its name: a worker of the last release reads and writes it until it is stopped.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0008_uploads_are_measured")]

    operations = [
        migrations.AlterModelTable(name="milestone", table="roadmap_milestone"),
        migrations.RenameModel(old_name="Milestone", new_name="SavedState"),
        migrations.AlterField(
            model_name="savedstate",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="saved_states",
                to="roadmap.plan",
            ),
        ),
        migrations.RemoveConstraint(model_name="savedstate", name="milestone_has_name"),
        migrations.RemoveConstraint(model_name="savedstate", name="milestone_key_once"),
        migrations.AddConstraint(
            model_name="savedstate",
            constraint=models.CheckConstraint(condition=~Q(name=""), name="saved_state_has_name"),
        ),
        migrations.AddConstraint(
            model_name="savedstate",
            constraint=models.UniqueConstraint(
                condition=Q(key__isnull=False), fields=("plan", "key"), name="saved_state_key_once"
            ),
        ),
        migrations.AlterField(
            model_name="change",
            name="kind",
            field=models.CharField(
                choices=[
                    ("create", "Plan gemaakt"),
                    ("describe", "Gegevens gewijzigd"),
                    ("choose", "Activiteiten gekozen"),
                    ("add", "Toegevoegd"),
                    ("remove", "Verwijderd"),
                    ("edit", "Gewijzigd"),
                    ("move", "Verplaatst"),
                    ("factor", "Succesfactor gewijzigd"),
                    ("news", "Playbook gevolgd"),
                    ("grow", "Naar een volgend profiel"),
                    ("import", "Ingelezen"),
                    ("restore", "Momentopname hersteld"),
                    ("revert", "Teruggezet"),
                    ("undo", "Ongedaan gemaakt"),
                    ("redo", "Opnieuw gedaan"),
                    ("skip", "Overgeslagen"),
                ],
                max_length=8,
            ),
        ),
    ]
