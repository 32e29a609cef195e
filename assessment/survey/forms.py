"""Forms to start a survey, move its closing day, and write down decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from assessment.survey.domain.codes import read_code
from assessment.survey.domain.schedule import (
    MAX_ASKED,
    MAX_CODES,
    MAX_DAYS,
    MIN_ASKED,
    USUAL_DAYS,
    Schedule,
)
from assessment.survey.models import MAX_DECISION, MAX_ORGANISATION, MAX_TITLE
from content import text_rules
from content.catalogue import Question, Questionnaire

CODES, LINK = "codes", "link"
EVERYBODY, MAKER = "iedereen", "trekker"
TOO_FEW_ASKED = (
    f"Een bevraging vraagt minstens {MIN_ASKED} mensen. Met minder beantwoordt u de vragen beter "
    "samen: zie het overlegformulier onderaan."
)


class PlainLineField(forms.CharField):
    """One line of text, as all texts of the site are stored (`content.text_rules`)."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = max_length
        self.widget.attrs["data-limit"] = max_length

    def to_python(self, value: Any) -> str:
        try:
            return text_rules.line(str(super().to_python(value) or ""), self.most)
        except text_rules.InvalidText as fault:
            raise forms.ValidationError(str(fault)) from fault


class ClosingDayField(forms.DateField):
    """A day from `first` to `last`, picked or typed as 15/03/2027."""

    def __init__(self, first: date, last: date, **kwargs: Any) -> None:
        self.first, self.last = first, last
        attrs = {
            "data-day": f"{first} {last}",
            "placeholder": "dd/mm/jjjj",
            "autocomplete": "off",
        }
        messages = {
            "required": "Kies een dag.",
            "invalid": "Typ een dag als 15/03/2027.",
        }
        widget = forms.DateInput(format="%Y-%m-%d", attrs=attrs)
        super().__init__(widget=widget, error_messages=messages, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not self.first <= value <= self.last:
            raise forms.ValidationError(
                f"Kies een dag van {self.first:%d/%m/%Y} tot en met {self.last:%d/%m/%Y}."
            )


class StartForm(forms.Form):
    """A new survey. Nothing in it can change after the opening, except, once, the closing day.

    `opening_key` comes with the page and is stored nowhere: the form sent twice opens one survey,
    with the same codes. `herhaal` is the survey that it repeats, if any.
    """

    opening_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    herhaal = forms.CharField(widget=forms.HiddenInput, required=False)
    title = PlainLineField(
        label="Titel",
        max_length=MAX_TITLE,
        help_text="Uw collega’s zien die. Bijvoorbeeld: Hoe ver staan we met AI?",
        error_messages={"required": "Geef de bevraging een titel."},
    )
    organisation = PlainLineField(
        label="Organisatie of team",
        max_length=MAX_ORGANISATION,
        help_text="Voor wie de uitkomst geldt. Ook die zien uw collega’s.",
        error_messages={"required": "Vul in welke organisatie of welk team antwoordt."},
    )
    asked = forms.IntegerField(
        label="Aan hoeveel mensen vraagt u het?",
        min_value=MIN_ASKED,
        max_value=MAX_ASKED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=f"Minstens {MIN_ASKED}. Bij minder dan 7 antwoorden is er nooit een uitkomst.",
        error_messages={
            "required": "Vul in hoeveel mensen u de vragen stelt.",
            "invalid": "Typ een getal.",
            "min_value": TOO_FEW_ASKED,
            "max_value": f"Een bevraging vraagt hoogstens {MAX_ASKED} mensen.",
        },
    )
    way = forms.ChoiceField(
        label="Hoe komen uw collega’s bij de vragen?",
        widget=forms.RadioSelect,
        choices=[
            (CODES, "Met codes: iedereen krijgt een briefje met een code voor één antwoord"),
            (LINK, "Met één open link, bijvoorbeeld in een chat: telt antwoorden, geen mensen"),
        ],
        initial=CODES,
        error_messages={
            "required": "Kies hoe uw collega’s bij de vragen komen.",
            "invalid_choice": "Kies een van de twee manieren.",
        },
    )
    readers = forms.ChoiceField(
        label="Wie ziet de uitkomst?",
        widget=forms.RadioSelect,
        choices=[
            (EVERYBODY, "Ik en iedereen die het adres van de bevraging heeft"),
            (MAKER, "Alleen ik"),
        ],
        initial=EVERYBODY,
        error_messages={
            "required": "Kies wie de uitkomst ziet.",
            "invalid_choice": "Kies een van de twee mogelijkheden.",
        },
    )

    def __init__(
        self, today: date, questionnaires: Sequence[Questionnaire], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if len(questionnaires) > 1:
            self.fields["questionnaire"] = forms.ChoiceField(
                label="Welke vragen stelt u?",
                widget=forms.RadioSelect,
                choices=[(q.slug, f"{q.title}: {len(q.questions)} vragen") for q in questionnaires],
                initial=questionnaires[0].slug,
                error_messages={
                    "required": "Kies welke vragen u stelt.",
                    "invalid_choice": "Kies een van de vragenlijsten.",
                },
            )
        first, last = today + timedelta(days=1), today + timedelta(days=MAX_DAYS)
        self.fields["closes_on"] = ClosingDayField(
            first,
            last,
            label="Laatste dag om te antwoorden",
            initial=today + timedelta(days=USUAL_DAYS),
            help_text=f"Om 24.00 uur sluit de bevraging. Hoogstens {MAX_DAYS} dagen vanaf vandaag.",
        )
        self.order_fields(
            [
                "opening_key",
                "herhaal",
                "questionnaire",
                "title",
                "organisation",
                "asked",
                "closes_on",
                "way",
                "readers",
            ]
        )
        self.helper = helper("Bekijk wat uw collega’s zien")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("way") == CODES and (data.get("asked") or 0) > MAX_CODES:
            self.add_error("way", f"Codes zijn er voor hoogstens {MAX_CODES} mensen. Kies de link.")
        return data


class ClosingForm(forms.Form):
    """The new closing day; it moves once. `days` says which ones are possible."""

    def __init__(
        self, schedule: Schedule, today: date, morning_count: int, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.may_end_tonight = schedule.may_end_tonight(today, morning_count)
        self.may_extend = schedule.may_extend(today)
        first = schedule.closes_on + timedelta(days=1)
        self.fields["day"] = ClosingDayField(
            today if self.may_end_tonight else first,
            schedule.latest,
            label="Nieuwe laatste dag",
            initial=min(schedule.latest, first + timedelta(days=6)),
        )


class DecisionsForm(forms.Form):
    """One line for each question: what the meeting decided. `version` is that of the page."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def __init__(
        self,
        questions: Iterable[Question],
        stored: Mapping[str, str],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = [question.number for question in questions]
        for number in self.numbers:
            self.fields[f"besluit-{number}"] = PlainLineField(
                label="Wat spreken we af?",
                max_length=MAX_DECISION,
                required=False,
                initial=stored.get(str(number), ""),
            )

    def cleaned(self) -> dict[int, str]:
        return {number: self.cleaned_data[f"besluit-{number}"] for number in self.numbers}


class CodesForm(forms.Form):
    """The codes on the page after the opening, sent back to become a file."""

    codes = forms.CharField(max_length=MAX_ASKED * 16, widget=forms.HiddenInput)

    def clean_codes(self) -> list[str]:
        codes = [read_code(code) for code in self.cleaned_data["codes"].split()]
        if not codes or "" in codes or len(codes) > MAX_ASKED:
            raise forms.ValidationError("Dit zijn geen codes van een bevraging.")
        return codes


def helper(label: str) -> FormHelper:
    """A crispy helper for a form with this submit button."""
    found = FormHelper()
    found.attrs = {"novalidate": ""}
    found.add_input(Submit("", label))
    return found
