"""An SMTP server that really listens, on loopback, and behaves as badly as it is told to."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread


class MailServer:
    """Serves one connection after another until `close`; `mails` holds what it took."""

    def __init__(self, behave: Callable[[MailServer, socket.socket], None]) -> None:
        self.mails: list[str] = []
        self.ended = Event()
        self.behave = behave
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listener.getsockname()[1])
        self.thread = Thread(target=self._serve)
        self.thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while not self.ended.is_set():
                connection, _ = self.listener.accept()
                with connection, suppress(OSError):
                    self.behave(self, connection)

    def close(self) -> None:
        self.ended.set()
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(timeout=20)
        assert not self.thread.is_alive()


def works(server: MailServer, connection: socket.socket, refuse: str = "", late: str = "") -> None:
    """The conversation of one or more mails; `refuse` and `late` name a command."""
    lines = connection.makefile("rb")
    connection.sendall(b"220 test\r\n")
    for raw in lines:
        command = raw[:4].decode().strip().upper()
        if command == late:
            server.ended.wait(60)
        if command == refuse:
            connection.sendall(b"550 no\r\n")
        elif command == "DATA":
            connection.sendall(b"354 go on\r\n")
            content = []
            while (line := lines.readline()) not in (b".\r\n", b""):
                content.append(line.decode())
            if late == "CONTENT":
                server.ended.wait(60)
            server.mails.append("".join(content))
            connection.sendall(b"250 taken\r\n")
        else:
            connection.sendall(b"250 ok\r\n")


def refuses_the_address(server: MailServer, connection: socket.socket) -> None:
    works(server, connection, refuse="RCPT")


def refuses_everybody(server: MailServer, connection: socket.socket) -> None:
    connection.sendall(b"421 too busy\r\n")


def hangs_up(server: MailServer, connection: socket.socket) -> None:
    """Closes the connection at once."""


def says_nothing(server: MailServer, connection: socket.socket) -> None:
    server.ended.wait(60)


def greets_late(server: MailServer, connection: socket.socket) -> None:
    server.ended.wait(60)
    works(server, connection)


def takes_a_minute(server: MailServer, connection: socket.socket) -> None:
    works(server, connection, late="CONTENT")


def is_slow_at_the_address(server: MailServer, connection: socket.socket) -> None:
    works(server, connection, late="RCPT")


def sends_byte_by_byte(server: MailServer, connection: socket.socket) -> None:
    """Never silent for as long as one answer may take, and never at the end of its greeting."""
    connection.sendall(b"220 ")
    while not server.ended.wait(0.1):
        connection.sendall(b"x")
