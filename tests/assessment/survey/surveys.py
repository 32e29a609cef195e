"""Surveys as a trekker opens them and colleagues answer them, and days that pass."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from html import unescape
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client
from django.utils import timezone

from assessment.survey import actions
from assessment.survey.models import Survey
from assessment.survey.traces import survey_id_of
from tests.roadmap.conftest import signed_in

NEW = "/bevragingen/nieuw/"
PROFILES = ("verkenner", "piloot", "expert")


def start_data(**changes: Any) -> dict[str, Any]:
    """What the form of a new survey sends."""
    return {
        "opening_key": uuid4(),
        "title": "Hoe ver staan we met AI?",
        "organisation": "Voorbeeldgemeente",
        "asked": 30,
        "closes_on": timezone.localdate() + timedelta(days=14),
        "way": "codes",
        "readers": "iedereen",
        "open": "ja",
    } | changes


def opened(client: Client, **changes: Any) -> tuple[Survey, list[str]]:
    """The survey that this person opens, and its codes."""
    data = start_data(**changes)
    response = sent(client, data)
    page = response.content.decode()
    assert response.status_code == 200, page
    [codes] = re.findall(r'name="codes" value="([^"]*)"', page)[:1] or [""]
    return opened_by(data), codes.split()


def sent(client: Client, data: Mapping[str, Any]) -> Any:
    """The answer to the form of a new survey; thirty QR codes would take longer than all else."""
    with patch("assessment.survey.code_slips.qr_code", return_value=""):
        return client.post(NEW, data)


def opened_by(data: Mapping[str, Any]) -> Survey:
    """The survey that this form opened."""
    return Survey.objects.get(pk=survey_id_of(data["opening_key"]))


def sheet(letters: str) -> dict[str, str]:
    return {f"vraag-{number}": letter for number, letter in enumerate(letters, 1)}


def answer(survey: Survey, code: str, letters: str = "AAAAAA", client: Client | None = None) -> Any:
    return (client or Client()).post(address_of(survey), sheet(letters) | {"code": code})


def answer_openly(survey: Survey, letters: str = "AAAAAA", key: object = None) -> Any:
    return Client().post(address_of(survey), sheet(letters) | {"key": str(key or uuid4())})


def address_of(survey: Survey) -> str:
    return f"/bevraging/{survey.key}/"


def maker_address(survey: Survey, tail: str = "") -> str:
    return f"/bevragingen/{survey.pk}/{tail}"


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address, follow=True).content.decode().split())


def pass_days(survey: Survey, days: int) -> None:
    """Set all the survey's days so much earlier, as if so many had passed."""
    survey.refresh_from_db()
    for name in ("opened_on", "closes_on", "counted_on", "kept_until"):
        setattr(survey, name, earlier(getattr(survey, name), days))
    survey.save()


def earlier(day: date, days: int) -> date:
    return day - timedelta(days=days)


def close(survey: Survey) -> None:
    """The closing day was yesterday."""
    survey.refresh_from_db()
    pass_days(survey, (survey.closes_on - timezone.localdate()).days + 1)


def count_answers(survey: Survey, sheets: Iterable[str]) -> None:
    """As if so many colleagues had sent these sheets."""
    for letters in sheets:
        for number, letter in enumerate(letters, 1):
            survey.counters.filter(question=number, option="ABCDE".index(letter)).update(
                number=F("number") + 1
            )


def released(maker: User, organisation: str = "Voorbeeldgemeente", **changes: Any) -> Survey:
    """A survey of 20 answers that closed yesterday, with its outcome."""
    survey, _ = opened(signed_in(maker), organisation=organisation, **changes)
    count_answers(survey, ["ABCABC"] * 8 + ["CBAABB"] * 12)
    close(survey)
    actions.release(survey_id=survey.pk, today=timezone.localdate())
    survey.refresh_from_db()
    return survey


def form_key(page: str) -> str:
    """The one-use key in the form of an open link."""
    [key] = re.findall(r'name="key" value="([^"]+)"', page)
    return unescape(key)
