from django.apps import AppConfig


class EditingConfig(AppConfig):
    """Separate from `content`, all of whose models are kinds of the playbook."""

    name = "content.editing"
    label = "editing"
