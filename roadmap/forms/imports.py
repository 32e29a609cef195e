"""Forms to choose a file to import, and the plan that takes it."""

from __future__ import annotations

from typing import Any

from django import forms

from roadmap.exchange.errors import ImportRejected
from roadmap.forms.base import submit_helper

ACCEPTED = ".json,.pdf,.xlsx,.csv"
NEW = "nieuw"


class ImportForm(forms.Form):
    bestand = forms.FileField(
        label="Bestand",
        help_text="Een JSON-, CSV- of Excel-bestand (.xlsx) tot 8 MiB, of een PDF tot 16 MiB.",
        allow_empty_file=True,
        max_length=None,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "missing"), "Kies het bestand dat u wilt inlezen."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = submit_helper("Bekijk wat er zou veranderen", enctype="multipart/form-data")

    def refuse(self, refused: ImportRejected) -> None:
        """Adds the errors of the file to the form."""
        errors = [str(error) for error in refused.errors]
        if len(errors) == 1:
            self.add_error("bestand", errors[0])
        else:
            self.add_error("bestand", f"In het bestand kloppen {len(errors)} dingen niet.")
            for text in errors:
                self.add_error(None, text)

    def refuse_for_now(self, minutes: int) -> None:
        """Adds the error that too many uploads wait. `minutes`: until there is room again."""
        when = "een minuut" if minutes == 1 else f"{minutes} minuten"
        self.add_error(
            "bestand",
            "Er wachten nu te veel ingelezen bestanden op een keuze. Uw bestand is niet bewaard. "
            f"Probeer het over {when} opnieuw.",
        )


class TargetForm(forms.Form):
    """The plan that the file replaces, or a new plan."""

    naar = forms.CharField(max_length=36, required=False)
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
