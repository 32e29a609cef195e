"""Lines of a text on paper: no narrower than the printed letters are."""

from __future__ import annotations

from fontTools.ttLib import TTFont

from roadmap.pdf.paper.text_size import lines_of, width_of, wrapped
from roadmap.pdf.renderer import STATIC


def test_width_of_a_letter_is_never_less_than_the_fonts() -> None:
    for name in ("AtkinsonNext-SemiBold", "AtkinsonNext-ext-SemiBold", "NotoEmoji-Regular"):
        with TTFont(STATIC / "fonts" / "pdf" / f"{name}.ttf") as font:
            em, widths = font["head"].unitsPerEm, font["hmtx"].metrics
            narrow = [
                chr(code)
                for code, glyph in font.getBestCmap().items()
                if widths[glyph][0] > 1.02 * em * width_of(chr(code))
            ]
        assert not narrow, name


def test_words_go_to_the_next_line_and_a_long_one_is_broken() -> None:
    assert wrapped("een twee drie", 4.6) == ("een twee", "drie")
    assert wrapped("", 5) == ("",)
    long = wrapped(f"a {'W' * 20} b", 9)
    assert "".join(long).replace(" ", "") == f"a{'W' * 20}b"
    assert all(width_of(line) <= 9 for line in long)
    assert wrapped("te\N{NO-BREAK SPACE}laat", 2) != ("te", "laat")


def test_lines_follow_the_size_of_the_letters() -> None:
    assert lines_of("een twee drie vier", 40.0, 10.0) > lines_of("een twee drie vier", 40.0, 2.0)
