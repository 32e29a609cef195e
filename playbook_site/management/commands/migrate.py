"""`manage.py migrate`: Django's own, safe to kill at any moment and run again."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class Executor(MigrationExecutor):
    """Records a migration within the transaction that does it.

    Django's own runs deferred statements (foreign keys, indexes) when that transaction ends, and
    records the migration after it: one killed between the two can never be completed, for its
    tables are there already.
    """

    def apply_migration(
        self,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        if fake or fake_initial or not migration.atomic:
            return super().apply_migration(state, migration, fake, fake_initial)
        report = self.progress_callback or (lambda *_: None)
        report("apply_start", migration, fake)
        with self.connection.schema_editor(atomic=True) as editor:
            state = migration.apply(state, editor)
            while editor.deferred_sql:
                editor.execute(editor.deferred_sql.pop(0), None)
            # The stub is of an older Django, which took the two names.
            self.record_migration(migration)  # type: ignore[call-arg, arg-type]
        report("apply_success", migration, fake)
        return state


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        vars(migrate)["MigrationExecutor"] = Executor
        super().handle(*args, **options)
