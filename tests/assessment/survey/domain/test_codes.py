"""Rule 2: codes of enough random bits, in signs that are read without doubt."""

from __future__ import annotations

from math import log2

from assessment.survey.domain.codes import LENGTH, SIGNS, codes_of, read_code


def test_codes_follow_from_the_key_and_differ() -> None:
    codes = codes_of("key", 500)

    assert codes == codes_of("key", 500)
    assert len(set(codes)) == 500
    assert not set(codes) & set(codes_of("another key", 500))
    assert [read_code(code) for code in codes] == codes


def test_code_has_more_than_fifty_bits_of_signs_without_doubt() -> None:
    used = set("".join(codes_of("key", 500))) - {"-"}

    assert used == set(SIGNS)
    assert not used & set("01OILU")
    assert LENGTH * log2(len(SIGNS)) > 50
