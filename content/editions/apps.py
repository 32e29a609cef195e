from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """An app of its own: its tables are no kinds of the playbook, which `content` holds alone."""

    name = "content.editions"
    label = "editions"
