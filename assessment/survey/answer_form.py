"""What a colleague answers: the quiz's questions, with a code or a key for one use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from assessment.survey.domain.codes import read_code
from content.catalogue import Question, Questionnaire

CODE_REFUSED = "Deze code werkt niet (meer). Hebt u net geantwoord, dan is uw antwoord geteld."


class AnswerForm(forms.Form):
    """The quiz's radio groups, with a code or, for an open link, a key for one use."""

    def __init__(
        self, questions: Iterable[Question], has_codes: bool, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = tuple(questions)
        self.has_codes = has_codes
        if not has_codes:
            self.fields["key"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
        for question in self.questions:
            self.fields[f"vraag-{question.number}"] = answer_field(question)
        if has_codes:
            self.fields["code"] = CodeField()

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields below the heading of their section."""
        sections = Questionnaire("", "", "", self.questions).sections
        return [
            (section.title, [self[f"vraag-{question.number}"] for question in section.questions])
            for section in sections
        ]

    @property
    def answered(self) -> int:
        """How many questions are answered on the page."""
        return sum(
            self[f"vraag-{q.number}"].value() in [o.letter for o in q.options]
            for q in self.questions
        )

    def clean(self) -> dict[str, Any]:
        """Refuse two answers to one question, which no browser sends."""
        data = super().clean() or {}
        assert isinstance(self.data, QueryDict)
        for name in (field.name for field in self.visible_fields()):
            if len(self.data.getlist(name)) > 1 and not self.has_error(name):
                self.add_error(name, "Kies één antwoord.")
        return data

    def chosen(self) -> dict[int, int]:
        """For each question's number the place of the chosen option."""
        return {
            q.number: [o.letter for o in q.options].index(self.cleaned_data[f"vraag-{q.number}"])
            for q in self.questions
        }

    def refuse_code(self) -> None:
        self.add_error("code", CODE_REFUSED)


class CodeField(forms.CharField):
    """A typed or scanned code. What can be no code is refused as a used one is."""

    def __init__(self) -> None:
        super().__init__(
            label="Uw code",
            max_length=200,
            help_text="Van uw briefje, bijvoorbeeld K7MQ-2XWD-9RTB. De QR-code vult hem in.",
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "off",
                    "autocapitalize": "characters",
                    "spellcheck": "false",
                    "data-code": "",
                }
            ),
            error_messages={
                "required": "Vul de code van uw briefje in.",
                "max_length": CODE_REFUSED,
            },
        )
        self.widget.attrs.pop("maxlength", None)

    def clean(self, value: Any) -> str:
        code = read_code(super().clean(value))
        if not code:
            raise forms.ValidationError(CODE_REFUSED)
        return code


def answer_field(question: Question) -> forms.ChoiceField:
    number = ["twee", "drie", "vier", "vijf"][len(question.options) - 2]
    return forms.ChoiceField(
        label=f"{question.number}. {question.text}",
        widget=forms.RadioSelect,
        choices=[(o.letter, f"{o.letter}. {o.text}") for o in question.options],
        error_messages={
            "required": "Kies één antwoord.",
            "invalid_choice": f"Kies een van de {number} antwoorden.",
        },
    )
