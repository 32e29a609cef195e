"""Two hosts behind a real nginx share what visitors must not lose: as `deploy/` sets them up.

Two server processes in production settings, each with a folder of its own and nothing in common but
PostgreSQL, started at the same moment on an empty database.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import urlencode

import psycopg
import pytest
from django.conf import settings

from tests.conftest import free_port
from tests.databases import another_database, server
from tests.deploy.front import NAME, certificate, nginx_folder, nginx_program
from tests.environment import PRODUCTION, manage, plain_environment

pytestmark = pytest.mark.postgres


@dataclass
class Host:
    """One server: its process, and the file that it logs to."""

    process: subprocess.Popen[bytes]
    log: Path

    def requests(self) -> list[dict[str, object]]:
        lines = (line for line in self.log.read_text().splitlines() if line.startswith("{"))
        events = [json.loads(line) for line in lines]
        return [line for line in events if line["message"] == "request"]


@dataclass
class Site:
    """The address in front of both hosts."""

    port: int
    plain_port: int
    trust: ssl.SSLContext
    database: str
    hosts: list[Host] = field(default_factory=list)


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Visitor:
    """A browser in a few lines: cookies kept, forms with their token, TLS that is checked."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        sent = {"Host": f"{NAME}:{self.site.port}", **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=20)) as line:
            line.connect()
            line.sock = self.site.trust.wrap_socket(line.sock, server_hostname=NAME)
            line.request(method, path, body or None, sent)
            reply = line.getresponse()
            answer = Answer(reply.status, reply.headers, reply.read())
        for given in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(given).items():
                self.cookies[name] = morsel.value
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, page: str, path: str = "", **fields: str) -> Answer:
        """Opens the page for its form's token, and sends the form."""
        form = self.get(page).body.decode()
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert found, form[:500]
        version = re.search(r'name="version" value="(\d+)"', form)
        if version:
            fields = {"version": version[1], **fields}
        body = urlencode({"csrfmiddlewaretoken": found[1], **fields})
        origin = f"https://{NAME}:{self.site.port}"
        return self.ask("POST", path or page, body, Origin=origin)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hosts")
    trust = ssl.create_default_context(cafile=certificate(folder))
    with another_database(folder) as url:
        made = Site(free_port(), free_port(), trust, url.rpartition("/")[2])
        ports = [free_port(), free_port()]
        static = collected(folder)
        made.hosts = [started(folder, url, port, static) for port in ports]
        config = nginx_folder(
            folder,
            {"80": made.plain_port, "443": made.port},
            [f"127.0.0.1:{port}" for port in ports],
        )
        front = subprocess.Popen([nginx_program(), "-c", config])
        try:
            for host, port in zip(made.hosts, ports, strict=True):
                wait_for(host, port)
            yield made
        finally:
            for process in [front, *(host.process for host in made.hosts)]:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=40)


def collected(folder: Path) -> Path:
    """The static files of this release, compressed once for both hosts."""
    given = PRODUCTION | {"DATABASE_URL": "sqlite:////none", "DATA_DIR": str(folder)}
    assert manage("collectstatic", "--no-input", **given).returncode == 0
    (folder / "static" / "release").write_text(settings.RELEASE)
    return folder / "static"


def started(folder: Path, url: str, port: int, static: Path) -> Host:
    data = folder / f"host-{port}"
    shutil.copytree(static, data / "static")
    environment = plain_environment() | PRODUCTION
    environment |= {"DATABASE_URL": url, "DATA_DIR": str(data), "PORT": str(port), "WORKERS": "1"}
    log = data / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=file,
            stderr=file,
        )
    return Host(process, log)


def wait_for(host: Host, port: int) -> None:
    for _ in range(600):
        assert host.process.poll() is None, host.log.read_text()
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as line:
                line.request("GET", "/healthz", headers={"Host": NAME})
                if line.getresponse().status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(host.log.read_text())


def rows(site: Site, query: str) -> list[tuple[object, ...]]:
    with closing(psycopg.connect(server(site.database))) as database:
        return database.execute(query).fetchall()


def test_session_plan_and_undo_are_on_every_host(site: Site) -> None:
    visitor = Visitor(site)
    made = visitor.post("/plannen/nieuw/", title="Gedeeld plan", start="verkenner")
    assert made.status == 302, made.body.decode()
    address = made.headers["Location"]
    before = [len(host.requests()) for host in site.hosts]

    assert {visitor.get(address).status for _ in range(6)} == {200}
    changed = visitor.post(f"{address}gegevens/", title="Nieuwe naam", organisation="")
    assert changed.status == 302
    assert all(b"Nieuwe naam" in visitor.get(address).body for _ in range(4))
    undone = visitor.post(f"{address}geschiedenis/", f"{address}ongedaan/")
    assert undone.status == 303, undone.body.decode()
    assert all(b"Gedeeld plan" in visitor.get(address).body for _ in range(4))

    after = [len(host.requests()) for host in site.hosts]
    assert min(b - a for a, b in zip(before, after, strict=True)) >= 5  # both took part
    stranger = Visitor(site).get(address)
    assert stranger.status == 302


