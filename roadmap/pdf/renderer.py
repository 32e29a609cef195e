"""Draws a page of HTML as a tagged PDF, in the render process. No Django app, no database.

WeasyPrint is imported for the first page: it needs system libraries, and its fonts and parsed
stylesheet must be created in the process that uses them.
"""

from __future__ import annotations

import atexit
import logging
import re
from ctypes import CDLL
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from cssselect2 import ElementWrapper
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from roadmap.exchange.plan_document import FILE_NAME
from roadmap.pdf.missing_glyphs import MissingGlyphs, without
from roadmap.pdf.paper.grid_scale import TOKENS as GRID_TOKENS
from roadmap.pdf.paper.timeline_chart import TOKENS as CHART_TOKENS
from roadmap.pdf.repeated_images import RepeatedImages
from roadmap.pdf.tagging import finish

if TYPE_CHECKING:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

MISSING_LIBRARIES = (
    "The libraries for PDFs are missing; type: "
    "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)
LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
STATIC = Path(__file__).resolve().parents[2] / "static"
CSS_FOLDER = STATIC / "css" / "pdf"
SHEETS = ("elements", "page", "grid", "report", "summary", "timeline", "survey")
"""The stylesheets in `css/pdf`, in the order of the cascade."""
TOKEN = re.compile(r"--([\w-]+):\s*([^;]+);")
USED = re.compile(r"var\(--([\w-]+)\)")
BIDI_AND_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff0-\ufffb\ufffe\uffff]"
)
"""Characters that change the direction of the text around them, or cannot be drawn."""
PAINT = re.compile(r'(fill|stroke)="var\(--([\w-]+)\)"')


@dataclass(frozen=True)
class Renderer:
    """Shared by all PDFs of this process: creating these again costs time and leaks memory."""

    stylesheet: CSS
    fonts: FontConfiguration
    fetcher: URLFetcher
    tokens: dict[str, str]
    missing: MissingGlyphs


def draw(page: str, document: bytes | None = None, *, zoom: float = 1.0) -> bytes:
    """The PDF of a page of well-formed XML, in which `fill` and `stroke` may name a CSS token.

    `document`: JSON to attach as the source of the page. `zoom`: enlarges a poster. Raises
    ImproperlyConfigured when WeasyPrint's system libraries are missing.
    """
    made = renderer()
    page = PAINT.sub(lambda paint: f'{paint[1]}="{made.tokens[paint[2]]}"', cleaned(page))
    made.missing.found.clear()
    pdf = written(page, document, zoom, made)
    if made.missing.found:
        return written(without(page, made.missing.found), document, zoom, made)
    return pdf


def written(page: str, document: bytes | None, zoom: float, made: Renderer) -> bytes:
    from weasyprint import Attachment

    named = {"name": FILE_NAME, "description": "Dit stappenplan, om opnieuw in te lezen"}
    pdf: bytes = parsed(page, made).write_pdf(
        stylesheets=[made.stylesheet],
        attachments=[Attachment(file_obj=BytesIO(document), **named)] if document else [],
        font_config=made.fonts,
        pdf_variant="pdf/ua-1",
        finisher=finish,
        cache=RepeatedImages(),
        zoom=zoom,
    )
    return pdf


def cleaned(page: str) -> str:
    """The page without characters that XML forbids or that change the direction of other text."""
    return BIDI_AND_CONTROLS.sub("", page)


def parsed(page: str, made: Renderer) -> HTML:
    """The page as WeasyPrint's HTML object, parsed as XML and without a user agent stylesheet.

    WeasyPrint's own parser and stylesheet are for all of HTML and take a tenth of the time or more.
    `tests/roadmap/pdf/test_libraries.py` checks the private names that this relies on.
    """
    from weasyprint import HTML

    html = HTML.__new__(HTML)
    html.base_url = STATIC.as_uri() + "/"
    html.url_fetcher = made.fetcher
    html.media_type = "print"
    root = ElementTree.fromstring(page)
    html.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
    html.etree_element = root
    html._ua_stylesheets = lambda forms=False: []
    return html


@cache
def renderer() -> Renderer:
    """The stylesheet and fonts of this process. Raises ImproperlyConfigured, as `draw`."""
    try:
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise ImproperlyConfigured(MISSING_LIBRARIES) from error
    logger, missing = logging.getLogger("weasyprint"), MissingGlyphs()
    logger.propagate = False  # its warnings quote what people typed
    logger.setLevel(logging.WARNING)
    logger.addHandler(missing)
    fonts = FontConfiguration()
    fetcher = static_files_only()
    tokens = print_tokens()
    stylesheet = CSS(
        string=stylesheet_text(tokens),
        base_url=CSS_FOLDER.as_uri() + "/",
        font_config=fonts,
        url_fetcher=fetcher,
    )
    atexit.register(renderer.cache_clear)  # while WeasyPrint can still remove its temporary folder
    return Renderer(stylesheet, fonts, fetcher, tokens, missing)


def print_tokens() -> dict[str, str]:
    """The values of CSS tokens by name: those of the first block in `tokens.css`, as paper has no
    dark mode, and the lengths that Python computes with.
    """
    text = (STATIC / "css" / "tokens.css").read_text()
    return dict(TOKEN.findall(text[: text.index("}")])) | GRID_TOKENS | CHART_TOKENS


def stylesheet_text(tokens: dict[str, str]) -> str:
    """The stylesheets with tokens filled in; WeasyPrint would look them up for every element."""
    text = "\n".join((CSS_FOLDER / f"{name}.css").read_text() for name in SHEETS)
    return USED.sub(lambda used: tokens[used[1]], text)


def pdf_libraries(**_: Any) -> list[CheckMessage]:
    """A system check: an Error with the apt command when WeasyPrint cannot load its libraries.

    WeasyPrint, slow to import, is tried only where they do not have their names on Linux.
    """
    try:
        for name in LIBRARIES:
            CDLL(name)
    except OSError:
        try:
            import_module("weasyprint")
        except OSError:
            return [Error(MISSING_LIBRARIES, id="roadmap.E001")]
    return []


def static_files_only() -> URLFetcher:
    """A fetcher that opens files in the static folder and nothing else."""
    from weasyprint.urls import URLFetcher

    class StaticFilesOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            parts = urlsplit(url)
            path = Path(unquote(parts.path)).resolve()
            if parts.scheme != "file" or parts.netloc or not path.is_relative_to(STATIC):
                raise ValueError(f"not a static file: {url}")
            return super().fetch(url, headers)

    return StaticFilesOnly(allowed_protocols={"file"}, allow_redirects=False)
