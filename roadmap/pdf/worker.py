"""One warmed render process beside each web worker, with a short queue before it.

Drawing keeps a processor and the interpreter busy: in a process of its own, at lower priority, it
does not hold up pages. Threads would not help.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import resource
import signal
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import ParamSpec

import django
from django.core.exceptions import ImproperlyConfigured

from roadmap.pdf.deadline import PATIENCE, SECONDS, Overdue, wait_until_overdue
from roadmap.pdf.renderer import draw

P = ParamSpec("P")
Job = tuple[Callable[[], bytes], float]
"""A function that draws, and the seconds of processor time that it may take."""

QUEUE = 4
"""PDFs at a time for one web worker: one being drawn, the rest waiting."""

TRIES = 2
MAX_MEMORY = 1 << 30
"""Bytes that a render process may hold."""

LOWER_PRIORITY = 10
WARM_PAGE = (
    '<html lang="nl-BE"><head><title>x</title></head><body><p>x</p>'
    '<table><tr><th scope="row">x</th><td>x</td></tr></table></body></html>'
)

RETRY_AFTER = 10
"""Seconds after which a PDF that found no room is worth another try."""


class RendererBusy(Exception):
    """No room in the queue."""


class RendererFailed(Exception):
    """The process hung or was killed, twice; the page is not known to be the cause."""


class PdfTooLarge(Exception):
    """The PDF takes too much processor time or memory to draw, or too many bytes to hand out."""


class ProcessLost(Exception):
    """A process ended or was ended before it answered."""


def serve(pipe: Connection, prepare: Callable[[], None]) -> None:
    """The render process: one job after the other, until the web worker closes the pipe."""
    prepare()
    with suppress(EOFError):
        while True:
            pipe.send(_answer(pipe.recv()))
            gc.collect()  # now that nobody waits


def _answer(job: Job) -> bytes | Exception:
    """The job's PDF or what it raised: PdfTooLarge for too much processor time or memory."""
    act, seconds = job
    signal.signal(signal.SIGPROF, _give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return act()
    except MemoryError:
        return PdfTooLarge()
    except Exception as error:
        error.add_note(traceback.format_exc())
        return error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def bounded() -> None:
    """Lower the priority, hold so much memory, end with the web worker."""
    os.setpriority(os.PRIO_PROCESS, 0, LOWER_PRIORITY)
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the web worker's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()


def ready_to_draw() -> None:
    """And load templates and fonts."""
    bounded()
    os.environ["DJANGO_SETTINGS_MODULE"] = "roadmap.pdf.django_settings"
    django.setup()
    with suppress(ImproperlyConfigured):  # the PDF that needs the libraries will say so
        draw(WARM_PAGE)
    gc.freeze()  # what stays for ever need not be searched for garbage
    gc.disable()  # while it draws


def _give_up(number: int, frame: object) -> None:
    raise PdfTooLarge


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class RenderProcess:
    def __init__(self, prepare: Callable[[], None]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, prepare), daemon=True)
        self._process.start()
        self.kill = self._process.kill
        theirs.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def answer(self, job: Job) -> bytes | Exception:
        """Raises EOFError or OSError when the process ends first."""
        self._pipe.send(job)
        answer: bytes | Exception = self._pipe.recv()
        return answer


class RenderWorker:
    """Draws at most `queue` PDFs at once. Its process starts with the first of them.

    `seconds` and `patience` as in `deadline`; `prepare`: what the process does first.
    """

    def __init__(
        self,
        queue: int = QUEUE,
        seconds: float = SECONDS,
        patience: float = PATIENCE,
        prepare: Callable[[], None] = ready_to_draw,
    ) -> None:
        self._places = threading.BoundedSemaphore(queue)
        self._seconds = seconds
        self._patience = patience
        self._prepare = prepare
        self._turn = threading.Lock()
        self._asking = ThreadPoolExecutor(1)  # a page may be more than the pipe holds
        self._process: RenderProcess | None = None

    @property
    def pid(self) -> int | None:
        """The id of the process that draws now or next."""
        return self._process.pid if self._process else None

    def take_on(self, queue: int) -> None:
        """Change how many PDFs are taken at once; fewer than the threads that wait for them."""
        self._places = threading.BoundedSemaphore(queue)

    def draw(self, draw: Callable[P, bytes], *args: P.args, **kwargs: P.kwargs) -> bytes:
        """What `draw(*args)` returns in the render process: all of it must be picklable.

        Raises RendererBusy, RendererFailed, PdfTooLarge, and what `draw` raises.
        """
        places, job = self._places, (partial(draw, *args, **kwargs), self._seconds)
        if not places.acquire(blocking=False):
            raise RendererBusy
        try:
            with self._turn:
                for _ in range(TRIES):
                    with suppress(ProcessLost):
                        return self._answer(job)
                raise RendererFailed
        finally:
            places.release()

    def warm_up(self) -> None:
        """Start the process now, without waiting for it."""
        with self._turn:
            self._running()

    def _running(self) -> RenderProcess:
        if self._process is None:
            self._process = RenderProcess(self._prepare)
        return self._process

    def _answer(self, job: Job) -> bytes:
        """What the job returns. Raises what it raises, PdfTooLarge, and ProcessLost."""
        process = self._running()
        asked = self._asking.submit(process.answer, job)
        overdue = wait_until_overdue(process.pid, asked, self._seconds, self._patience)
        if overdue:
            process.kill()
        try:
            answer = asked.result()
        except (EOFError, OSError):  # the pipe of a process that ended
            self._process = None
            how = overdue.value if overdue else "fell"
            logging.getLogger(__name__).error("A render process %s.", how)
            raise PdfTooLarge if overdue is Overdue.TOO_LONG else ProcessLost from None
        if isinstance(answer, Exception):
            raise answer
        return answer


worker = RenderWorker()
