#!/usr/bin/env python
"""Cuts the site's fonts from npm packages of Atkinson Hyperlegible Next and of Noto Emoji.

Run once per font release, with fonttools and brotli installed:
    npm pack @fontsource-variable/atkinson-hyperlegible-next && tar xzf *.tgz
    scripts/make_fonts.py package
    npm pack @expo-google-fonts/noto-emoji && tar xzf *noto-emoji*.tgz
    scripts/make_fonts.py --emoji package
The web gets one variable woff2 with the glyphs that every page has, and two more that a browser
asks for when a page needs them. The PDF gets static TTFs with all that Dutch needs, which
WeasyPrint draws faster than variable ones, and emoji without colours: on a page the reader's own
system has those.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).resolve().parent.parent / "static" / "fonts"
PUNCTUATION = "–—‘’‚“”„…•·€‹›ŒœĲĳ"
DUTCH = {*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, PUNCTUATION)}
FIRST = {
    *(n for n in range(0x20, 0x7F) if chr(n).isalnum()),
    *map(ord, " .,:;!?'()/-&%+–’‘·×éëïóö\u00a0\u00ad"),
}
"""The characters of the first web font; `fonts.css` lists the characters of each file."""
EXTENDED = set(range(0x100, 0x180))
WEIGHTS = {"Regular": 400, "SemiBold": 600, "Bold": 700}


def cut(source: Path, characters: set[int], **given: object) -> TTFont:
    """The font with these characters only, without hinting."""
    font = TTFont(source)
    options = Options(hinting=False, desubroutinize=True, **{"notdef_outline": True} | given)
    options.layout_features = ["kern", "liga", "tnum", "ccmp", "mark", "locl"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    return font


def name(font: TTFont, family: str, style: str, weight: int) -> None:
    """Gives a static instance a family, style and weight of its own."""
    for record, text in ((1, f"{family} {style}"), (2, "Regular"), (4, f"{family} {style}")):
        font["name"].setName(text, record, 3, 1, 0x409)
    font["name"].setName(family, 16, 3, 1, 0x409)
    font["name"].setName(style, 17, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight


def cut_emoji(package: Path) -> None:
    """All of the emoji and their sequences, none of the digits and signs that the font adds."""
    font = TTFont(package / "400Regular" / "NotoEmoji_400Regular.ttf")
    options = Options(hinting=False, notdef_outline=True)
    options.layout_features = ["ccmp", "liga"]
    options.drop_tables += ["STAT", "gasp", "vhea", "vmtx"]
    subsetter = Subsetter(options)
    signs = set(range(0x100)) - {ord(" ")}
    subsetter.populate(unicodes=font.getBestCmap().keys() - signs)
    subsetter.subset(font)
    scale_upem(font, 1024)
    font["hmtx"]["space"] = (256, 0)  # next to an emoji this one is used, as wide as an emoji
    font.save(FONTS / "pdf" / "NotoEmoji-Regular.ttf")
    shutil.copy(package / "LICENSE_FONT", FONTS / "OFL-NotoEmoji.txt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path, help="the unpacked npm package")
    parser.add_argument("--emoji", action="store_true", help="the package is Noto Emoji's")
    arguments = parser.parse_args()
    (FONTS / "pdf").mkdir(parents=True, exist_ok=True)
    if arguments.emoji:
        cut_emoji(arguments.package)
    else:
        cut_letters(arguments.package)


def cut_web(source: Path, characters: set[int], suffix: str) -> None:
    small = cut(source, characters, notdef_outline=False, name_IDs=[1, 2], drop_tables=["gasp"])
    font = instantiateVariableFont(small, {"wght": (400, 700)})
    font.flavor = "woff2"
    font.save(FONTS / f"atkinson-next{suffix}.woff2")


def cut_letters(package: Path) -> None:
    for subset, characters, suffix in (("latin", DUTCH, ""), ("latin-ext", EXTENDED, "-ext")):
        source = package / "files" / f"atkinson-hyperlegible-next-{subset}-wght-normal.woff2"
        if suffix:
            cut_web(source, characters, suffix)
        else:
            cut_web(source, FIRST, "")
            cut_web(source, DUTCH - FIRST, "-more")
        for style, weight in WEIGHTS.items():
            static = instantiateVariableFont(cut(source, characters), {"wght": weight})
            name(static, f"Atkinson Next{' Ext' if suffix else ''}", style, weight)
            static.flavor = None
            static.save(FONTS / "pdf" / f"AtkinsonNext{suffix}-{style}.ttf")
    shutil.copy(package / "LICENSE", FONTS / "OFL.txt")


if __name__ == "__main__":
    main()
