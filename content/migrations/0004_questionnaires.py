import django.db.models.deletion
from django.db import migrations, models


def the_questions_so_far_are_the_self_assessment(apps, schema_editor):
    """Without questions nothing is loaded: then the playbook brings its questionnaires itself."""
    questions = apps.get_model("content", "Question").objects.all()
    if questions.exists():
        questionnaire = apps.get_model("content", "Questionnaire").objects.create(
            slug="zelfevaluatie", order=1, title="Zelfevaluatie"
        )
        questions.update(questionnaire=questionnaire)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0003_second_volume"),
    ]

    operations = [
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=30, unique=True)),
                ("order", models.PositiveSmallIntegerField(unique=True)),
                ("title", models.CharField(max_length=80)),
                ("intro", models.TextField(blank=True)),
            ],
            options={
                "ordering": ("order",),
            },
        ),
        migrations.AddField(
            model_name="question",
            name="questionnaire",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="questions",
                to="content.questionnaire",
            ),
        ),
        migrations.RunPython(
            the_questions_so_far_are_the_self_assessment, migrations.RunPython.noop
        ),
    ]
