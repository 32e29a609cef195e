"""One more kind of act: the words for it stand in the code, the column stays what it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0006_order_by_age")]

    operations = [
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
                    ("restore", "Mijlpaal hersteld"),
                    ("revert", "Teruggezet"),
                    ("undo", "Ongedaan gemaakt"),
                    ("redo", "Opnieuw gedaan"),
                    ("skip", "Overgeslagen"),
                ],
                max_length=8,
            ),
        ),
    ]
