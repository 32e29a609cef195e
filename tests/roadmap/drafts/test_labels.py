"""What was typed into any form of ours comes back in words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django import forms
from django.http import QueryDict
from django.urls import get_resolver

from content.catalogue import Catalogue
from roadmap.drafts.labels import typed_lines
from roadmap.forms.activity import ActivityForm
from roadmap.forms.plans import NewPlanForm
from roadmap.forms.sharing import PublishForm
from roadmap.forms.timeline import PhaseDatesForm

UNTYPED = {
    "ComparisonForm": "by GET: it stands in the address",
    "ProposalForm": "by GET: it stands in the address",
    "PlanFilterForm": "by GET: it stands in the address",
    "PdfOptionsForm": "by GET: it stands in the address",
    "HistoryFilterForm": "by GET: it stands in the address",
    "AddToPlanForm": "two lists to choose from",
    "TakeOverForm": "buttons only",
    "PaperForm": "by GET: it stands in the address",
    "SinceForm": "by GET: the script asks",
    "MoveForm": "buttons only",
    "PlaybookUpdateForm": "buttons only",
    "PlanReviewForm": "buttons only",
    "ArchiveForm": "buttons only",
    "KeyForm": "hidden",
    "TargetForm": "the file waits, and names its plan again",
    "ImportForm": "a file, which no page gives back",
}
AGREED = {"agreed", "act"}  # to be said anew; a button


def forms_below(kind: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for one in kind.__subclasses__():
        yield one
        yield from forms_below(one)


def names_of(form: forms.Form | type[forms.Form]) -> list[str]:
    """The fields that its page shows."""
    fields = form.fields if isinstance(form, forms.Form) else form.base_fields
    return [name for name, field in fields.items() if not field.widget.is_hidden]


def test_every_field_of_every_form_comes_back() -> None:
    assert get_resolver().url_patterns  # every form is imported
    ours = [one for one in forms_below(forms.Form) if one.__module__.startswith("roadmap.")]
    assert len(ours) > 20

    for form in ours:
        if form.__name__ in UNTYPED:
            continue
        for name in set(names_of(form)) - AGREED:
            assert typed_lines(QueryDict(f"{name}=x")), f"{form.__name__}.{name}"


@pytest.mark.django_db
def test_every_field_that_a_form_makes_comes_back(catalogue: Catalogue) -> None:
    made = (
        ActivityForm(),
        NewPlanForm(),
        PhaseDatesForm(),
        PublishForm({"12": "Onze titel"}),
    )

    for form in made:
        for name in set(names_of(form)) - AGREED:
            assert typed_lines(QueryDict(f"{name}=x")), name


@pytest.mark.parametrize(
    ("sent", "line"),
    [
        ("title=Onze+titel", ("Titel", "Onze titel")),
        ("fase-2-begin=2027-02-01", ("Eerste dag van fase 2", "2027-02-01")),
        ("fase-2-eind=2027-02-28", ("Laatste dag van fase 2", "2027-02-28")),
        ("activity-12=Openbaar", ("Eigen titel van een activiteit", "Openbaar")),
        ("pijler-betrouwbare-ai=piloot", ("Profiel voor betrouwbare ai", "Piloot")),
        ("vraag-3=B", ("Vraag 3", "B")),
        ("status=doing", ("Status", "Bezig")),
        ("role=editor", ("Rol", "Bewerker")),
        ("notes=met", ("Notities", "Met de notities")),
        ("done=on", ("Dit zit goed", "Ja")),
        ("stap-12=Bel+An", ("Stap 12", "Bel An")),
        ("stap-12-klaar=on", ("Stap 12 is klaar", "Ja")),
        ("status=onzin", ("Status", "onzin")),
        (
            "activiteit=bewaak-de-data&activiteit=processen",
            ("Gekozen activiteiten", "Bewaak de data\nProcessen"),
        ),
    ],
)
def test_field_in_words(sent: str, line: tuple[str, str]) -> None:
    assert typed_lines(QueryDict(sent)) == [line]


@pytest.mark.parametrize(
    "sent",
    [
        "version=3",
        "key=abc",
        "csrfmiddlewaretoken=abc",
        "initial-title=Van+vroeger",
        "keuze-note=mijn",
        "password=geheim",
        "Bel+dit+nummer=0900",
        "pijler-Bel+0900=x",
        "title=+++",
    ],
)
def test_what_nobody_fills_in_or_left_empty_says_nothing(sent: str) -> None:
    assert typed_lines(QueryDict(sent)) == []


def test_lines_come_in_the_order_of_the_form() -> None:
    sent = QueryDict("note=Tekst&title=Titel&status=done")
    assert [label for label, _ in typed_lines(sent)] == ["Notitie", "Titel", "Status"]
