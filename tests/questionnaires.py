"""A questionnaire as an editor would add it, since the playbook ships none besides the six."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from content.catalogue import Catalogue
from content.editions.numbers import next_number
from content.loading.load import load_playbook
from content.models import PlaybookVersion
from content.published import published_catalogue

SLUG = "ai-readiness"
PILLARS = ("visie-strategie", "innovatie", "betrouwbare-ai", "mens-organisatie")
"""The pillars that its sections are about, in order; AI-architectuur has no question."""
PROFILES_BY_COUNT = {
    2: ("verkenner", "expert"),
    3: ("verkenner", "piloot", "expert"),
    4: ("verkenner", "verkenner", "piloot", "expert"),
    5: ("verkenner", "piloot", "piloot", "expert", "expert"),
}
"""The profiles that the options of a question stand for, A first."""


def option_count(number: int) -> int:
    """How many options a question of the questionnaire has: 2, 3, 4, 5 and again."""
    return 2 + (number - 1) % 4


def load_questionnaire(folder: Path, fixtures: Path, questions: int = 24) -> Catalogue:
    """Load a copy of the fixtures with the questionnaire added; `folder` is a new place for it."""
    shutil.copytree(fixtures, folder)
    write_questionnaire(folder, questions)
    taken = PlaybookVersion.objects.values_list("number", flat=True)
    load_playbook(folder, number=next_number("2026-05", list(taken)))
    return published_catalogue()


def write_questionnaire(
    folder: Path, questions: int = 24, pillars: Sequence[str] = PILLARS
) -> Path:
    """Its file, in sections of equal size about one pillar each."""
    entries = [
        f"- model: content.questionnaire\n  fields: {{slug: {SLUG}, order: 2, "
        "title: AI-readiness, intro: Deze vragenlijst dient alleen de tests.}\n"
    ]
    for number in range(1, questions + 1):
        pillar = pillars[(number - 1) * len(pillars) // questions]
        entries.append(
            f"- model: content.question\n  fields: {{questionnaire: [{SLUG}], number: {number}, "
            f"section: Over {pillar}, text: 'Hoe staat het met punt {number}?', "
            f"pillars: [[{pillar}]]}}\n"
        )
        for letter, profile in zip("ABCDE", PROFILES_BY_COUNT[option_count(number)], strict=False):
            entries.append(
                f"- model: content.option\n  fields: {{question: [{SLUG}, {number}], "
                f"letter: {letter}, text: Antwoord {letter} op punt {number}, "
                f"profile: [{profile}]}}\n"
            )
    path = folder / "90_readiness.yaml"
    path.write_text("\n".join(entries))
    return path
