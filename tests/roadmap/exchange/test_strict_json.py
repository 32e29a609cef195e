"""JSON that says two things, or nothing, or too much (case 48)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.exchange.errors import ImportRejected
from roadmap.exchange.strict_json import parsed

TEXTS = st.text(st.characters(codec="utf-8"))
NAMES = st.text('ab"\\[{', max_size=3)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text('ab"\\[{', max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES.filter(lambda value: "\0" not in str(value) and "\\x00" not in repr(value)))
def test_reads_what_json_says(value: Any) -> None:
    try:
        read = parsed(json.dumps(value).encode())
    except ImportRejected as refused:
        assert "dieper" in str(refused)
        return
    assert read == value


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "geen volledige JSON"),
        (b"geen json", "geen volledige JSON"),
        (b'{"a": [1, 2', "geen volledige JSON"),
        (b"{} {}", "geen volledige JSON"),
        (b'{"a": "x\ny"}', "geen volledige JSON"),
        ('{"a": 1}'.encode("utf-16"), "geen tekst in UTF-8"),
        (b'{"a": "\xff"}', "geen tekst in UTF-8"),
        (b"[" * 100_000, "dieper"),
        (b'{"a":' * 100_000, "dieper"),
        (b"[" * 100_000 + b"]" * 100_000, "dieper"),
        (b"[" + b"[]," * 300_000 + b"[]]", "groter"),
        (b"9" * 5000, "te groot"),
        (b"-" + b"9" * 5000, "te groot"),
        (b"[1.5]", "gehele getallen"),
        (b"[1e999]", "gehele getallen"),
        (b"[NaN]", "gehele getallen"),
        (b"[-Infinity]", "gehele getallen"),
        (b'{"a": 1, "b": 2, "a": 3}', "‘a’ staat tweemaal"),
        (b'{"a": "\\\\\\u0000"}', "teken dat niet bestaat"),
        (b'{"\\u0000": 1}', "teken dat niet bestaat"),
    ],
)
def test_refuses(data: bytes, says: str) -> None:
    with pytest.raises(ImportRejected, match=says):
        parsed(data)


def test_refuses_a_text_of_quotes_without_an_end() -> None:
    """As large as a file may be: read once, whatever stands in it."""
    with pytest.raises(ImportRejected, match="geen volledige JSON"):
        parsed(b'{"a":"' + b'\\"' * 2_000_000 + b"\\" * 4_000_001)


def test_takes_what_only_looks_wrong() -> None:
    assert parsed(b'\xef\xbb\xbf{"a": "\\ud83d\\ude00 \\\\u0000 [[["}') == {
        "a": "\U0001f600 \\u0000 [[["
    }


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        parsed(data)
    except ImportRejected as refused:
        assert str(refused)


@pytest.mark.parametrize(
    ("objects", "members"), [(1, 101), (11, 100)], ids=["of one object", "of all"]
)
def test_too_many_members_are_refused(
    objects: int, members: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.exchange.strict_json.MAX_MEMBERS", 1000)
    one = b"{%s}" % b",".join(b'"a%d":1' % number for number in range(members))

    with pytest.raises(ImportRejected, match="groter opgebouwd"):
        parsed(b'{"plan": [%s]}' % b",".join([one] * objects))


def test_text_full_of_commas_is_one_value() -> None:
    assert parsed(json.dumps(["," * 5000]).encode()) == ["," * 5000]
