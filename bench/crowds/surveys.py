"""A survey under load, over real HTTP: 200 colleagues at once, and 1,000 answers against 10.

Each colleague opens the page before the clock starts, as people in a room do, and sends when all
do. The codes come from the opening, as on slips.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from statistics import median, quantiles
from uuid import uuid4

from bench.serving import served
from bench.visitor import Visitor, form_on

PEOPLE = 200
SHEET = {f"vraag-{number}": "ABC"[number % 3] for number in range(1, 7)}
FEW, MANY = 10, 1000
ROUNDS = 15
THREADS = 16
"""Threads of a site with two workers."""


@dataclass(frozen=True)
class AtOnce:
    """Milliseconds of each response, responses by status, and how many answers were counted."""

    times: list[float]
    statuses: Counter[int]
    counted: int
    seconds: float

    @property
    def p95(self) -> float:
        return quantiles(self.times, n=100)[94]


@dataclass(frozen=True)
class Growth:
    """Median milliseconds with FEW and with MANY answers in the survey."""

    name: str
    few: float
    many: float


def answered_at_once(port: int) -> AtOnce:
    """All PEOPLE send their answers at the same moment."""
    key, codes = opened("Dienst met velen", PEOPLE)
    together = threading.Barrier(PEOPLE)
    began: list[float] = []

    def send(code: str) -> tuple[int, float]:
        with Visitor(port) as visitor:
            path = f"/bevraging/{key}/"
            _, page = visitor.ask("GET", path)
            form = form_on(page, "code") | SHEET | {"code": code}
            visitor.connection.close()  # a phone does not keep it open
            together.wait(timeout=300)
            start = time.perf_counter()
            began.append(start)
            response, _ = visitor.ask("POST", path, form)
            return response.status, (time.perf_counter() - start) * 1000

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(send, codes))
    end = max(start for start in began) + max(ms for _, ms in answers) / 1000
    statuses = Counter(status for status, _ in answers)
    return AtOnce([ms for _, ms in answers], statuses, _answers(key), end - min(began))


def acted_at_once() -> list[float]:
    """Milliseconds of each of PEOPLE acts, THREADS at a time; mostly waiting for a lock."""
    from django.db import connection
    from django.utils import timezone

    from assessment.survey.actions import answer_with_code
    from assessment.survey.models import Survey

    key, codes = opened("Dienst aan het slot", PEOPLE)
    survey_id, today = Survey.objects.get(key=key).pk, timezone.localdate()
    chosen = {number: number % 3 for number in range(1, 7)}

    def act(code: str) -> float:
        connection.ensure_connection()
        start = time.perf_counter()
        answer_with_code(survey_id=survey_id, code=code, chosen=chosen, today=today)
        taken = (time.perf_counter() - start) * 1000
        connection.close()
        return taken

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(act, codes))


def growth(port: int) -> list[Growth]:
    """Answering, and the outcome, with FEW and with MANY answers in the survey."""
    sizes = (FEW, MANY)
    surveys = {size: opened(f"Dienst van {size}", 2000, has_codes=False)[0] for size in sizes}
    for size, key in surveys.items():
        _fill(key, size)
    times = {size: [_answering(port, surveys[size]) for _ in range(ROUNDS)] for size in sizes}
    for key in surveys.values():
        _close(key)
    shown = {size: _reading(port, surveys[size]) for size in sizes}
    return [
        Growth("answering", median(times[FEW]), median(times[MANY])),
        Growth("outcome", shown[FEW], shown[MANY]),
    ]


def opened(organisation: str, asked: int, *, has_codes: bool = True) -> tuple[str, list[str]]:
    """Key and codes of a new survey of a new person."""
    from django.contrib.auth.models import User
    from django.utils import timezone

    from assessment.survey import opening
    from assessment.survey.models import Survey
    from assessment.survey.traces import survey_id_of
    from content.catalogue import SELF_ASSESSMENT
    from content.published import published_catalogue

    catalogue, today, opening_key = published_catalogue(), timezone.localdate(), uuid4()
    maker = User.objects.create(username=str(opening_key), email=f"{opening_key}@example.be")
    proposal = opening.Proposal(
        title="Hoe ver staan we?",
        organisation=organisation,
        questionnaire=SELF_ASSESSMENT,
        playbook_version=catalogue.number,
        questions=catalogue.questions,
        profiles=tuple(profile.slug for profile in catalogue.profiles),
        asked=asked,
        has_codes=has_codes,
        is_for_respondents=True,
        closes_on=today + timedelta(days=14),
    )
    codes = opening.open_survey(
        opening_key=opening_key, maker_id=maker.pk, proposal=proposal, today=today
    )
    return Survey.objects.get(pk=survey_id_of(opening_key)).key, codes


def _answers(key: str) -> int:
    from assessment.survey.models import SurveyCounter

    rows = SurveyCounter.objects.filter(survey__key=key, question=1)
    return sum(rows.values_list("number", flat=True))


def _fill(key: str, size: int) -> None:
    """Stores the result of `size` forms of an open link, with their used keys."""
    from assessment.survey.models import SurveyCounter, SurveyUsedKeys
    from assessment.survey.traces import key_digest

    SurveyCounter.objects.filter(survey__key=key, option=0).update(number=size)
    digests = " ".join(sorted(key_digest(uuid4()) for _ in range(size)))
    SurveyUsedKeys.objects.filter(survey__key=key).update(digests=digests)


def _answering(port: int, key: str) -> float:
    with Visitor(port) as visitor:
        path = f"/bevraging/{key}/"
        _, page = visitor.ask("GET", path)
        form = form_on(page, "key") | SHEET
        start = time.perf_counter()
        response, _ = visitor.ask("POST", path, form)
        assert response.status == 302, response.status
        return (time.perf_counter() - start) * 1000


def _close(key: str) -> None:
    from django.db.models import F

    from assessment.survey.models import Survey

    passed = timedelta(days=15)
    Survey.objects.filter(key=key).update(
        opened_on=F("opened_on") - passed, closes_on=F("closes_on") - passed
    )


def _reading(port: int, key: str) -> float:
    """Median milliseconds of the released outcome's page."""
    times = []
    with Visitor(port) as visitor:
        visitor.ask("GET", f"/bevraging/{key}/")
        for _ in range(ROUNDS):
            start = time.perf_counter()
            response, _ = visitor.ask("GET", f"/bevraging/{key}/uitkomst/")
            assert response.status == 200, response.status
            times.append((time.perf_counter() - start) * 1000)
    return median(times)


def table() -> list[str]:
    with served() as (port, _):
        crowd = answered_at_once(port)
        grown = growth(port)
    acts = acted_at_once()
    times, statuses = crowd.times, crowd.statuses
    return [
        f"{PEOPLE} colleagues send their answers at once: {crowd.counted} counted in "
        f"{crowd.seconds:.1f} s; "
        f"p50 {median(times):.0f} ms, p95 {crowd.p95:.0f} ms, most {max(times):.0f} ms; "
        f"by status {dict(statuses)}.",
        "",
        f"The act alone, {THREADS} at a time, with its wait for the others: "
        f"p50 {median(acts):.0f} ms, most {max(acts):.0f} ms.",
        "",
        f"| medians | {FEW} answers, ms | {MANY} answers, ms | ratio |",
        "|---|---:|---:|---:|",
        *(
            f"| {one.name} | {one.few:.1f} | {one.many:.1f} | {one.many / one.few:.2f} |"
            for one in grown
        ),
        "",
    ]
