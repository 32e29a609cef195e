"""The steps of an activity, a checklist: as values, lines and words. Pure.

In forms and sheets a step is a line: '[x] tekst' when it is done, otherwise '[ ] tekst'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from content.text_rules import InvalidText, line, mended
from roadmap.domain.plan.limits import MAX_STEP, MAX_STEPS

MARKED = re.compile(r"\s*(?:[-*•]\s*)?\[\s*([xXvV✓✔]?)\s*\](.*)")
TICKS, BOXES = "☑☒✅✓✔", "☐□"
"""Signs by which other programs mark a step as done, and as not done."""


@dataclass(frozen=True, slots=True)
class Step:
    text: str
    done: bool = False


Steps = tuple[Step, ...]


def steps_of(data: Iterable[Mapping[str, Any]]) -> Steps:
    """The steps of [{"text": …, "done": …}], as rows and files hold them."""
    return tuple(Step(one["text"], one["done"]) for one in data)


def steps_as_json(steps: Steps) -> list[dict[str, Any]]:
    """Members in alphabetical order, as PostgreSQL gives them back."""
    return [{"done": step.done, "text": step.text} for step in steps]


def step_line(text: str, done: bool) -> str:
    return f"[{'x' if done else ' '}] {text}"


def steps_in_lines(steps: Steps) -> str:
    return "\n".join(step_line(step.text, step.done) for step in steps)


def steps_from_lines(text: str) -> Steps:
    """The steps in these lines, not yet checked; a line without a mark is a step to do."""
    steps = map(_step, mended(text).split("\n"))
    return tuple(step for step in steps if step.text)


def checked_steps(steps: Iterable[Step]) -> Steps:
    """The steps with their texts as they are stored, without empty ones. Raises InvalidText."""
    steps, checked = list(steps), []
    if len(steps) > MAX_STEPS:
        raise InvalidText(
            f"Een activiteit heeft hoogstens {MAX_STEPS} stappen; dit zijn er {len(steps)}."
        )
    for number, step in enumerate(steps, 1):
        try:
            checked.append(Step(line(step.text, MAX_STEP), step.done))
        except InvalidText as error:
            raise InvalidText(f"Stap {number}: {error}") from error
    return tuple(step for step in checked if step.text)


def bytes_of(steps: Iterable[Step]) -> int:
    """The length of their texts, in bytes of UTF-8."""
    return sum(len(step.text.encode()) for step in steps)


def done_of(steps: Steps) -> int:
    return sum(step.done for step in steps)


def steps_in_words(steps: Steps) -> str:
    """'‘Vraag budget’ (klaar), ‘Bel An’'."""
    return ", ".join(f"‘{step.text}’{' (klaar)' if step.done else ''}" for step in steps)


def changed_steps(old: Steps, new: Steps) -> tuple[str, str]:
    """Both lists in words: '0 van 2 klaar' and '1 van 2 klaar: ‘Bel An’ klaar'."""
    return _count(old), ": ".join(filter(None, (_count(new), _changes(old, new))))


def _count(steps: Steps) -> str:
    return f"{done_of(steps)} van {len(steps)} klaar" if steps else "geen"


def _changes(old: Steps, new: Steps) -> str:
    gone, come = list(old), []
    for step in new:
        if step in gone:
            gone.remove(step)
        else:
            come.append(step)
    words = []
    for step in come:
        other = next((one for one in gone if one.text == step.text), None)
        if other is None and len(old) == len(new):
            there = old[new.index(step)]
            other = there if there in gone else None
        if other is None:
            words.append(f"‘{step.text}’ erbij")
            continue
        gone.remove(other)
        if other.text != step.text:
            words.append(f"‘{other.text}’ werd ‘{step.text}’")
        if other.done != step.done:
            words.append(f"‘{step.text}’ {'klaar' if step.done else 'weer te doen'}")
    words += [f"‘{step.text}’ weg" for step in gone]
    return ", ".join(words) or "andere volgorde"


def _step(text: str) -> Step:
    if found := MARKED.fullmatch(text):
        return Step(found[2].strip(), bool(found[1]))
    text = text.strip()
    if text and text[0] in TICKS + BOXES:
        return Step(text[1:].strip("\ufe0f "), text[0] in TICKS)
    return Step(text)
