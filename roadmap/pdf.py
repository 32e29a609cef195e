"""An overview as a tagged PDF: WeasyPrint draws it, `pdf_tags` finishes the tags.

WeasyPrint is imported when the first PDF is asked for: it needs system libraries, and what it
keeps (fonts, parsed stylesheet) must be made after the server's processes have split off.
"""

from __future__ import annotations

import atexit
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from roadmap.density import letter_rank
from roadmap.overview import Overview
from roadmap.pdf_tags import finish_tags

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
STATIC = Path(settings.BASE_DIR) / "static"
_one_at_a_time = Lock()  # Pango's font map is not made for threads


@dataclass(frozen=True)
class Press:
    """What every PDF of this process shares: making it anew costs time and leaks memory."""

    stylesheet: CSS
    fonts: FontConfiguration
    fetcher: URLFetcher


def render_pdf(overview: Overview) -> bytes:
    """The whole PDF: the grid on A3, then pages to read on A4.

    Raises ImproperlyConfigured when WeasyPrint's system libraries are missing.
    """
    rank = letter_rank(overview.grid)
    page = render_to_string("roadmap/pdf.html", {"overview": overview, "letter_rank": rank})
    with _one_at_a_time:
        made = press()
        from weasyprint import HTML

        document = HTML(string=page, base_url=STATIC.as_uri() + "/", url_fetcher=made.fetcher)
        drawn: Any = document.write_pdf(
            stylesheets=[made.stylesheet], font_config=made.fonts, pdf_variant="pdf/ua-1"
        )
    return finish_tags(drawn)


@cache
def press() -> Press:
    """The stylesheet and fonts of this process. Raises ImproperlyConfigured, as `render_pdf`."""
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


def pdf_response(
    request: HttpRequest, overview_title: str, etag: str, pdf: bytes
) -> HttpResponseBase:
    """The PDF as a download, or 304 when the browser has this one."""
    response = get_conditional_response(request, etag=etag) or HttpResponse(
        pdf, content_type="application/pdf"
    )
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = content_disposition_header(True, file_name(overview_title))
    return response


def file_name(title: str) -> str:
    """A name that every file system takes: '../Plan "A"\\r\\n' → 'Plan A.pdf'."""
    text = unicodedata.normalize("NFC", title)
    text = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    text = re.sub(r'[\\/:*?"<>|]+', " ", text)
    text = " ".join(text.split()).strip(". ")[:80].rstrip(". ")
    return f"{text or 'Stappenplan'}.pdf"
