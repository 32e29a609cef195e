"""Forms that choose what to show: filters, parts of a PDF, two states to compare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from content.published import published_catalogue, search_index
from content.text_rules import one_line
from roadmap.domain.overview.filters import CONDITIONS, ME, NOBODY, Condition, PlanFilter
from roadmap.domain.plan.fields import STATUSES
from roadmap.domain.plan.limits import MAX_NAME
from roadmap.domain.plan.ownership import Member
from roadmap.forms.base import Choices, set_choices
from roadmap.history.transaction import Author
from roadmap.models import Change, SavedState
from roadmap.pdf.options import DEFAULT_OPTIONS, PARTS, SHEETS, PdfOptions

Kind = Change.Kind


class OwnerField(forms.ChoiceField):
    """An owner in a query string: capitals, and spaces around it, do not matter.

    The value is the choice that matches.
    """

    def to_python(self, value: Any) -> str:
        return self._meant(super().to_python(value))

    def prepare_value(self, value: Any) -> Any:
        return self._meant(value) if isinstance(value, str) else value

    def _meant(self, text: str) -> str:
        typed = one_line(text, MAX_NAME)
        names = [str(name) for name, _ in self.widget.choices]
        if typed in names:
            return typed
        return next((name for name in names if name.casefold() == typed.casefold()), text)


def pillar_choices() -> Choices:
    return [("", "Alle pijlers"), *((p.slug, p.name) for p in published_catalogue().pillars)]


class PlanFilterForm(forms.Form):
    """`owners`: the names of the owners of activities, which are the choices of `eigenaar`.

    `me`: the visitor, None without an account. A page that is cached for several visitors has no
    `me`; `has_people` then adds the choice 'Van mij'.
    """

    q = forms.CharField(
        label="Zoek",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    eigenaar = OwnerField(
        label="Wie trekt dit",
        required=False,
        error_messages={"invalid_choice": "Deze naam staat bij geen enkele activiteit (meer)."},
    )
    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[("", "Elke status"), *STATUSES.items()],
        error_messages={"invalid_choice": "Kies een van de statussen."},
    )
    pijler = forms.ChoiceField(
        label="Pijler",
        required=False,
        choices=pillar_choices,
        error_messages={"invalid_choice": "Kies een van de pijlers."},
    )
    alleen = forms.TypedMultipleChoiceField(
        label="Alleen",
        required=False,
        choices=list(CONDITIONS.items()),
        coerce=Condition,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Kies uit de lijst."},
    )

    def __init__(
        self,
        owners: Iterable[str],
        *args: Any,
        me: Member | None = None,
        has_people: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.me = me
        self.auto_id = "filter-%s"
        mine = [(ME, "Van mij")] if me is not None or has_people else []
        special = [("", "Iedereen"), *mine, (NOBODY, "Nog niemand")]
        set_choices(self, "eigenaar", [*special, *((name, name) for name in owners)])

    def cleaned(self) -> PlanFilter:
        """The filter of a valid form."""
        data, index = self.cleaned_data, search_index(published_catalogue())
        return PlanFilter(
            owner=data["eigenaar"],
            status=data["status"],
            pillar=data["pijler"],
            q=data["q"],
            conditions=tuple(data["alleen"]),
            me=self.me,
            words=index.words(data["q"]),
            meant=index.search(data["q"]).meant,
        )


UNKNOWN = "Kies uit de onderdelen van de lijst."


class PaperForm(forms.Form):
    papier = forms.ChoiceField(
        label="Papier",
        required=False,
        choices=[(name, label) for name, (label, _) in SHEETS.items()],
        widget=forms.RadioSelect,
        help_text="Alle bladen van een bestand zijn even groot. Een affiche is om op te hangen.",
        error_messages={"invalid_choice": "Kies A4, A3, A2 of A1."},
    )

    others = (("a3", "op A3"), ("a2", "als A2-affiche"), ("a1", "als A1-affiche"))
    """The sizes besides A4, with the text of a link to each."""

    @property
    def paper(self) -> str:
        """The paper of a valid form; A4 by default."""
        return str(self.cleaned_data["papier"] or DEFAULT_OPTIONS.paper)


class PdfOptionsForm(PaperForm):
    """No ticks mean all parts, as does an address without options."""

    deel = forms.MultipleChoiceField(
        label="Wat komt erin",
        required=False,
        choices=[(part.slug, part.label) for part in PARTS],
        widget=forms.CheckboxSelectMultiple,
        help_text="Vinkt u niets aan, dan krijgt u alles.",
        error_messages={"invalid_choice": UNKNOWN},
    )
    field_order = ("deel", "papier")

    def cleaned(self) -> PdfOptions:
        """The options of a valid form."""
        wanted = self.cleaned_data["deel"]
        parts = tuple(part for part in PARTS if part.slug in wanted)
        return PdfOptions.of(parts or PARTS, self.paper)


NOW = "nu"


class ComparisonForm(forms.Form):
    """The two states to compare: ids of saved states, or NOW for the present plan."""

    van = forms.ChoiceField(label="Van")
    met = forms.ChoiceField(label="Met")

    def __init__(self, saved_states: Iterable[SavedState], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {str(m.pk): f"{m.name} (versie {m.number})" for m in saved_states}
        self.names[NOW] = "Het plan zoals het nu is"
        for name in ("van", "met"):
            set_choices(self, name, self.names.items())

    def label_of(self, name: str) -> str:
        """The name of the state chosen in this field of a valid form."""
        return self.names[self.cleaned_data[name]]


class HistoryFilterForm(forms.Form):
    """Filters the history by author and by kind of change."""

    MINE, OTHERS = "mij", "anderen"
    KINDS = {
        "activiteiten": (
            "Activiteiten",
            (Kind.CHOOSE, Kind.ADD, Kind.REMOVE, Kind.EDIT, Kind.MOVE, Kind.REVIEW),
        ),
        "gegevens": ("Gegevens van het plan", (Kind.CREATE, Kind.DESCRIBE)),
        "succesfactoren": ("Succesfactoren", (Kind.FACTOR,)),
        "playbook": ("Playbook en profiel", (Kind.NEWS, Kind.GROW)),
        "geheel": ("Ingelezen of hersteld", (Kind.IMPORT, Kind.RESTORE)),
        "terug": ("Teruggezet", (Kind.REVERT, Kind.UNDO, Kind.REDO, Kind.SKIP)),
    }

    wie = forms.ChoiceField(
        label="Wie",
        required=False,
        choices=[("", "Iedereen"), (MINE, "Ik"), (OTHERS, "Anderen")],
        error_messages={"invalid_choice": "Kies uit de lijst."},
    )
    wat = forms.ChoiceField(
        label="Wat",
        required=False,
        choices=[("", "Alles"), *((slug, label) for slug, (label, _) in KINDS.items())],
        error_messages={"invalid_choice": "Kies uit de lijst."},
    )

    @property
    def is_asked(self) -> bool:
        return any(self.data[name] for name in self.fields)

    def filtered(self, changes: QuerySet[Change], author: Author) -> QuerySet[Change]:
        """The filtered changes; all of them if the form is invalid."""
        if not self.is_valid():
            return changes
        if self.cleaned_data["wat"]:
            _, kinds = self.KINDS[self.cleaned_data["wat"]]
            changes = changes.filter(kind__in=kinds)
        match self.cleaned_data["wie"]:
            case self.MINE:
                return changes.filter(author.acts)
            case self.OTHERS:
                return changes.exclude(author.acts)
        return changes


class SinceForm(forms.Form):
    """The version of the plan that an open page shows."""

    sinds = forms.IntegerField(min_value=0, max_value=2**31 - 1)
