from django.apps import AppConfig


class EditingConfig(AppConfig):
    """An app of its own: its tables are no kinds of the playbook, which `content` holds alone."""

    name = "content.editing"
    label = "editing"
