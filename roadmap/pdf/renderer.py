"""Draws a page as a tagged PDF: what the press process runs. No Django app, no database.

WeasyPrint is imported when the first page is drawn: it needs system libraries, and what it keeps
(fonts, parsed stylesheet) must be made in the process that uses it.
"""

from __future__ import annotations

import atexit
import logging
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from weakref import WeakKeyDictionary
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from django.core.exceptions import ImproperlyConfigured
from pydyf import PDF

from roadmap.pdf.missing_glyphs import MissingGlyphs
from roadmap.pdf.tagging import finish_tags

if TYPE_CHECKING:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
STATIC = Path(__file__).resolve().parents[2] / "static"


IMPORT = re.compile(r'@import url\("tokens.css"\)[^;]*;')
TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
USED = re.compile(r"var\(--([\w-]+)\)")
PAINT = re.compile(r'(fill|stroke)="var\(--([\w-]+)\)"')


@dataclass(frozen=True)
class Renderer:
    """What every PDF of this process shares: making it anew costs time and leaks memory."""

    elements: CSS
    stylesheet: CSS
    fonts: FontConfiguration
    fetcher: URLFetcher
    tokens: dict[str, str]
    glyphs: MissingGlyphs


def draw(page: str) -> bytes:
    """The PDF of a page of well-formed XML, in which `fill` and `stroke` may name a token.

    Raises ImproperlyConfigured when WeasyPrint's system libraries are missing.
    """
    made = renderer()
    page = PAINT.sub(lambda paint: f'{paint[1]}="{made.tokens[paint[2]]}"', page)
    return _drawn(made.glyphs.within_reach(page))


def _drawn(page: str) -> bytes:
    made = renderer()
    drawn: bytes = parsed(page, made).write_pdf(
        stylesheets=[made.stylesheet],
        font_config=made.fonts,
        pdf_variant="pdf/ua-1",
        finisher=finish_tags,
    )
    return drawn


def parsed(page: str, made: Renderer) -> HTML:
    """The page as WeasyPrint takes it, by way of XML and with a sheet for the elements we use.

    Its own parser and sheet take all that anybody may call HTML, and a tenth of the time each.
    """
    from weasyprint import HTML

    html = HTML.__new__(HTML)
    html.base_url = STATIC.as_uri() + "/"
    html.url_fetcher = made.fetcher
    html.media_type = "print"
    root = ElementTree.fromstring(page)
    html.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
    html.etree_element = root
    html._ua_stylesheets = lambda forms=False: [made.elements]
    return html


@cache
def renderer() -> Renderer:
    """The stylesheet and fonts of this process. Raises ImproperlyConfigured, as `draw`."""
    try:
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise ImproperlyConfigured(missing_libraries()) from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # its warnings quote what people typed
    remember_page_references()
    fonts = FontConfiguration()
    fetcher = static_files_only()
    tokens = tokens_on_paper()
    elements = CSS(filename=STATIC / "css" / "pdf-elements.css", url_fetcher=fetcher)
    stylesheet = CSS(
        string=stylesheet_text(tokens),
        base_url=(STATIC / "css" / "pdf.css").as_uri(),
        font_config=fonts,
        url_fetcher=fetcher,
    )
    atexit.register(renderer.cache_clear)  # while WeasyPrint can still remove its temporary folder
    return Renderer(elements, stylesheet, fonts, fetcher, tokens, MissingGlyphs(_drawn))


def remember_page_references() -> None:
    """WeasyPrint asks for the list of pages at every tag, and pydyf makes it anew each time.

    Kept as long as no page is added, tags take a time that grows with their number alone.
    """
    listed = PDF.page_references.fget
    kept: WeakKeyDictionary[PDF, tuple[bytes, ...]] = WeakKeyDictionary()

    def page_references(pdf: PDF) -> tuple[bytes, ...]:
        if len(kept.get(pdf, ())) != pdf.pages["Count"]:
            kept[pdf] = listed(pdf)
        return kept[pdf]

    PDF.page_references = property(page_references)


def tokens_on_paper() -> dict[str, str]:
    """The values of `tokens.css` by name, those of its first block: paper has no dark mode."""
    text = (STATIC / "css" / "tokens.css").read_text()
    return dict(TOKEN.findall(text[: text.index("}")]))


def stylesheet_text(tokens: dict[str, str]) -> str:
    """`pdf.css` with the tokens filled in: WeasyPrint would look each up for every element."""
    text = IMPORT.sub("", (STATIC / "css" / "pdf.css").read_text())
    return USED.sub(lambda used: tokens[used[1]], text)


def missing_libraries() -> str:
    return f"The libraries for PDFs are missing; type: sudo apt-get install {LIBRARIES}"


def static_files_only() -> URLFetcher:
    """A fetcher that opens files below the static folder, and nothing else at all."""
    from weasyprint.urls import URLFetcher

    class StaticFilesOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            parts = urlsplit(url)
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme != "file" or parts.netloc or not path.is_relative_to(STATIC):
                raise ValueError(f"not a static file: {url}")
            return super().fetch(url, headers)

    return StaticFilesOnly(allowed_protocols={"file"}, allow_redirects=False)
