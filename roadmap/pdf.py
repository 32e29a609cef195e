"""A plan as a tagged PDF."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from roadmap.overview import Overview


def render_pdf(overview: Overview) -> bytes:
    return b""


def pdf_response(request: HttpRequest, pdf: bytes, title: str, etag: str) -> HttpResponse:
    return HttpResponse(pdf)
