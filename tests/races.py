"""Acts that are done at the same time, each in a thread with its own database connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from django.db import connection

Result = TypeVar("Result")


def at_once(acts: Sequence[Callable[[], Result]], *, after: str = "") -> list[Result]:
    """What each act returns; what one of them raises, once all have ended.

    `after`: a part of a statement. Each act waits behind its first such statement until all have
    come that far, for a second at most: where a lock holds them apart, they never all do.
    """
    together = threading.Barrier(len(acts))
    results: dict[int, Result] = {}
    faults: list[BaseException] = []

    def run(number: int, act: Callable[[], Result]) -> None:
        has_waited = False

        def pause(execute: Any, sql: str, *rest: Any) -> Any:
            nonlocal has_waited
            answer = execute(sql, *rest)
            if after and after in sql and not has_waited:
                has_waited = True
                _wait(together)
            return answer

        try:
            if not after:
                _wait(together)
            with connection.execute_wrapper(pause):
                results[number] = act()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return [results[number] for number in range(len(acts))]


def _wait(together: threading.Barrier) -> None:
    with suppress(threading.BrokenBarrierError):
        together.wait(timeout=1)
