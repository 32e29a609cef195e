"""Serves a release and turns its responses into text that can be compared with another's."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.client import HTTPException, HTTPResponse
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from bench.visitor import Visitor, form_on

MASKED = (
    (r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", "UUID"),
    (r'(csrfmiddlewaretoken" value=")[^"]*', r"\1TOKEN"),
    (r'(data-board=")[^"]*', r"\1TAG"),
    (r"((?:/|%2F)(?:gedeeld|uitnodiging|zelfevaluatie)(?:/|%2F))[\w-]{16,}", r"\1TOKEN"),
    (r"127\.0\.0\.1(:|%3A)\d+", "SITE"),
    (r'(class="qrline" stroke="#000" d=")[^"]*', r"\1QR"),
    (r"(/static/[\w/.-]+?)\.[0-9a-f]{12}(\.\w+)", r"\1\2"),
    (r"T?\d\d:\d\d:\d\d(\.\d+)?(Z|\+\d\d:\d\d)|T\d{6}Z|\d\d\.\d\d(?= uur)", "TIME"),
)
"""Random values and times of day: pattern and replacement."""
MOVED = (("/mijlpalen/", "/momentopnamen/"),)
"""Old addresses and their replacements."""
Answers = dict[str, str]
Form = dict[str, str] | bytes


class Release:
    """A checkout that is served, and its answers to one visitor: name of the page → text."""

    def __init__(self, checkout: Path, data: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = int(probe.getsockname()[1])
        own = {"DATA_DIR": str(data), "PORT": str(port), "PYTHONDONTWRITEBYTECODE": "1"}
        inherited = {name: v for name, v in os.environ.items() if name != "DATABASE_URL"}
        self.checkout, self.data, self.environment = checkout, data, inherited | own
        self.manage_py = [str(checkout / ".venv/bin/python"), "manage.py"]
        self.visitor, self.answers = Visitor(port), Answers()
        addresses = (checkout / "roadmap" / "urls.py").read_text()
        self.moved = [pair for pair in MOVED if pair[1].strip("/") not in addresses]

    @contextmanager
    def served(self) -> Iterator[None]:
        server = subprocess.Popen(
            [*self.manage_py, "serve"],
            cwd=self.checkout,
            env=self.environment,
            stdout=subprocess.DEVNULL,
        )
        try:
            while not self.is_healthy():
                assert server.poll() is None, f"{self.checkout} does not start"
                time.sleep(0.3)
            yield
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)

    def is_healthy(self) -> bool:
        try:
            return self.fetch("GET", "/healthz")[0].status == 200
        except (OSError, HTTPException):
            return False

    def manage(self, *command: str) -> None:
        subprocess.run(
            [*self.manage_py, *command],
            cwd=self.checkout,
            env=self.environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def fetch(self, method: str, path: str, *rest: Any) -> tuple[HTTPResponse, bytes]:
        """Asks over a new connection: the server ends one that was idle while a PDF was read."""
        for old, new in self.moved:
            path = path.replace(new, old)
        self.visitor.connection.close()
        return self.visitor.ask(method, path, *rest)

    def ask(self, name: str, path: str, form: Form | None = None, kind: str = "") -> str:
        """Stores the answer under this name; returns the address of a redirect, or the body."""
        headers = {"Content-Type": kind} if kind else None
        response, content = self.fetch("GET" if form is None else "POST", path, form, headers)
        names = ("Content-Type", "Content-Disposition", "Cache-Control", "Location")
        head = [f"{name}: {response.headers[name]}" for name in names if name in response.headers]
        body = comparable(response.headers.get_content_type(), content)
        self.answers[name] = masked_lines([str(response.status), *head, *body])
        return response.headers["Location"] or content.decode("utf-8", "replace")

    def send(self, name: str, page: str, field: str, to: str, typed: dict[str, str]) -> str:
        """Sends the form with this field on this page; raises ValueError where there is none."""
        form = form_on(self.fetch("GET", page)[1], field)
        if not form:
            raise ValueError(f"{page} has no form with {field}")
        return self.ask(name, to or page, form | typed)


def comparable(kind: str, content: bytes) -> Iterator[str]:
    """The lines in which an answer is compared; of an archive (also a workbook) part by part."""
    if kind == "application/pdf":
        yield from lines_of_pdf(content)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from comparable("text/plain", archive.read(name))
    elif kind == "text/html":
        squeezed = re.sub(r"\s+", " ", content.decode()).replace(" >", ">")
        yield from re.sub(r">\s?<", ">\n<", squeezed).splitlines()
    else:
        yield from content.decode().replace("><", ">\n<").splitlines()


def masked_lines(lines: list[str]) -> str:
    """The lines without empty ones and double blanks, with `MASKED` carried out."""
    text = "\n".join(squeezed for line in lines if (squeezed := " ".join(line.split())))
    for pattern, mask in MASKED:
        text = re.sub(pattern, mask, text)
    return text


def lines_of_pdf(content: bytes) -> Iterator[str]:
    """Text as it stands on the pages, tags by depth, attachments, and each page's picture."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plan.pdf")
        path.write_bytes(content)
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
        subprocess.run(["pdftoppm", "-r", "40", "-png", path, path.with_name("page")], check=True)
        yield from text.stdout.decode().splitlines()
        with pikepdf.open(path) as pdf:
            yield from (
                f"{key}: {pdf.docinfo[key]}" for key in ("/Title", "/Author") if key in pdf.docinfo
            )
            yield from tags_of(pdf.Root.StructTreeRoot, 0)
            for name, file in pdf.attachments.items():
                yield f"attachment {name}"
                yield from file.get_file().read_bytes().decode().splitlines()
        for picture in sorted(Path(folder).glob("*.png")):
            yield f"picture {sha256(picture.read_bytes()).hexdigest()}"


def tags_of(node: pikepdf.Object, depth: int) -> Iterator[str]:
    children = node.get("/K", pikepdf.Array())
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield f"{depth} {child.S} {child.get('/Alt', '')}"
            yield from tags_of(child, depth + 1)
