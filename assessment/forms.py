"""A questionnaire as one form; its fields come from the catalogue's questions."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NotRequired, TypedDict

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.http import QueryDict

from content.catalogue import SELF_ASSESSMENT, Catalogue, Question, Questionnaire

RENEWED = (
    "Het playbook is intussen vernieuwd. Kijk uw antwoorden na en verstuur het formulier opnieuw."
)


class Answer(TypedDict):
    """One answered question, in the words of its day; `profile` and `pillars` are slugs.

    `number` and `pillars` are missing in results from before questions named pillars.
    """

    question: str
    letter: str
    answer: str
    profile: str
    pillars: NotRequired[list[str]]
    number: NotRequired[int]


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


class QuestionsForm(forms.Form):
    """Radio groups `vraag-1`, `vraag-2`, …, nothing chosen beforehand.

    A form that `is_partial` may have gaps, for a sheet that is finished later.
    """

    def __init__(
        self, questions: Iterable[Question], *args: Any, is_partial: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = tuple(questions)
        self.is_partial = is_partial
        for question in self.questions:
            self.fields[f"vraag-{question.number}"] = forms.ChoiceField(
                label=f"{question.number}. {question.text}",
                widget=forms.RadioSelect,
                choices=[(o.letter, f"{o.letter}. {o.text}") for o in question.options],
                required=not is_partial,
                error_messages={
                    "required": "Kies één antwoord.",
                    "invalid_choice": "Kies een van de antwoorden.",
                },
            )

    @property
    def answered(self) -> int:
        """How many questions are answered on the page."""
        return sum(map(self._is_answered, self.questions))

    @property
    def first_gap(self) -> forms.BoundField | None:
        """The field of the first question that is not answered on the page."""
        return next((self._field(q) for q in self.questions if not self._is_answered(q)), None)

    def _is_answered(self, question: Question) -> bool:
        return self._field(question).value() in [option.letter for option in question.options]

    def _field(self, question: Question) -> forms.BoundField:
        return self[f"vraag-{question.number}"]

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields below the heading of their section, in order; '' where none is named."""
        groups = groupby(self.questions, key=lambda question: question.section)
        return [(title, [self._field(q) for q in questions]) for title, questions in groups]

    def clean(self) -> dict[str, Any]:
        """Refuse two answers to one question, which no browser sends."""
        data = super().clean() or {}
        assert isinstance(self.data, QueryDict)
        for name in (field.name for field in self.visible_fields()):
            if len(self.data.getlist(name)) > 1 and not self.has_error(name):
                self.add_error(name, "Kies één antwoord.")
        return data


class QuestionnaireForm(QuestionsForm):
    """A questionnaire of the catalogue as it is now."""

    def __init__(
        self, catalogue: Catalogue, questionnaire: Questionnaire, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(questionnaire.questions, *args, **kwargs)
        self.questionnaire = questionnaire
        self.fields = {"playbook": PlaybookField(catalogue.digest), **self.fields}

    @property
    def is_of_another_playbook(self) -> bool:
        return self.has_error("playbook", "renewed")

    @property
    def error_heading(self) -> str:
        """The heading of the error summary."""
        return "Nog niet verstuurd" if self.is_of_another_playbook else "Nog niet volledig"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.is_partial and not self.errors and not any(self._letters(data)):
            raise forms.ValidationError("Beantwoord eerst een vraag: er is nog niets te bewaren.")
        return data

    def _letters(self, data: dict[str, Any]) -> list[str]:
        """The letter chosen for each question, '' for a gap."""
        return [data.get(f"vraag-{q.number}", "") for q in self.questions]

    def cleaned(self) -> list[Answer]:
        """The answers of a valid form, question by question; gaps are left out."""
        letters = self._letters(self.cleaned_data)
        return [
            Answer(
                number=question.number,
                question=question.text,
                letter=letter,
                answer=option.text,
                profile=option.profile,
                pillars=sorted(question.pillars),
            )
            for question, letter in zip(self.questions, letters, strict=True)
            for option in question.options
            if option.letter == letter
        ]


class QuizForm(QuestionnaireForm):
    """The self-assessment: `vraag-1` … `vraag-6` (the public contract)."""

    def __init__(self, catalogue: Catalogue, *args: Any, **kwargs: Any) -> None:
        six = catalogue.questionnaire_by_slug[SELF_ASSESSMENT]
        super().__init__(catalogue, six, *args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_id = "quiz"
        self.helper.attrs = {"novalidate": "", "data-quiz": ""}
        self.helper.add_input(Submit("", "Toon mijn profiel"))
