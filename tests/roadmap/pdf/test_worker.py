"""The press process: bounded, given up in time, new after a fall, gone with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client, TestCase

from roadmap.models import Plan
from roadmap.pdf.cache import MAX_PDF_BYTES, cache_key
from roadmap.pdf.options import PdfOptions
from roadmap.pdf.worker import (
    MAX_MEMORY,
    WARM_PAGE,
    PdfTooLarge,
    RendererBusy,
    RenderWorker,
    draw_in_time,
)

pytestmark = pytest.mark.once


def page_of(paragraphs: int) -> str:
    return WARM_PAGE.replace("<p>x</p>", "<p>tekst</p>" * paragraphs)


@pytest.fixture
def room() -> Iterator[RenderWorker]:
    made = RenderWorker(queue=1, seconds=30)
    yield made
    made.close()


def test_room_draws_a_page(room: RenderWorker) -> None:
    assert room.draw(WARM_PAGE).startswith(b"%PDF")


def test_room_that_is_full_says_so_at_once(room: RenderWorker) -> None:
    room.draw(WARM_PAGE)
    first = threading.Thread(target=room.draw, args=(page_of(3000),))
    first.start()
    time.sleep(0.2)

    with pytest.raises(RendererBusy):
        room.draw(WARM_PAGE)
    first.join()
    assert room.draw(WARM_PAGE).startswith(b"%PDF")


def test_room_takes_on_as_many_as_it_is_told(room: RenderWorker) -> None:
    room.take_on(0)
    with pytest.raises(RendererBusy):
        room.draw(WARM_PAGE)

    room.take_on(1)
    assert room.draw(WARM_PAGE).startswith(b"%PDF")


def test_room_gives_up_a_page_that_takes_too_long_and_goes_on() -> None:
    room = RenderWorker(queue=1, seconds=1)
    room.draw(WARM_PAGE)

    with pytest.raises(PdfTooLarge):
        room.draw(page_of(30000))
    assert room.draw(WARM_PAGE).startswith(b"%PDF")
    room.close()


def test_room_whose_press_falls_blames_the_page_and_starts_another(room: RenderWorker) -> None:
    room.draw(WARM_PAGE)
    threading.Timer(0.5, os.kill, (process_of(room), signal.SIGKILL)).start()

    with pytest.raises(PdfTooLarge):
        room.draw(page_of(30000))
    assert room.draw(WARM_PAGE).startswith(b"%PDF")


def test_press_process_may_hold_so_much_and_no_more(room: RenderWorker) -> None:
    room.draw(WARM_PAGE)

    limits = Path(f"/proc/{process_of(room)}/limits").read_text().splitlines()
    data = next(line for line in limits if line.startswith("Max data size"))
    assert str(MAX_MEMORY) in data.split()


def process_of(room: RenderWorker) -> int:
    assert room._pool is not None
    return next(iter(room._pool._processes))


@pytest.mark.parametrize("fault", [MemoryError, PdfTooLarge])
def test_page_that_does_not_fit_is_too_large(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    def draw(page: str) -> bytes:
        raise fault

    monkeypatch.setattr("roadmap.pdf.worker.draw", draw)

    with pytest.raises(PdfTooLarge):
        draw_in_time(WARM_PAGE, 5)
    assert signal.alarm(0) == 0


def test_press_process_ends_with_the_worker_that_is_killed() -> None:
    code = (
        "from roadmap.pdf.worker import worker, WARM_PAGE\n"
        "if __name__ == '__main__':\n"
        "    worker.draw(WARM_PAGE)\n"
        "    print(next(iter(worker._pool._processes)), flush=True)\n"
        "    input()\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    press = int(worker.stdout.readline())
    worker.kill()
    worker.communicate()

    for _ in range(100):
        if not is_running(press):
            return
        time.sleep(0.1)
    raise AssertionError("the press process outlived its worker")


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    return state != "Z"


def test_busy_press_answers_503_and_tries_again(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(page: str) -> bytes:
        raise RendererBusy

    monkeypatch.setattr("roadmap.pdf.cache.worker.draw", full)
    response = client.get("/stappenplannen/expert/pdf")

    assert response.status_code == 503
    assert response["Retry-After"] == response["Refresh"] == "10"
    assert "De PDF komt zo" in response.content.decode()


def test_pdf_that_is_too_large_answers_413_and_does_not_try_again(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.pdf.cache.worker.draw", lambda page: b"x" * (MAX_PDF_BYTES + 1))
    response = client.get("/stappenplannen/expert/pdf")

    assert response.status_code == 413
    assert "Refresh" not in response
    assert "hoogstens 16 MB" in response.content.decode()


def test_pdf_of_a_version_and_a_choice_is_drawn_once(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []

    def draw(page: str) -> bytes:
        drawn.append(page)
        return b"%PDF"

    monkeypatch.setattr("roadmap.pdf.cache.worker.draw", draw)
    monkeypatch.setattr("roadmap.exports.with_document", lambda pdf, document: pdf)
    for _ in range(2):
        assert client.get(f"/plannen/{plan.pk}/pdf").content == b"%PDF"
    client.post(f"/plannen/{plan.pk}/gegevens/", {"title": "Anders", "version": "1"})
    client.get(f"/plannen/{plan.pk}/pdf")
    assert len(drawn) == 2

    for query in ("papier=a4", "papier=a4", "deel=rollen", "", "deel=rollen&deel=rollen"):
        client.get(f"/plannen/{plan.pk}/pdf?{query}")
    assert len(drawn) == 4


def test_deleted_plan_leaves_no_pdf(client: Client, plan: Plan) -> None:
    places = [cache_key(plan.pk), cache_key(plan.pk, choice=PdfOptions(parts=()))]
    client.get(f"/plannen/{plan.pk}/pdf")
    client.get(f"/plannen/{plan.pk}/pdf?deel=rollen")
    assert all(caches["pdfs"].get(place) for place in places)

    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(f"/plannen/{plan.pk}/verwijderen/", {"version": "1"})

    assert not any(caches["pdfs"].get(place) for place in places)
