"""Checks that each questionnaire can be answered, shown and scored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from content.catalogue import SELF_ASSESSMENT
from content.loading.yaml_files import Entry

MOST_QUESTIONS = 60
LETTERS = ("A", "B", "C", "D", "E")
"""The values of a radio button, in this order without a gap."""
SELF_ASSESSMENT_LETTERS = ("A", "B", "C")
"""Part of the public contract; each stands for a profile of its own."""


def check_questionnaires(
    questionnaires: Sequence[Entry], questions: Iterable[Entry], options: Iterable[Entry]
) -> None:
    """Raises FixtureError at the first fault. References are known to exist."""
    options_of: defaultdict[str, list[Entry]] = defaultdict(list)
    for option in options:
        options_of[repr(option.fields["question"])].append(option)
    questions_of: defaultdict[str, list[Entry]] = defaultdict(list)
    for question in questions:
        slug = _questionnaire(question)
        questions_of[slug].append(question)
        own = options_of[repr([slug, question.fields["number"]])]
        if slug == SELF_ASSESSMENT:
            _check_one_option_a_profile(question, own)
        else:
            _check_options(question, own)
    if SELF_ASSESSMENT not in questions_of:
        raise questionnaires[0].error("slug", f"de vragenlijst '{SELF_ASSESSMENT}' ontbreekt")
    for questionnaire in questionnaires:
        _check_questions(questionnaire, questions_of[str(questionnaire.fields["slug"])])


def _questionnaire(question: Entry) -> str:
    reference = question.fields["questionnaire"]
    assert isinstance(reference, list)
    return str(reference[0])


def _check_one_option_a_profile(question: Entry, options: Sequence[Entry]) -> None:
    seen: set[str] = set()
    for option in options:
        if option.fields["letter"] not in SELF_ASSESSMENT_LETTERS:
            raise option.error("letter", f"kies uit {', '.join(SELF_ASSESSMENT_LETTERS)}")
        profile = repr(option.fields["profile"])
        if profile in seen:
            raise option.error("profile", "komt twee keer voor")
        seen.add(profile)
    if len(seen) != len(SELF_ASSESSMENT_LETTERS):
        raise question.error("number", "heeft niet voor elk profiel één antwoord")


def _check_options(question: Entry, options: Sequence[Entry]) -> None:
    if not 2 <= len(options) <= len(LETTERS):
        message = f"heeft {len(options)} antwoorden; geef er 2 tot {len(LETTERS)}"
        raise question.error("number", message)
    letters = LETTERS[: len(options)]
    for option in options:
        if option.fields["letter"] not in letters:
            message = f"de letters tellen door: {', '.join(letters)}"
            raise option.error("letter", message)
    if len({repr(option.fields["profile"]) for option in options}) == 1:
        raise question.error("number", "alle antwoorden tellen voor hetzelfde profiel")


def _check_questions(questionnaire: Entry, questions: Sequence[Entry]) -> None:
    """A section's questions stand together, and sections hold all questions or none."""
    if not questions:
        raise questionnaire.error("slug", "deze vragenlijst heeft geen vragen")
    if len(questions) > MOST_QUESTIONS:
        message = f"deze vragenlijst heeft {len(questions)} vragen; ten hoogste {MOST_QUESTIONS}"
        raise questionnaire.error("slug", message)
    sections: list[str] = []
    for question in sorted(questions, key=_number):
        section = str(question.fields.get("section", ""))
        if sections and section == sections[-1]:
            continue
        if section in sections:
            message = "de vragen van een deel horen na elkaar te komen"
            raise question.error("section", message)
        sections.append(section)
        if "" in sections and len(sections) > 1:
            message = "geef elke vraag van deze vragenlijst een deel, of geen enkele"
            raise question.error("section", message)


def _number(question: Entry) -> int:
    number = question.fields["number"]
    assert isinstance(number, int)
    return number
