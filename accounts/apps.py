from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from allauth.account import signals

        from accounts import receivers

        signals.user_logged_in.connect(receivers.signed_in)
        signals.authentication_step_completed.connect(receivers.proved_identity)
        signals.password_reset.connect(receivers.reset_password)
        signals.user_signed_up.connect(receivers.signed_up)
        signals.email_confirmed.connect(receivers.address_proved)
