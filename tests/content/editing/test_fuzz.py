"""Whatever is typed in a draft form: an answer in Dutch, and all of an item stored or nothing."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from content.editing.draft import current_draft
from content.editing.models import DraftItem
from content.loading.documents import models_by_name
from content.loading.rules import faults_of
from tests.content.editing.test_views import ITEM, member, typed
from tests.roadmap.conftest import signed_in

NAMES = ("title", "order", "track", "profiles", "why", "steps", "resources", "keywords", "replaces")
TEXTS = st.one_of(st.text(max_size=30), st.sampled_from(["", "1", "²", "a | b", "\0", "x\r\ny"]))


class DraftFormFuzz(TestCase):
    @given(st.dictionaries(st.sampled_from((*NAMES, "version")), TEXTS, max_size=4))
    def test_any_text_is_answered_and_leaves_no_half_item(self, instead: dict[str, Any]) -> None:
        client = signed_in(member("redacteur@voorbeeld.be", "redacteur"))

        response = client.post(ITEM, typed(client, **instead))

        assert response.status_code in (302, 409, 422), instead
        assert DraftItem.objects.exists() == (response.status_code == 302)
        model = models_by_name()["activity"]
        assert not any(faults_of(model, row) for row in current_draft().rows["activity"].values())
