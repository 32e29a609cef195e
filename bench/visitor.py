"""A scripted visitor that keeps cookies and fills in forms."""

from __future__ import annotations

import http.client
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urlencode

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


class Visitor:
    """A keep-alive connection with cookies, for one server on loopback."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def ask(
        self,
        method: str,
        path: str,
        data: dict[str, str] | bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """Sends fields as a form, and bytes as they are, under the Content-Type of `headers`."""
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} | (headers or {})
        body = urlencode(data).encode() if isinstance(data, dict) else data
        if isinstance(data, dict):
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        response = self._answer(method, path, body, sent)
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response, content

    def _answer(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        """As in a browser, a GET on a connection that the server closed meanwhile has a new one."""
        is_used = self.connection.sock is not None
        try:
            self.connection.request(method, path, body=body, headers=headers)
            return self.connection.getresponse()
        except ConnectionError:
            self.connection.close()
            if not is_used or method != "GET":
                raise
        self.connection.request(method, path, headers=headers)
        return self.connection.getresponse()

    def make_expert_plan(self) -> str:
        """The path of a new plan of 53 activities that belongs to this visitor."""
        _, page = self.ask("GET", "/plannen/nieuw/")
        form = form_on(page, "title") | {"title": "Plan", "start": "expert"}
        response, _ = self.ask("POST", "/plannen/nieuw/", form)
        path = response.headers["Location"]
        self.ask("GET", path)  # its news is shown once
        return str(path)

    def unchanged(self, path: str) -> dict[str, str]:
        """The header with which this page answers 304."""
        response, _ = self.ask("GET", path)
        return {"If-None-Match": response.headers["ETag"]}


def form_on(page: bytes, field: str) -> dict[str, str]:
    """The fields of the form that holds this field, as a browser would send them."""
    reader = _FormReader()
    reader.feed(page.decode())
    return next((form for form in reader.forms if field in form), {})


class _FormReader(HTMLParser):
    """Collects name and value of each form's fields; of radios and boxes the checked ones."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._text = ""  # the name of the textarea or select that is open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        name, value = attributes.get("name") or "", attributes.get("value") or ""
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and name:
            if attributes.get("type") not in ("radio", "checkbox") or "checked" in attributes:
                self.forms[-1][name] = value
        elif tag in ("textarea", "select"):
            self._text = name
            self.forms[-1][name] = ""
        elif tag == "option" and "selected" in attributes:
            self.forms[-1][self._text] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.forms[-1][self._text] = self.forms[-1][self._text].removeprefix("\n")
        if tag in ("textarea", "select"):
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text and self.lasttag == "textarea":
            self.forms[-1][self._text] += data
