"""The press process: bounded, given up in time, new after a fall, gone with its parent."""

from __future__ import annotations

import os
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
from roadmap.pdf import plan_place
from roadmap.press_room import WARM_PAGE, PressBusy, PressRoom

SLOW_PAGE = f"{WARM_PAGE}{'<p>tekst</p>' * 30000}"


@pytest.fixture
def room() -> Iterator[PressRoom]:
    made = PressRoom(queue=1, seconds=30)
    yield made
    made.close()


def test_room_draws_a_page(room: PressRoom) -> None:
    assert room.draw(WARM_PAGE).startswith(b"%PDF")


def test_room_that_is_full_says_so_at_once(room: PressRoom) -> None:
    room.draw(WARM_PAGE)
    first = threading.Thread(target=room.draw, args=(f"{WARM_PAGE}{'<p>tekst</p>' * 3000}",))
    first.start()
    time.sleep(0.2)

    with pytest.raises(PressBusy):
        room.draw(WARM_PAGE)
    first.join()
    assert room.draw(WARM_PAGE).startswith(b"%PDF")


def test_room_takes_on_as_many_as_it_is_told(room: PressRoom) -> None:
    room.take_on(0)
    with pytest.raises(PressBusy):
        room.draw(WARM_PAGE)

    room.take_on(1)
    assert room.draw(WARM_PAGE).startswith(b"%PDF")


def test_room_gives_up_a_page_that_takes_too_long_and_goes_on() -> None:
    room = PressRoom(queue=1, seconds=1)
    room.draw(WARM_PAGE)

    with pytest.raises(PressBusy):
        room.draw(SLOW_PAGE)
    assert room.draw(WARM_PAGE).startswith(b"%PDF")
    room.close()


def test_press_process_ends_with_the_worker_that_is_killed() -> None:
    code = (
        "from roadmap.press_room import room, WARM_PAGE\n"
        "if __name__ == '__main__':\n"
        "    room.draw(WARM_PAGE)\n"
        "    print(next(iter(room._pool._processes)), flush=True)\n"
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
        raise PressBusy

    monkeypatch.setattr("roadmap.pdf.room.draw", full)
    response = client.get("/stappenplannen/expert/pdf")

    assert response.status_code == 503
    assert response["Retry-After"] == response["Refresh"] == "10"
    assert "De PDF komt zo" in response.content.decode()


def test_pdf_of_a_version_is_drawn_once(
    client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []

    def draw(page: str) -> bytes:
        drawn.append(page)
        return b"%PDF"

    monkeypatch.setattr("roadmap.pdf.room.draw", draw)
    monkeypatch.setattr("roadmap.exports.with_document", lambda pdf, document: pdf)
    for _ in range(2):
        assert client.get(f"/plannen/{plan.pk}/pdf").content == b"%PDF"
    client.post(f"/plannen/{plan.pk}/gegevens/", {"title": "Anders", "version": "1"})
    client.get(f"/plannen/{plan.pk}/pdf")

    assert len(drawn) == 2


def test_deleted_plan_leaves_no_pdf(client: Client, plan: Plan) -> None:
    client.get(f"/plannen/{plan.pk}/pdf")
    assert caches["pdfs"].get(plan_place(plan.pk))

    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(f"/plannen/{plan.pk}/verwijderen/", {"version": "1"})

    assert caches["pdfs"].get(plan_place(plan.pk)) is None
