"""gunicorn's threads behind a buffer: a thread gets a request when all of it has arrived.

gunicorn gives a connection to a thread at its first byte, and the thread waits for the rest: as
many slow connections as there are threads stop a site. Here the loop that accepts connections
also reads them, so that a slow one costs a socket; each has a deadline (docs/adr/0009).

The hooks are gunicorn's own methods and attributes, without a promise that they stay: hence the
upper bound in pyproject.toml, and tests/playbook_site/test_buffered_worker.py.
"""

from __future__ import annotations

import selectors
import time
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from gunicorn import http
from gunicorn.workers.gthread import ThreadWorker

HEAD_SECONDS = 15
"""Seconds for a request's head, and for the start of its body."""
LEAST_RATE = 32 * 1024
"""Bytes a second at which a body must arrive."""
SEND_SECONDS = 30
"""Seconds for one write of a response, after which a client that does not read is dropped."""
MAX_HEAD = 64 * 1024
IN_MEMORY = 256 * 1024
"""Bytes of a body in memory; a longer one goes to a temporary file."""
MAX_READ = 64 * 1024
READS_AT_ONCE = 16
STOP_SECONDS = 2
new_body = partial(SpooledTemporaryFile, max_size=IN_MEMORY)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
NO_LENGTH = b"HTTP/1.1 411 Length Required\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Request:
    """One request while it arrives."""

    def __init__(self, already: bytes = b"") -> None:
        self.head = bytearray()
        """All bytes up to the read that ended the head; some may belong to the body."""
        self.body = new_body()
        self.missing: int | None = None
        """Bytes of the body still to come; None until the head is whole."""
        self.is_discarded = False
        self.has_length = True
        self.wants_continue = False
        self.deadline = time.monotonic() + HEAD_SECONDS
        if already:
            self.add(already)

    @property
    def is_whole(self) -> bool:
        return self.missing == 0

    @property
    def wanted(self) -> int:
        """The most to read next: never past the end of the body."""
        return MAX_READ if self.missing is None else min(MAX_READ, self.missing)

    def add(self, data: bytes) -> None:
        if self.missing is not None:
            self.missing -= len(data)
            if not self.is_discarded:
                self.body.write(data)
            return
        start = max(len(self.head) - 3, 0)
        self.head += data
        end = self.head.find(b"\r\n\r\n", start)
        if end >= 0:
            self._begin_body(bytes(self.head[:end]), len(self.head) - end - 4)
        elif len(self.head) > MAX_HEAD:
            self.missing = 0  # gunicorn refuses it

    def _begin_body(self, head: bytes, already: int) -> None:
        lines = [line.partition(b":") for line in head.lower().split(b"\r\n")[1:]]
        fields = [(name, value.strip()) for name, _, value in lines]
        lengths = [value for name, value in fields if name == b"content-length"]
        self.has_length = all(name != b"transfer-encoding" for name, _ in fields)
        self.wants_continue = (b"expect", b"100-continue") in fields
        # gunicorn refuses a length that is no number or occurs twice.
        is_number = len(lengths) == 1 and lengths[0].isdigit()
        length = int(lengths[0][:15]) if is_number else 0
        # Of a body over the cap nothing is stored; the page that says so comes after it, since a
        # browser shows no answer before it has sent all.
        self.is_discarded = length > settings.MOST_BODY
        length = min(length, 4 * settings.MOST_BODY)
        self.missing = max(length - already, 0)
        self.deadline += length / LEAST_RATE


class Source:
    """The source of gunicorn's parser instead of the socket: a whole body, then the end."""

    def __init__(self) -> None:
        self.body: Any = None
        self.is_short = False
        """Whether more was read than arrived: what follows is not another request."""

    def recv(self, size: int) -> bytes:
        data: bytes = self.body.read(size)
        self.is_short |= not data
        return data


class BufferedWorker(ThreadWorker):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.arriving: dict[Any, Request] = {}
        """Connections with a request that is not whole, oldest first."""
        self._next_check = 0.0

    def enqueue_req(self, conn: Any) -> None:
        """Reads the request of a connection that is new, or used again, before a thread sees it."""
        conn.sock.setblocking(False)
        if conn.parser is None:
            conn.source = Source()
            conn.parser = http.get_parser(self.cfg, conn.source, conn.client)
        request = self.arriving[conn] = Request(conn.parser.unreader.take_buffered())
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.read_on, conn))
        if request.is_whole:
            self.hand_over(conn)
        else:
            self.read_on(conn)
        if self.arriving and self.nr_conns >= self.worker_connections:
            self.drop(next(iter(self.arriving)))

    def read_on(self, conn: Any, _: object = None) -> None:
        """Reads what has arrived; hands a whole request to a thread."""
        request = self.arriving[conn]
        for _ in range(READS_AT_ONCE):
            try:
                data = conn.sock.recv(request.wanted)
                if not data:
                    return self.drop(conn)
                request.add(data)
                if not request.has_length:
                    return self.drop(conn, NO_LENGTH)
                if request.wants_continue and request.missing:
                    conn.sock.send(CONTINUE)
                    request.wants_continue = False
            except BlockingIOError:
                return None
            except OSError:
                return self.drop(conn)
            if request.is_whole:
                return self.hand_over(conn)
        return None

    def hand_over(self, conn: Any) -> None:
        request = self._forget(conn)
        request.body.seek(0)
        conn.source.body = request.body
        conn.parser.unreader.unread(bytes(request.head))
        conn.data_ready = True
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        """Runs in a thread. Whether the connection can be used again."""
        try:
            return super().handle(conn) and not conn.source.is_short
        finally:
            conn.source.body.close()

    def handle_request(self, req: Any, conn: Any) -> Any:
        conn.sock.settimeout(SEND_SECONDS)
        try:
            return super().handle_request(req, conn)
        except TimeoutError:
            return False

    def murder_pending(self) -> None:
        """Called by gunicorn's loop at each turn, at least once a second."""
        super().murder_pending()
        now = time.monotonic()
        if now < self._next_check:
            return
        self._next_check = now + 0.5
        for conn, request in list(self.arriving.items()):
            if not self.alive and not request.head:
                request.deadline = min(request.deadline, now + STOP_SECONDS)
            if request.deadline < now:
                self.drop(conn, LATE if request.head else b"")

    def drop(self, conn: Any, answer: bytes = b"") -> None:
        """Closes a connection whose request will not be served."""
        self._forget(conn).body.close()
        self.nr_conns -= 1
        try:
            if answer:
                conn.sock.send(answer)
        except OSError:
            pass
        conn.close()

    def _forget(self, conn: Any) -> Request:
        self.poller.unregister(conn.sock)
        return self.arriving.pop(conn)
