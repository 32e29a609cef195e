"""Whatever is typed in a draft form: an answer in Dutch, and all of an item stored or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from content.editing.draft import current_draft
from content.editing.models import DraftItem
from content.loading.documents import digest_of, models_by_name, stored_documents
from content.loading.rules import faults_of
from content.models import PlaybookVersion
from tests.content.editing.test_views import member, publish, typed
from tests.roadmap.conftest import signed_in

KINDS = st.sampled_from(list(models_by_name()))
NAMES = st.sampled_from(sorted({f.name for m in models_by_name().values() for f in m._meta.fields}))
NASTY = ["", "1", "²", "999", "a | b", "\0", "x\r\ny", "[a](javascript:b)", "elders:", "verkenner"]
TEXTS = st.one_of(st.text(max_size=30), st.sampled_from(NASTY))
EDITS = st.tuples(
    KINDS,
    st.sampled_from(("wijzig", "nieuw", "weg", "volgorde")),
    st.integers(0, 60),
    st.dictionaries(NAMES, TEXTS, max_size=3),
)
PAGES = ("/", "/activiteiten/", "/stappenplannen/expert/", "/zelfevaluatie/", "/playbook/")


def carry_out(client: Client, kind: str, page: str, number: int, instead: dict[str, Any]) -> Any:
    """An act on one of the items of a kind, with some fields otherwise; its answer."""
    keys = list(current_draft().rows[kind])
    key = keys[number % len(keys)] if keys else "niets"
    address = f"/redactie/{kind}/{page}/"
    if page == "volgorde":
        return client.post(address, {"omlaag": f"{key} {keys[-1] if keys else ''}"})
    if page == "weg":
        version = current_draft().version_of(kind, key)
        return client.post(f"{address}{key}/", {"version": version})
    like = f"/redactie/{kind}/wijzig/{key}/"
    if client.get(like).status_code != 200:
        return client.get(like)
    data = typed(client, like, **instead)
    return client.post(like if page == "wijzig" else address, data)


class DraftFormFuzz(TestCase):
    @given(EDITS)
    def test_any_text_is_answered_and_leaves_no_half_item(self, edit: tuple[Any, ...]) -> None:
        client = signed_in(member("redacteur@voorbeeld.be", "redacteur"))

        response = carry_out(client, *edit)

        assert response.status_code in (302, 404, 409, 422), edit
        assert DraftItem.objects.exists() == (response.status_code == 302)
        for item in DraftItem.objects.all():
            model, fields = models_by_name()[item.kind], item.fields
            assert fields is None or not faults_of(model, fields), edit


@pytest.mark.long
class PublishingFuzz(TestCase):
    """Only for `make test-full`: each draft is published, which takes a second."""

    @settings(max_examples=100)
    @given(st.lists(EDITS, min_size=1, max_size=4))
    def test_any_draft_comes_out_whole_or_not_at_all(self, edits: list[tuple[Any, ...]]) -> None:
        client = signed_in(member("uitgever@voorbeeld.be", "uitgever"))
        before = digest_of(stored_documents())
        for edit in edits:
            assert carry_out(client, *edit).status_code in (302, 404, 409, 422), edits

        response = publish(client, number="2027-01")

        assert response.status_code in (302, 422), edits
        version = PlaybookVersion.objects.all()[0]
        stored = digest_of(stored_documents())
        if response.status_code == 422:
            assert (version.number, stored) == ("2026-05", before)
            assert current_draft().fault, edits
        else:
            assert (version.number, stored) == ("2027-01", version.digest)
        for page in PAGES:
            assert client.get(page).status_code == 200, (page, edits)
