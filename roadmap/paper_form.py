"""The choice of what a plan's PDF holds: a GET form, and the address of the PDF itself."""

from __future__ import annotations

from django import forms

from roadmap.paper import PARTS, SHEETS, USUAL, Choice

UNKNOWN = "Kies uit de onderdelen van de lijst."


class PaperForm(forms.Form):
    """Nothing ticked is everything, as an address without any choice is."""

    deel = forms.MultipleChoiceField(
        label="Wat komt erin",
        required=False,
        choices=[(part.slug, part.label) for part in PARTS],
        widget=forms.CheckboxSelectMultiple,
        help_text="Vinkt u niets aan, dan krijgt u alles.",
        error_messages={"invalid_choice": UNKNOWN},
    )
    papier = forms.ChoiceField(
        label="Papier",
        required=False,
        choices=[(name, label) for name, (label, _) in SHEETS.items()],
        widget=forms.RadioSelect,
        help_text="De bladen om te lezen zijn altijd A4.",
        error_messages={"invalid_choice": "Kies A3 of A4."},
    )

    def choice(self) -> Choice:
        """What a valid form asks for."""
        wanted = self.cleaned_data["deel"]
        parts = tuple(part for part in PARTS if part.slug in wanted)
        return Choice(parts or PARTS, self.cleaned_data["papier"] or USUAL.paper)
