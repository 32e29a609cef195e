"""Draws a page as a tagged PDF: what the press process runs. No Django app, no database.

WeasyPrint is imported when the first page is drawn: it needs system libraries, and what it keeps
(fonts, parsed stylesheet) must be made in the process that uses it.
"""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from roadmap.pdf_tags import finish_tags

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
STATIC = Path(__file__).resolve().parent.parent / "static"


@dataclass(frozen=True)
class Press:
    """What every PDF of this process shares: making it anew costs time and leaks memory."""

    stylesheet: CSS
    fonts: FontConfiguration
    fetcher: URLFetcher


def draw(page: str) -> bytes:
    """The PDF of an HTML page.

    Raises ImproperlyConfigured when WeasyPrint's system libraries are missing.
    """
    made = press()
    from weasyprint import HTML

    document = HTML(string=page, base_url=STATIC.as_uri() + "/", url_fetcher=made.fetcher)
    drawn: Any = document.write_pdf(
        stylesheets=[made.stylesheet], font_config=made.fonts, pdf_variant="pdf/ua-1"
    )
    return finish_tags(drawn)


@cache
def press() -> Press:
    """The stylesheet and fonts of this process. Raises ImproperlyConfigured, as `draw`."""
    try:
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise ImproperlyConfigured(missing_libraries()) from error
    fonts = FontConfiguration()
    fetcher = static_files_only()
    stylesheet = CSS(filename=STATIC / "css" / "pdf.css", font_config=fonts, url_fetcher=fetcher)
    atexit.register(press.cache_clear)  # while WeasyPrint can still remove its temporary folder
    return Press(stylesheet, fonts, fetcher)


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
