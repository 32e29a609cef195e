"""A visitor outlives the end of a connection, as a browser does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from bench.visitor import Visitor

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture
def port() -> Iterator[int]:
    """A server that answers one request on each connection and closes it."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            for _ in range(2):
                connection, _ = server.accept()
                with connection:
                    connection.recv(4096)
                    connection.sendall(ANSWER)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield int(server.getsockname()[1])


def test_get_on_a_connection_that_was_closed_has_a_new_one(port: int) -> None:
    with Visitor(port) as visitor:
        contents = [visitor.ask("GET", "/")[1] for _ in range(2)]

    assert contents == [b"ok", b"ok"]


def test_post_on_a_connection_that_was_closed_is_not_sent_again(port: int) -> None:
    with Visitor(port) as visitor:
        visitor.ask("GET", "/")
        with pytest.raises(ConnectionError):
            visitor.ask("POST", "/", {"note": "x"})
