"""Slow connections keep nobody waiting and are closed (case 66); quick ones are served as ever."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from django.conf import settings

from playbook_site import buffered_worker, gunicorn_conf
from tests.conftest import free_port

pytestmark = pytest.mark.once

PATIENCE = 30
"""Seconds that a test waits for what takes two on a machine at rest."""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of the small site: one process of two threads, fewer than slow connections."""
    port = free_port()
    server = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("gunicorn")),
            "tests.playbook_site.small_site",
            f"--bind=127.0.0.1:{port}",
            f"--worker-class={gunicorn_conf.worker_class}",
            "--threads=2",
            "--no-control-socket",
            "--log-level=critical",
        ],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATA_DIR": str(tmp_path_factory.mktemp("data"))},
    )
    try:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=40)


def connect(port: int, sent: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.sendall(sent)
    return connection


def all_of(connection: socket.socket) -> bytes:
    """What the server sends until it closes the connection."""
    received = b""
    with connection, suppress(ConnectionResetError):
        while piece := connection.recv(64 * 1024):
            received += piece
    return received


def until(connection: socket.socket, end: bytes) -> bool:
    """Whether what the server sends comes to this end."""
    received = b""
    while not received.endswith(end) and (piece := connection.recv(4096)):
        received += piece
    return received.endswith(end)


def post(body: bytes, more: str = "Connection: close\r\n", path: str = "/") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


HALVES = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    "half a body": post(b"x" * 1000)[:-900],
    "half of a large body": post(b"x" * 1_000_000)[:-900],
    "half of a body over the cap": post(b"x" * (settings.MOST_BODY + 1))[:2000],
}


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES.keys())
def test_slow_connections_keep_nobody_waiting(port: int, half: bytes) -> None:
    """Fifty of them go on byte by byte, and are closed by the deadline all the same."""
    with ExitStack() as opened:
        slow = [opened.enter_context(connect(port, half)) for _ in range(50)]
        for _ in range(14):
            for connection in slow:
                with suppress(OSError):  # closed by now, on a busy machine
                    connection.send(b"x" if half else b"")
            assert all_of(connect(port, post(b"quick"))).endswith(b"\r\n\r\n5")
        for connection in slow:
            assert all_of(connection)[:12] in (b"", b"HTTP/1.1 408")


def test_client_that_does_not_read_keeps_nobody_waiting(port: int) -> None:
    with ExitStack() as opened:
        for _ in range(2):
            opened.enter_context(connect(port, post(b"", path="/much")))
        assert all_of(connect(port, post(b"quick"))).endswith(b"\r\n\r\n5")


@pytest.mark.parametrize("size", [0, 1, 70_000, 3_000_000])
def test_body_arrives_whole_however_it_is_cut(port: int, size: int) -> None:
    sent = post(b"x" * size)
    connection = connect(port)
    for start in range(0, len(sent), 50_001):
        connection.sendall(sent[start : start + 50_001])

    assert all_of(connection).endswith(f"\r\n\r\n{size}".encode())


def test_request_that_ends_with_a_turns_last_read_is_served(port: int) -> None:
    """The loop reads no more than this at one turn; nothing follows that would wake it."""
    size = buffered_worker.READS_AT_ONCE * buffered_worker.MAX_READ
    head = len(post(b"x" * 1_000_000)) - 1_000_000
    sent = post(b"x" * (size - head))
    assert len(sent) == size
    for _ in range(5):
        assert b"\r\n\r\n10" in all_of(connect(port, sent))


def test_connection_is_used_again(port: int) -> None:
    """One after the other, and two requests sent at once."""
    connection = connect(port, post(b"four", more=""))
    assert until(connection, b"\r\n\r\n4")
    connection.sendall(post(b"x" * 300_000, more=""))
    assert until(connection, b"\r\n\r\n300000")
    connection.sendall(post(b"seventy", more="") + post(b"x"))

    answers = all_of(connection)

    assert answers.count(b"HTTP/1.1 200 OK") == 2
    assert b"\r\n\r\n7HTTP" in answers and answers.endswith(b"\r\n\r\n1")


def test_client_that_asks_first_is_asked_for_its_body(port: int) -> None:
    whole = post(b"x" * 9, more="Expect: 100-continue\r\nConnection: close\r\n")
    connection = connect(port, whole[:-9])
    assert until(connection, b"HTTP/1.1 100 Continue\r\n\r\n")
    connection.sendall(whole[-9:])

    assert all_of(connection).endswith(b"\r\n\r\n9")


def test_body_over_the_cap_is_discarded_and_the_connection_closed(port: int) -> None:
    """The view sees its length and hardly a byte of it."""
    size = settings.MOST_BODY + 1
    answer = all_of(connect(port, post(b"x" * size, more="")))

    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert int(answer.rpartition(b"\r\n\r\n")[2]) < 100_000


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n", b"411"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"G\xff\xff\r\n\r\n", b"400"),
    ],
)
def test_request_that_is_malformed_is_refused(port: int, sent: bytes, status: bytes) -> None:
    assert all_of(connect(port, sent)).startswith(b"HTTP/1.1 " + status)


def test_head_without_end_is_cut_off(port: int) -> None:
    connection = connect(port)
    with suppress(OSError):
        for _ in range(40):
            connection.sendall(b"X-More: and more\r\n" * 500)

    assert all_of(connection)[:12] in (b"", b"HTTP/1.1 400")
