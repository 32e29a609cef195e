from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from playbook_site.operations.database_errors import close_failed_cursor


def watch_cursors(connection: Any, **_: object) -> None:
    if connection.vendor == "sqlite" and close_failed_cursor not in connection.execute_wrappers:
        connection.execute_wrappers.append(close_failed_cursor)


class SiteConfig(AppConfig):
    name = "playbook_site"

    def ready(self) -> None:
        connection_created.connect(watch_cursors)
