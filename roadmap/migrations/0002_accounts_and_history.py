import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def accept_titles(apps, schema_editor):
    """Plans from before hold the playbook's titles as they were published."""
    rows = apps.get_model("roadmap", "PlanActivity").objects.filter(activity__isnull=False)
    rows.update(published_title=models.F("title"))


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_initial"),
        ("roadmap", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("browser", models.CharField(blank=True, editable=False, max_length=43)),
                (
                    "kind",
                    models.CharField(
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
                        ],
                        max_length=8,
                    ),
                ),
                ("edits", models.JSONField()),
                ("target", models.PositiveIntegerField(null=True)),
                ("key", models.UUIDField(editable=False, null=True)),
            ],
            options={
                "ordering": ("-number",),
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("owner", "Eigenaar"),
                            ("editor", "Bewerker"),
                            ("reader", "Lezer"),
                        ],
                        max_length=6,
                    ),
                ),
                ("since", models.DateTimeField(auto_now_add=True)),
                ("remind", models.BooleanField(default=False)),
                ("reminded_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ("since",),
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("state", models.JSONField()),
                ("key", models.UUIDField(editable=False, null=True)),
            ],
            options={
                "ordering": ("-at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="PlanFactor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("factor", models.SlugField()),
                ("done", models.BooleanField(default=False)),
                (
                    "note",
                    models.TextField(
                        blank=True, validators=[django.core.validators.MaxLengthValidator(2000)]
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.AddField(
            model_name="plan",
            name="declined",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="plan",
            name="is_archived",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="plan",
            name="phase_dates",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="planactivity",
            name="links",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="planactivity",
            name="published_title",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="planactivity",
            name="roles",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name="plan",
            name="browser",
            field=models.CharField(blank=True, db_index=True, editable=False, max_length=43),
        ),
        migrations.AlterField(
            model_name="plan",
            name="kept_until",
            field=models.DateField(blank=True, db_index=True, null=True),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("browser", ""), ("kept_until__isnull", True)),
                    models.Q(
                        models.Q(("browser", ""), _negated=True), ("kept_until__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="plan_of_a_browser_has_an_end",
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="changes",
                to="roadmap.plan",
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="memberships",
                to="roadmap.plan",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="memberships",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="milestones",
                to="roadmap.plan",
            ),
        ),
        migrations.AddField(
            model_name="milestone",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="planfactor",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="factors",
                to="roadmap.plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                fields=("plan", "number"), name="change_number_once_per_plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key__isnull", False)),
                fields=("plan", "key"),
                name="change_key_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("plan", "user"), name="membership_once_per_plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ("owner", "editor", "reader"))),
                name="membership_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="milestone_has_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key__isnull", False)),
                fields=("plan", "key"),
                name="milestone_key_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="planfactor",
            constraint=models.UniqueConstraint(
                fields=("plan", "factor"), name="plan_factor_once_per_plan"
            ),
        ),
        migrations.AddConstraint(
            model_name="planfactor",
            constraint=models.CheckConstraint(
                condition=models.Q(("note__length__lte", 2000)), name="plan_factor_note_fits"
            ),
        ),
        migrations.RunPython(accept_titles, migrations.RunPython.noop),
    ]
