from __future__ import annotations

import pytest

from roadmap.domain.overview.pasted_cells import pasted_cells

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("", ()),
        ("An", (("An",),)),
        ("An\r\nBo\r\n", (("An",), ("Bo",))),
        ("An\t15/3/2027\nBo\t\n", (("An", "15/3/2027"), ("Bo", ""))),
        ("An\n\nBo\n\n\n", (("An",), ("",), ("Bo",))),
        ('"An\nPeeters"\t1/3/2027\nBo', (("An\nPeeters", "1/3/2027"), ("Bo",))),
        ('"An ""de baas"" Peeters"\nBo', (('An "de baas" Peeters',), ("Bo",))),
        ('"An" en co\nBo', (('"An" en co',), ("Bo",))),
        ('"An\nBo', (('"An',), ("Bo",))),
    ],
)
def test_pasted_cells_are_those_of_the_sheet(text: str, cells: tuple[tuple[str, ...], ...]) -> None:
    assert pasted_cells(text) == cells
