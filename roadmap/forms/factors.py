"""The form for one critical success factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from roadmap.domain.plan.limits import MAX_NOTE
from roadmap.forms.base import NoteField, VersionForm


class FactorForm(VersionForm):
    """One critical success factor. There are several on a page: `slug` keeps their ids apart."""

    done = forms.BooleanField(label="Dit zit goed", required=False)
    note = NoteField(
        label="Notitie (niet verplicht)",
        max_length=MAX_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, slug: str, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, auto_id=f"{slug}-%s", **kwargs)
        self.slug = slug

    def cleaned(self) -> dict[str, Any]:
        """The fields of a valid form."""
        return {"done": self.cleaned_data["done"], "note": self.cleaned_data["note"]}
