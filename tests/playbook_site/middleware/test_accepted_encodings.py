"""A coding that a client refuses is used for nothing that it gets: page, plan or file."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from playbook_site.middleware.accepted_encodings import accepted
from tests.roadmap.conftest import make_plan

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ("gzip, br", "gzip, br"),
        ("gzip;q=0", ""),
        ("gzip; Q=0.000, br;q=0.5", "br;q=0.5"),
        ("GZIP", "gzip"),
        ("gzip;q=0.001", "gzip;q=0.001"),
        ("gzip;q=nul, deflate", "deflate"),
        ("*;q=0, identity", "identity"),
        ("gzip;level=1;q=0", ""),
    ],
)
def test_accepted_leaves_out_what_is_refused(header: str, kept: str) -> None:
    assert accepted(header) == kept


@pytest.mark.django_db
@pytest.mark.parametrize("refused", ["gzip;q=0", "gzip;q=0.0, br;q=0", "identity, gzip;q=0"])
def test_refused_coding_is_not_used(refused: str) -> None:
    """Each of these is compressed for a client that takes it."""
    client = Client()
    plan = make_plan(client)
    file = Path(settings.STATIC_ROOT) / "probe.css"
    for name in ("probe.css", "probe.css.gz", "probe.css.br"):
        file.with_name(name).write_bytes(b"a { color: red }" * 9)
    addresses = [
        "/", "/activiteiten/", "/zelfevaluatie/", "/stappenplannen/piloot/",
        f"/plannen/{plan.pk}/", f"/plannen/{plan.pk}/csv", "/bestaat-niet/", "/static/probe.css",
    ]  # fmt: skip

    for encoding, used in (("gzip", "gzip"), (refused, None)):
        for address in addresses:
            response = client.get(address, headers={"Accept-Encoding": encoding})
            if response.streaming:
                response.close()
            assert response.get("Content-Encoding") == used, address
    for name in ("probe.css", "probe.css.gz", "probe.css.br"):
        file.with_name(name).unlink()
