"""The form of a respondent: the questions, with a code or a one-use key."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms

from assessment.forms import QuestionsForm
from assessment.survey.domain.codes import read_code
from content.catalogue import Question

CODE_REFUSED = "Deze code werkt niet (meer). Hebt u net geantwoord, dan is uw antwoord geteld."


class AnswerForm(QuestionsForm):
    """The questions, with a code or, for an open link, a key for one use."""

    def __init__(
        self, questions: Iterable[Question], has_codes: bool, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(questions, *args, **kwargs)
        self.has_codes = has_codes
        if has_codes:
            self.fields["code"] = CodeField()
        else:
            self.fields["key"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def chosen(self) -> dict[int, int]:
        """Question number → position of the chosen option, from 0."""
        return {
            q.number: [o.letter for o in q.options].index(self.cleaned_data[f"vraag-{q.number}"])
            for q in self.questions
        }

    def refuse_code(self) -> None:
        self.add_error("code", CODE_REFUSED)


class CodeField(forms.CharField):
    """A typed or scanned code. An invalid code gets the same error as a used one."""

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
