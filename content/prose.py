"""The source's running text: Markdown to HTML, with HTML off and few kinds of link."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence"])
_markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # ours looks at each


@lru_cache(maxsize=500)
def render(text: str) -> SafeString:
    """HTML of Markdown text. Tags in the text are escaped."""
    tokens = _markdown.parse(text)
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open" and not _allowed(_target(child)):
                child.attrs = {}
    html: str = _markdown.renderer.render(tokens, _markdown.options, {})
    return mark_safe(html)  # markdown-it escapes all that it does not make itself


def forbidden_link(text: str) -> str | None:
    """The first link target that is not http, https or mailto, or None."""
    for token in _markdown.parse(text):
        for child in token.children or ():
            if child.type == "link_open" and not _allowed(_target(child)):
                return _target(child)
    return None


def _target(token: Token) -> str:
    return str(token.attrGet("href") or "")


def is_web_address(url: str) -> bool:
    """Whether a browser opens it as a page of some site: http or https, with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _allowed(url: str) -> bool:
    try:
        return urlsplit(url).scheme in {"http", "https", "mailto"}
    except ValueError:
        return False
