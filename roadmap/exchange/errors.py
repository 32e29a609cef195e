"""Errors in an imported file, with their place, in Dutch. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

MAX_ERRORS = 10
"""Errors that one answer lists; a file with more of them takes several rounds to correct."""


@dataclass(frozen=True, slots=True)
class FileError:
    """`place`: 'activiteit 12, note' or 'blad Plan, rij 14, kolom Status'; '' for the file."""

    text: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


class ImportRejected(Exception):
    """The file cannot be imported; nothing of it is stored."""

    def __init__(self, errors: Iterable[FileError], *, is_too_large: bool = False) -> None:
        self.errors = tuple(errors)[:MAX_ERRORS]
        self.is_too_large = is_too_large
        super().__init__("; ".join(map(str, self.errors)))


def rejected(text: str, place: str = "", *, is_too_large: bool = False) -> ImportRejected:
    return ImportRejected([FileError(text, place)], is_too_large=is_too_large)


def shown(value: object) -> str:
    """A value from a file, short and printable, for use in a message."""
    text = str(value)[:60]
    return "".join(char if char.isprintable() else "�" for char in text)


Place = Callable[[tuple[Any, ...]], str]
"""A function from a value's path in the document to its place in words."""

THINGS = {
    "activities": ("activiteit", "activiteiten"),
    "factors": ("succesfactor", "succesfactoren"),
    "milestones": ("mijlpaal", "mijlpalen"),
    "saved_states": ("momentopname", "momentopnamen"),
    "declined": ("niet gewenste activiteit", "niet gewenste activiteiten"),
    "links": ("link", "links"),
    "steps": ("stap", "stappen"),
    "roles": ("rol", "rollen"),
    "phase_dates": ("", "begin en einde van de fasen"),
    "start": ("", "profielen bij het begin"),
}
"""For each list or object of a document the word for one item, and for the whole."""


def place_in_document(where: tuple[Any, ...]) -> str:
    """('plan', 'activities', 11, 'note') → 'activiteit 12, note'; ('plan',) → 'plan'."""
    if where == ("plan",):
        return "plan"
    words: list[str] = []
    parts = [part for part in where if part not in ("plan", "[key]")]
    while parts:
        part = parts.pop(0)
        one, whole = THINGS.get(part, ("", shown(part)))
        if one and parts and isinstance(parts[0], int):
            words.append(f"{one} {parts.pop(0) + 1}")
        else:
            words.append(f"deel {part + 1}" if isinstance(part, int) else whole)
    return ", ".join(words)


MESSAGES = {
    "missing": "dit veld ontbreekt.",
    "extra_forbidden": "dit veld kennen we niet.",
    "string_type": "dit moet een tekst zijn.",
    "string_unicode": "hier staat een teken dat niet bestaat. Verwijder het.",
    "string_too_long": "gebruik hoogstens {max_length} tekens.",
    "int_type": "dit moet een geheel getal zijn.",
    "uuid_type": "dit is geen id van een plan.",
    "uuid_parsing": "dit is geen id van een plan.",
    "bool_type": "dit moet true of false zijn.",
    "list_type": "dit moet een lijst zijn.",
    "dict_type": "dit moet een object zijn.",
    "model_type": "dit moet een object zijn.",
    "model_attributes_type": "dit moet een object zijn.",
    "too_long": "hoogstens {max_length} zijn toegelaten.",
    "too_short": "minstens {min_length} zijn nodig.",
    "greater_than_equal": "dit getal moet minstens {ge} zijn.",
    "less_than_equal": "dit getal mag hoogstens {le} zijn.",
    "enum": "dit is geen van de toegelaten waarden.",
    "literal_error": "dit is geen van de toegelaten waarden.",
    "value_error": "{error}",
}


def error_of(error: Any, place: Place) -> FileError:
    """One of pydantic's errors in Dutch, with its place."""
    context = error.get("ctx", {})
    text = MESSAGES.get(error["type"], "deze waarde klopt niet.").format(**context)
    return FileError(text, place(error["loc"]))
