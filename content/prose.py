"""The source's running text: Markdown to HTML, with HTML off and few kinds of link.

A link leads to the web, to an address of this site ('/stappenplannen/'), or says that what the
source points to is not here (ELSEWHERE), so that no 'hier' of the source is a dead end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

ELSEWHERE = "elders:"
NOT_HERE = ' <span class="soft">(niet op deze site; de bron geeft geen adres)</span>'
_markdown = MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence"])
_markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # ours looks at each


@lru_cache(maxsize=500)
def render(text: str) -> SafeString:
    """HTML of Markdown text. Tags in the text are escaped."""
    tokens = _markdown.parse(text)
    for token in tokens:
        token.children = list(_linked(token.children or ()))
    html: str = _markdown.renderer.render(tokens, _markdown.options, {})
    return mark_safe(html)  # markdown-it escapes all that it does not make itself


def forbidden_link(text: str) -> str | None:
    """The first link target that is neither http, https or mailto, nor a page of this site, nor
    ELSEWHERE; or None.
    """
    if "[" not in text and "<" not in text:  # no link of Markdown begins otherwise
        return None
    for token in _markdown.parse(text):
        for child in token.children or ():
            if child.type == "link_open" and not _allowed(_target(child)):
                return _target(child)
    return None


def _linked(children: Iterable[Token]) -> Iterator[Token]:
    """The parts of a paragraph: a link to nowhere is text with a note behind it."""
    target = ""
    for child in children:
        if child.type == "link_open":
            target = _target(child)
            if not _allowed(target):
                child.attrs = {}
        if target != ELSEWHERE or not child.type.startswith("link_"):
            yield child
        elif child.type == "link_close":
            yield Token("html_inline", "", 0, content=NOT_HERE)


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
    if url == ELSEWHERE or _is_here(url):
        return True
    try:
        return urlsplit(url).scheme in {"http", "https", "mailto"}
    except ValueError:
        return False


def _is_here(url: str) -> bool:
    """Whether this site has the address; a browser reads '//' and '/\\' as another site."""
    if not url.startswith("/") or url[1:2] in ("/", "\\"):
        return False
    try:
        resolve(url.partition("#")[0].partition("?")[0])
    except Resolver404:
        return False
    return True
