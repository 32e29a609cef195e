"""Mail backends: SMTP with a deadline, or console and file for a site without a mail server."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from socket import SHUT_RDWR
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import console, smtp


class ConsoleAndFileBackend(console.EmailBackend):
    """Print each message and add it to `settings.MAIL_FILE`, which only its owner can read."""

    def write_message(self, message: Any) -> None:
        super().write_message(message)
        line = "-" * 79
        text = f"{message.message().as_bytes().decode('utf-8', 'replace')}\n{line}\n"
        assert settings.MAIL_FILE is not None, "with EMAIL_URL, mail goes by SMTP"
        file = os.open(settings.MAIL_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(file, "a", encoding="utf-8") as mails:
            mails.write(text)


class DeadlineBackend(smtp.EmailBackend):
    """SMTP with a deadline for the whole conversation.

    `EMAIL_TIMEOUT` bounds the wait for each piece of an answer only: a server that is slow at each
    step, or sends one byte at a time, would hold a page for minutes.
    """

    is_late = False

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Returns how many were sent. Raises TimeoutError (an OSError) past the deadline."""
        outcomes: SimpleQueue[int | Exception] = SimpleQueue()
        Thread(target=self._send_all, args=(email_messages, outcomes), daemon=True).start()
        try:
            outcome = outcomes.get(timeout=settings.EMAIL_DEADLINE)
        except Empty:
            self._cut()
            raise TimeoutError("the mail server took too long") from None
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def open(self) -> bool | None:
        opened = super().open()
        if self.is_late:
            self._cut()
        return opened

    def _send_all(
        self, messages: Sequence[EmailMessage], outcomes: SimpleQueue[int | Exception]
    ) -> None:
        try:
            outcomes.put(super().send_messages(messages))
        except Exception as error:
            outcomes.put(error)

    def _cut(self) -> None:
        """Close the connection: a mail that was reported as failed must not arrive later."""
        self.is_late = True
        sock = getattr(self.connection, "sock", None)
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(SHUT_RDWR)
