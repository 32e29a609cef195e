"""A mark that stands in many places is drawn once, and looks as if it were drawn in each."""

from __future__ import annotations

import subprocess
from io import BytesIO

import pikepdf
import pytest

from roadmap.pdf.renderer import draw

pytestmark = pytest.mark.once
MARKS = '<p class="{}"><b class="state done">Klaar</b> <b class="state todo">Niet</b></p>'
PAGE = (
    '<html lang="nl-BE"><head><title>x</title></head><body><h1>x</h1>'
    + MARKS.format("") * 4
    + MARKS.format("small") * 4
    + "</body></html>"
)


def test_a_mark_is_drawn_once_for_each_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """What WeasyPrint draws by itself is the control: at its places, of the same look."""
    shared = draw(PAGE)
    monkeypatch.setattr("roadmap.pdf.renderer.RepeatedImages", dict)
    each = draw(PAGE)

    assert picture(shared) == picture(each)
    assert drawings(each) == 16
    assert drawings(shared) == 2 * 2 + 2  # the first of each is not known yet as one to share


def picture(pdf: bytes) -> bytes:
    return subprocess.run(
        ["pdftoppm", "-r", "100", "-"], input=pdf, capture_output=True, check=True
    ).stdout


def drawings(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as file:
        streams = [one for one in file.objects if isinstance(one, pikepdf.Stream)]
        return sum(one.get("/Subtype") == "/Form" for one in streams)
