"""One warmed press process beside each web worker, with a short queue before it.

A PDF takes a processor for as long as it takes; in a process of its own, of lower priority, it
cannot hold up the pages that others read. Threads would not help: drawing holds the interpreter.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import resource
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

from django.core.exceptions import ImproperlyConfigured

from roadmap.pdf.renderer import draw, renderer

QUEUE = 4
"""PDFs that one web worker takes on at a time: one in the press, the rest waiting."""

SECONDS = 40
"""A page that takes longer is given up."""

SECONDS_TO_STOP = 10
"""A press that has not given up by then ends, and a new one comes."""

MAX_MEMORY = 1 << 30
"""Bytes that a press process may hold."""

LOWER_PRIORITY = 10
WARM_PAGE = (
    '<html lang="nl-BE"><head><title>x</title></head><body><p>x</p>'
    '<table><tr><th scope="row">x</th><td>x</td></tr></table></body></html>'
)

RETRY_AFTER = 10
"""Seconds after which a page that found no room is worth another try."""


class RendererBusy(Exception):
    """No room in the queue."""


class PdfTooLarge(Exception):
    """The page takes too long or too much memory to draw, or its PDF is too large to hand out.

    Not kept: on a quieter machine it may be possible. Its page does not try again by itself.
    """


class RenderWorker:
    """Takes at the most `queue` pages at once. Its process starts with the first of them."""

    def __init__(self, queue: int = QUEUE, seconds: int = SECONDS) -> None:
        self._places = threading.BoundedSemaphore(queue)
        self._seconds = seconds
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def take_on(self, queue: int) -> None:
        """So many pages at once, from now on: fewer than there are threads to wait for them."""
        self._places = threading.BoundedSemaphore(queue)

    def draw(self, page: str) -> bytes:
        """The PDF of an HTML page. Raises PressBusy, TooLarge, ImproperlyConfigured."""
        places = self._places
        if not places.acquire(blocking=False):
            raise RendererBusy
        try:
            with self._turn:  # so that a fall is of this page's making
                return self._submit(page).result()
        except BrokenProcessPool as error:
            logging.getLogger(__name__).error("A PDF broke the press.")
            raise PdfTooLarge from error
        finally:
            places.release()

    def warm_up(self) -> None:
        """Start the process now, without waiting for it."""
        self._submit(WARM_PAGE)

    def close(self) -> None:
        """End the process; a later page starts another."""
        with self._lock:
            if self._pool:
                self._pool.shutdown(cancel_futures=True)
                self._pool = None

    def _submit(self, page: str) -> Future[bytes]:
        with self._lock:
            with suppress(BrokenProcessPool):
                return self._running().submit(draw_in_time, page, self._seconds)
            self._pool = None  # it broke: that one is gone, and a new one takes its place
            return self._running().submit(draw_in_time, page, self._seconds)

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                max_workers=1,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=prepare_renderer,
            )
        return self._pool


def prepare_renderer() -> None:
    """In the press process: step back for the web workers, end when they end, load the fonts."""
    os.setpriority(os.PRIO_PROCESS, 0, LOWER_PRIORITY)
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the web worker's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(ImproperlyConfigured):  # the page that needs it will say so
        renderer()
    gc.freeze()  # what stays for ever need not be searched for rubbish at every page


def draw_in_time(page: str, seconds: int) -> bytes:
    """`draw`, given up when it takes longer or does not fit in memory. Raises TooLarge."""
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(seconds)
    try:
        return draw(page)
    except MemoryError as error:
        raise PdfTooLarge from error
    finally:
        signal.alarm(0)


def _give_up(number: int, frame: object) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(SECONDS_TO_STOP)
    raise PdfTooLarge


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


worker = RenderWorker()
