"""The render process: bounded, given up in time, replaced after a fall, gone with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.cache import caches
from django.test import Client, TestCase

from roadmap.domain.plan.limits import MAX_PDF_BYTES
from roadmap.models import Plan
from roadmap.pdf import deadline
from roadmap.pdf.renderer import draw
from roadmap.pdf.worker import (
    MAX_MEMORY,
    WARM_PAGE,
    PdfTooLarge,
    RendererBusy,
    RendererFailed,
    RenderWorker,
    bounded,
)
from roadmap.pdf_cache import Audience, cache_key
from tests.roadmap.pdf.misbehaving import answer, busy, deaf, greedy, harmed

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def shared() -> RenderWorker:
    return RenderWorker(queue=1, seconds=30, patience=3, prepare=bounded)


@pytest.fixture
def room(shared: RenderWorker) -> RenderWorker:
    """A worker with a process that is ready, and gives up one that stands still for 3 seconds."""
    shared.draw(answer, b"")
    return shared


@pytest.fixture(scope="module")
def strict() -> RenderWorker:
    """A worker that gives up a page after half a second of processor time."""
    made = RenderWorker(queue=1, seconds=0.5, prepare=bounded)
    made.draw(answer, b"")
    return made


def later(act: Callable[[], object], seconds: float = 0.5) -> threading.Timer:
    timer = threading.Timer(seconds, act)
    timer.start()
    return timer


def signal_to(room: RenderWorker, number: signal.Signals) -> None:
    assert room.pid is not None
    os.kill(room.pid, number)


def test_worker_draws_in_another_process() -> None:
    drawing = RenderWorker()

    assert drawing.draw(draw, WARM_PAGE).startswith(b"%PDF")
    assert drawing.pid != os.getpid()
    with pytest.raises(ElementTree.ParseError):  # what drawing raises
        drawing.draw(draw, "<p>")


def test_worker_that_is_full_says_so_at_once(room: RenderWorker) -> None:
    first = threading.Thread(target=room.draw, args=(busy, 0.5))
    first.start()
    time.sleep(0.2)

    with pytest.raises(RendererBusy):
        room.draw(answer, b"x")
    first.join()
    assert room.draw(answer, b"x") == b"x"


def test_worker_takes_on_as_many_as_it_is_asked_to(room: RenderWorker) -> None:
    room.take_on(0)
    with pytest.raises(RendererBusy):
        room.draw(answer, b"x")

    room.take_on(1)
    assert room.draw(answer, b"x") == b"x"


def test_page_that_takes_too_much_processor_time_is_given_up(strict: RenderWorker) -> None:
    first = strict.pid

    with pytest.raises(PdfTooLarge):
        strict.draw(busy, 30)
    assert strict.draw(answer, b"x") == b"x"
    assert strict.pid == first


def test_process_that_does_not_give_up_by_itself_is_killed(
    strict: RenderWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.pdf.deadline.SECONDS_TO_STOP", 0.5)
    first = strict.pid

    with pytest.raises(PdfTooLarge):
        strict.draw(deaf)
    assert strict.draw(answer, b"x") == b"x"
    assert strict.pid != first


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_process_that_is_killed_or_stands_still_is_replaced_and_draws_again(
    room: RenderWorker, number: signal.Signals
) -> None:
    first = room.pid
    later(partial(signal_to, room, number))

    assert room.draw(busy, 1) == b"done"
    assert room.pid != first


def test_process_stopped_before_the_page_came_is_given_up_too(room: RenderWorker) -> None:
    """More than a pipe holds: the page could not even be sent."""
    signal_to(room, signal.SIGSTOP)

    assert room.draw(answer, b"x" * 3_000_000)


def test_page_that_breaks_two_processes_fails(room: RenderWorker) -> None:
    with pytest.raises(RendererFailed):
        room.draw(harmed, signal.SIGKILL)
    assert room.draw(answer, b"x") == b"x"


def test_answer_that_was_not_waited_for_goes_to_nobody_else(
    room: RenderWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(answer: Future[bytes]) -> object:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Future, "result", interrupted)
        with pytest.raises(KeyboardInterrupt):
            room.draw(answer, b"the first one's")

    assert room.draw(answer, b"the second one's") == b"the second one's"


def test_slow_process_on_a_busy_machine_is_not_given_up(room: RenderWorker) -> None:
    """Stopped most of the time, and at it for longer than the patience."""
    done = threading.Event()

    def slow_down() -> None:
        while not done.wait(0.2):
            signal_to(room, signal.SIGSTOP)
            done.wait(0.8)
            signal_to(room, signal.SIGCONT)

    thread = threading.Thread(target=slow_down)
    thread.start()
    first = room.pid
    start = time.monotonic()
    try:
        assert room.draw(busy, 0.8) == b"done"
    finally:
        done.set()
        thread.join()
    assert time.monotonic() - start > 3
    assert room.pid == first


def test_process_that_moves_and_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "LONGEST", -1)

    overdue = deadline.wait_until_overdue(os.getpid(), Future[bytes](), 40, 0.1)

    assert overdue is deadline.Overdue.HANGS


def test_render_process_may_hold_so_much_memory_and_no_more(room: RenderWorker) -> None:
    limits = Path(f"/proc/{room.pid}/limits").read_text().splitlines()
    data = next(line for line in limits if line.startswith("Max data size"))
    assert str(MAX_MEMORY) in data.split()


def test_page_that_does_not_fit_in_memory_is_too_large(room: RenderWorker) -> None:
    with pytest.raises(PdfTooLarge):
        room.draw(greedy)
    assert room.draw(answer, b"x") == b"x"


def test_render_process_ends_with_the_worker_that_is_killed() -> None:
    code = (
        "from roadmap.pdf.worker import RenderWorker, bounded\n"
        "if __name__ == '__main__':\n"
        "    worker = RenderWorker(prepare=bounded)\n"
        "    worker.draw(bytes)\n"
        "    print(worker.pid, flush=True)\n"
        "    input()\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    pid = int(worker.stdout.readline())
    worker.kill()
    worker.communicate()

    for _ in range(100):
        if not is_running(pid):
            return
        time.sleep(0.1)
    raise AssertionError("the render process outlived its worker")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    return state != "Z"


def test_busy_worker_answers_503_and_its_page_tries_again(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> bytes:
        raise RendererBusy

    monkeypatch.setattr("roadmap.exports.worker.draw", full)
    response = client.get("/stappenplannen/expert/pdf")

    assert response.status_code == 503
    assert response["Retry-After"] == response["Refresh"] == "10"
    assert "De PDF komt zo" in response.content.decode()


def test_worker_that_failed_answers_503_and_its_page_does_not_try_again(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failed(*args: object) -> bytes:
        raise RendererFailed

    monkeypatch.setattr("roadmap.exports.worker.draw", failed)
    response = client.get("/stappenplannen/expert/pdf")

    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "Refresh" not in response
    assert "De PDF is niet gemaakt" in response.content.decode()


def test_pdf_that_is_too_large_answers_413_and_does_not_try_again(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_large = b"x" * (MAX_PDF_BYTES + 1)
    monkeypatch.setattr("roadmap.exports.worker.draw", lambda *args: too_large)
    response = client.get("/stappenplannen/expert/pdf")

    assert response.status_code == 413
    assert "Refresh" not in response
    assert "hoogstens 16 MB" in response.content.decode()


def test_pdf_of_a_version_and_a_choice_is_drawn_once(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []

    def draw(*args: object) -> bytes:
        drawn.append(args)
        return b"%PDF"

    monkeypatch.setattr("roadmap.exports.worker.draw", draw)
    for _ in range(2):
        assert client.get(f"/plannen/{plan.pk}/pdf").content == b"%PDF"
    client.post(f"/plannen/{plan.pk}/gegevens/", {"title": "Anders", "version": "1"})
    client.get(f"/plannen/{plan.pk}/pdf")
    assert len(drawn) == 2

    for query in ("papier=a3", "papier=a3", "deel=rollen", "", "deel=rollen&deel=rollen"):
        client.get(f"/plannen/{plan.pk}/pdf?{query}")
    assert len(drawn) == 4


def test_deleted_plan_leaves_no_pdf(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.exports.worker.draw", lambda *args: b"%PDF")
    places = [cache_key(plan.pk, Audience.MEMBERS, is_whole=is_whole) for is_whole in (True, False)]
    client.get(f"/plannen/{plan.pk}/pdf")
    client.get(f"/plannen/{plan.pk}/pdf?deel=rollen")
    assert all(caches["pdfs"].get(place) for place in places)

    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(f"/plannen/{plan.pk}/verwijderen/", {"version": "1"})

    assert not any(caches["pdfs"].get(place) for place in places)
