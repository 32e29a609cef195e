"""A warmed-up render process beside each web worker, with a short queue.

Drawing keeps a processor and the interpreter busy: in a process of its own, at lower priority, it
does not delay pages. Threads would, as they share the interpreter.
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
"""Seconds after which a client may try again when the queue was full."""


class RendererBusy(Exception):
    """The queue is full."""


class RendererFailed(Exception):
    """The process hung or was killed, TRIES times; the page need not be the cause."""


class PdfTooLarge(Exception):
    """The PDF takes too much processor time or memory to draw, or has too many bytes to send."""


class ProcessLost(Exception):
    """The process ended or was killed before it answered."""


def serve(pipe: Connection, prepare: Callable[[], None]) -> None:
    """The render process: one job after the other, until the web worker closes the pipe."""
    prepare()
    with suppress(EOFError):
        while True:
            pipe.send(_answer(pipe.recv()))
            gc.collect()  # now that nobody waits


def _answer(job: Job) -> bytes | Exception:
    """The job's PDF, or the exception that it raised; PdfTooLarge for too much time or memory."""
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
    """Lower this process's priority, limit its memory, and let it end with the web worker."""
    os.setpriority(os.PRIO_PROCESS, 0, LOWER_PRIORITY)
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_MEMORY, MAX_MEMORY))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the web worker's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()


def ready_to_draw() -> None:
    """Prepare the render process: `bounded`, Django's templates, fonts."""
    bounded()
    os.environ["DJANGO_SETTINGS_MODULE"] = "roadmap.pdf.django_settings"
    django.setup()
    with suppress(ImproperlyConfigured):  # the PDF that needs the libraries will say so
        draw(WARM_PAGE)
    gc.freeze()  # permanent objects need not be searched for garbage
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
    """Draws PDFs one by one, with at most `queue` drawn or waiting. Its process starts when needed.

    `seconds`, `patience`: as in `deadline`; `prepare`: called first in the process.
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
        """Change how many PDFs can be drawn or waiting; fewer than the web worker's threads."""
        self._places = threading.BoundedSemaphore(queue)

    def draw(self, draw: Callable[P, bytes], *args: P.args, **kwargs: P.kwargs) -> bytes:
        """The result of `draw` in the render process; it and its arguments are pickled.

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
        """The job's result. Raises what the job raises, PdfTooLarge and ProcessLost."""
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
