"""The quiz as one form; its fields come from the catalogue's questions."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.http import QueryDict

from content.catalogue import Catalogue

RENEWED = (
    "Het playbook is intussen vernieuwd. Kijk uw antwoorden na en verstuur het formulier opnieuw."
)


class Answer(TypedDict):
    """One answered question, in the words of its day; `profile` and `pillars` are slugs.

    Results from before questions named pillars have none: `pillars` is missing there.
    """

    question: str
    letter: str
    answer: str
    profile: str
    pillars: NotRequired[list[str]]


class PlaybookField(forms.Field):
    """The digest of the playbook that the page was made from.

    A page that is shown again has the current digest, whatever was sent. A request without a
    digest is not checked: it does not come from our page.
    """

    def __init__(self, digest: str) -> None:
        super().__init__(required=False, initial=digest, widget=forms.HiddenInput)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial

    def validate(self, value: Any) -> None:
        if value not in (*self.empty_values, self.initial):
            raise forms.ValidationError(RENEWED, code="renewed")


class QuizForm(forms.Form):
    """Radio groups `vraag-1` … `vraag-6` (the public contract), nothing chosen beforehand."""

    def __init__(self, catalogue: Catalogue, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue
        self.fields["playbook"] = PlaybookField(catalogue.digest)
        for question in catalogue.questions:
            self.fields[f"vraag-{question.number}"] = forms.ChoiceField(
                label=f"{question.number}. {question.text}",
                widget=forms.RadioSelect,
                choices=[(o.letter, f"{o.letter}. {o.text}") for o in question.options],
                error_messages={
                    "required": "Kies één antwoord.",
                    "invalid_choice": "Kies een van de drie antwoorden.",
                },
            )
        self.helper = FormHelper()
        self.helper.form_id = "quiz"
        self.helper.attrs = {"novalidate": "", "data-quiz": ""}
        self.helper.add_input(Submit("", "Toon mijn profiel"))

    @property
    def is_of_another_playbook(self) -> bool:
        return self.has_error("playbook", "renewed")

    @property
    def answered(self) -> int:
        """How many questions are answered on the page."""
        return sum(
            self[f"vraag-{question.number}"].value() in [o.letter for o in question.options]
            for question in self.catalogue.questions
        )

    def clean(self) -> dict[str, Any]:
        """Refuse two answers to one question, which no browser sends."""
        data = super().clean() or {}
        assert isinstance(self.data, QueryDict)
        for name in (field.name for field in self.visible_fields()):
            if len(self.data.getlist(name)) > 1 and not self.has_error(name):
                self.add_error(name, "Kies één antwoord.")
        return data

    def cleaned(self) -> list[Answer]:
        """The answers of a valid form, question by question."""
        answers: list[Answer] = []
        for question in self.catalogue.questions:
            letter = self.cleaned_data[f"vraag-{question.number}"]
            option = next(option for option in question.options if option.letter == letter)
            answers.append(
                Answer(
                    question=question.text,
                    letter=letter,
                    answer=option.text,
                    profile=option.profile,
                    pillars=sorted(question.pillars),
                )
            )
        return answers
