"""Mail without a mail server: on the console, and in a file that a person can open."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.mail.backends import console


class ConsoleAndFileBackend(console.EmailBackend):
    """Prints each message and adds it to `settings.MAIL_FILE`, which only its owner can read."""

    def write_message(self, message: Any) -> None:
        super().write_message(message)
        line = "-" * 79
        text = f"{message.message().as_bytes().decode('utf-8', 'replace')}\n{line}\n"
        assert settings.MAIL_FILE is not None, "with EMAIL_URL, mail goes by SMTP"
        file = os.open(settings.MAIL_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(file, "a", encoding="utf-8") as mails:
            mails.write(text)
