from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from allauth.account import signals

        from accounts import receivers

        signals.user_logged_in.connect(receivers.signed_in)
        signals.authentication_step_completed.connect(receivers.proved_identity)
