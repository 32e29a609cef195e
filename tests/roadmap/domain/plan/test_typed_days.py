"""A day as people type it."""

from __future__ import annotations

from datetime import date

import pytest

from content.text_rules import InvalidText
from roadmap.domain.plan.typed_days import IncompleteDay, typed_day, written_day


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-05",
        "05/03/2027",
        "5/3/2027",
        "5-3-27",
        "05.03.2027",
        "5 maart 2027",
        " 5 Mrt. 2027",
        "05032027",
        "5 mar 2027",
        "5ste mrt 2027",
        "vrijdag 5e maart 2027",
        "5de Mrt, 27",
        "2027/3/5",
    ],
)
def test_typed_day_is_understood(text: str) -> None:
    assert typed_day(text) == date(2027, 3, 5)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("15 maart", "het jaar"),
        ("15/03", "het jaar"),
        ("15-3-", "het jaar"),
        ("15", "het jaar"),
        ("15/03/202", "het jaar"),
        ("0202-03-15", "het jaar"),
        ("maart 2027", "de dag"),
        ("2027-03", "de dag"),
        ("2027", "de dag en de maand"),
    ],
)
def test_half_a_day_names_what_is_missing(text: str, missing: str) -> None:
    with pytest.raises(IncompleteDay, match=f"^Vul ook {missing} in"):
        typed_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "29/02/2027",
        "9999-12-31",
        "1999-12-31",
        "32/1/2027",
        "1/13/2027",
        "morgen",
        "15 maart mei 2027",
        "ma",
        "28 brumaire 2027",
        "1/2/3/2027",
        "٣/٣/٢٠٢٧",
        "x" * 100_000,
        "/" * 64_000,
        "0/3/2027",
        "-",
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(InvalidText, match="^Geef een bestaande datum"):
        typed_day(text)


@pytest.mark.parametrize(
    "day", ["2027-02-29", "1999-12-31", "2101-01-01", "2027-2-1", "", "２０２７-01-01"]
)
def test_written_day_is_refused(day: str) -> None:
    with pytest.raises(InvalidText, match="bestaande datum"):
        written_day(day)


def test_written_day_is_kept() -> None:
    assert written_day("2028-02-29") == "2028-02-29"