def test_what_leaves_the_site_is_guarded(site: Site) -> None:
    visitor = Visitor(site)
    page = visitor.get("/zelfevaluatie/")
    style = re.search(r'href="(/static/css/site\.[0-9a-f]+\.css)"', page.body.decode())
    assert style
    answers = [
        page,
        visitor.get(style[1]),
        visitor.get("/bestaat-niet/"),
        visitor.get("/stappenplannen/piloot/pdf"),
        visitor.ask("POST", "/zelfevaluatie/", "vraag-1=A"),
    ]

    assert [answer.status for answer in answers] == [200, 200, 404, 200, 403]
    for answer in answers:
        assert answer.headers.get_all("Content-Security-Policy", []) != []
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "immutable" in answers[1].headers["Cache-Control"]
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-csrf=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    assert visitor.get("/metrics").status == 404
    assert visitor.get("/healthz").status == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "/metrics", 404, "Deze pagina bestaat niet"),
        ("GET", "/nginx-fault", 404, "Deze pagina bestaat niet"),
        ("TRACE", "/", 405, "Dit verzoek klopt niet"),
        ("GET", "/%00", 400, "Dit verzoek klopt niet"),
        ("GET", f"/activiteiten/?q={'a' * 6000}", 414, "Dit adres is te lang"),
        ("GET", f"/activiteiten/?q={'a' * 4060}", 414, "Dit adres is te lang"),
    ],
)
def test_what_nginx_answers_is_guarded_and_in_dutch(
    site: Site, method: str, path: str, status: int, message: str
) -> None:
    answer = Visitor(site).ask(method, path)

    assert answer.status == status
    assert message in answer.body.decode()
    assert_guarded_by_nginx(answer)


def test_what_is_far_too_large_is_told_by_nginx(site: Site) -> None:
    """Also for who waits for a sign before sending: the body itself need not arrive."""
    answer = Visitor(site).ask("POST", "/plannen/importeren/", **{"Content-Length": str(25 << 20)})

    assert answer.status == 413
    assert "Dit is te groot" in answer.body.decode()
    assert_guarded_by_nginx(answer)


def test_a_header_that_is_too_long_is_told_by_nginx(site: Site) -> None:
    for length, status in ((3000, 200), (4100, 400), (9000, 400)):
        answer = Visitor(site).get("/", Cookie=f"x={'a' * length}")
        assert answer.status == status
    assert "Dit verzoek klopt niet" in answer.body.decode()
    assert_guarded_by_nginx(answer)


def test_what_the_site_answers_passes_as_it_is(site: Site) -> None:
    for path, status in (("/", 200), ("/bestaat-niet/", 404), (f"/privacy/?x={'a' * 3900}", 200)):
        answer = Visitor(site).get(path)
        assert answer.status == status
        for name in GUARDS:
            assert len(answer.headers.get_all(name, [])) == 1, (path, name)


GUARDS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
    "Strict-Transport-Security",
    "Cache-Control",
    "X-Request-ID",
)


def assert_guarded_by_nginx(answer: Answer) -> None:
    for name in GUARDS:
        assert len(answer.headers.get_all(name, [])) == 1, name
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_plain_http_leads_to_https(site: Site) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", site.plain_port, timeout=20)) as line:
        line.request("GET", "/plannen/", headers={"Host": NAME})
        reply = line.getresponse()
        assert (reply.status, reply.headers["Location"]) == (301, f"https://{NAME}/plannen/")


def test_a_pdf_is_drawn_once_for_all_hosts(site: Site) -> None:
    bodies = {Visitor(site).get("/stappenplannen/expert/pdf").body for _ in range(4)}

    assert len(bodies) == 1
    kept = rows(site, "SELECT cache_key FROM cache_pdfs WHERE cache_key LIKE '%expert%'")
    assert len(kept) == 1


def test_guesses_are_counted_together_whatever_they_claim(site: Site) -> None:
    """300 guesses in ten minutes: not 300 a host, nor 300 for each address that one makes up."""
    visitor = Visitor(site)
    seen: Counter[int] = Counter()
    began = time.time() // 600
    for number in range(700):
        forged = f"198.51.100.{number % 250}"
        path = f"/zelfevaluatie/{token_urlsafe(24)}/"
        seen[visitor.get(path, **{"X-Forwarded-For": forged}).status] += 1
        if time.time() // 600 > began:  # the count begins anew
            began += 1
            seen.clear()
        if seen[429] == 30:
            break

    assert seen[404] in (299, 300) and seen[429] == 30
    assert rows(site, "SELECT number FROM playbook_site_count WHERE number = 300")


def test_logs_tell_no_address_and_no_key(site: Site) -> None:
    visitor = Visitor(site)
    answers = {f"vraag-{number}": "B" for number in range(1, 7)}
    result = visitor.post("/zelfevaluatie/", **answers).headers["Location"]
    assert result

    for host in site.hosts:
        text = host.log.read_text().split("stops it)")[1]  # what it says at the start is its own
        assert "127.0.0.1" not in text
        assert "198.51.100" not in text
        assert result.strip("/").split("/")[-1] not in text
        assert visitor.cookies["__Host-csrf"] not in text
        assert all(json.loads(line) for line in text.strip().splitlines())
        assert {request["status"] for request in host.requests()} <= {200, 302, 303, 403, 404, 429}


def test_a_host_that_stops_is_not_missed_and_then_nginx_says_so(site: Site) -> None:
    """Last: it stops the hosts. First one, whose visitors go to the other; then that as well."""
    one, other = site.hosts
    os.kill(one.process.pid, signal.SIGTERM)
    assert {Visitor(site).get("/healthz").status for _ in range(20)} == {200}
    assert one.process.wait(timeout=40) == 0

    os.kill(other.process.pid, signal.SIGTERM)
    assert other.process.wait(timeout=40) == 0
    away = Visitor(site).get("/")
    assert away.status == 503
    assert away.headers["Retry-After"] == "30"
    assert "even niet bereikbaar" in away.body.decode()
    assert_guarded_by_nginx(away)
