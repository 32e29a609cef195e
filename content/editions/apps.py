from django.apps import AppConfig


class EditionsConfig(AppConfig):
    """Separate from `content`, all of whose models are kinds of the playbook."""

    name = "content.editions"
    label = "editions"
