"""Pages joined from pieces: one gzip stream, whatever stands between the pieces."""

from __future__ import annotations

import gzip
import subprocess

import pytest
from django.http import HttpRequest
from hypothesis import given
from hypothesis import strategies as st

from content.page_pieces import MAX_PADDING, Pieces, cut, new_mark

MARKS = {"token": "<<token>>", "name": "<<name>>"}
texts = st.one_of(
    st.text(), st.integers(65_530, 65_540).map("é".__mul__), st.integers(0, 400).map("<li>".__mul__)
)


def sent(pieces: Pieces, own: dict[str, str], encoding: str = "gzip") -> bytes:
    request = HttpRequest()
    request.META["HTTP_ACCEPT_ENCODING"] = encoding
    return pieces.response(request, own).content


@given(st.lists(texts, max_size=4), texts, texts)
def test_joined_is_the_page_with_what_is_own(pages: list[str], token: str, name: str) -> None:
    page = "<<token>>".join([*pages, "<<name>>", ""])
    own = {"token": token, "name": name}
    whole = page.replace("<<token>>", token).replace("<<name>>", name).encode()

    pieces = cut(page, MARKS)

    assert gzip.decompress(sent(pieces, own)) == whole  # with its checksum and its size
    assert sent(pieces, own, encoding="br") == whole


def test_own_part_shortens_nothing_and_the_length_tells_little() -> None:
    """What is own is not compressed along with the page, and each answer has another padding."""
    secret = "a3f9" * 16
    pieces = cut(f"{secret}<<token>>{'<p>tekst</p>' * 50}", MARKS)

    sizes = {len(sent(pieces, {"token": token})) for token in (secret, "z" * 64) * 100}

    assert secret.encode() in sent(pieces, {"token": secret})
    assert max(sizes) - min(sizes) < MAX_PADDING and len(sizes) > 20


def test_mark_is_of_one_drawing() -> None:
    assert new_mark() != new_mark()


@pytest.mark.long
def test_other_programs_read_it() -> None:
    pieces = cut("<h1>Plan</h1><<token>>" + "<p>é</p>" * 1000 + "<<name>>einde", MARKS)
    own = {"token": "t" * 64, "name": "Zoë"}

    found = subprocess.run(["gzip", "-dc"], input=sent(pieces, own), capture_output=True)

    assert (found.stdout, found.stderr) == (sent(pieces, own, encoding=""), b"")
