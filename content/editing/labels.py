"""Labels of the fields of items, and a draft's fault in these words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from content.editing.order import titled
from content.editions.changes import KINDS
from content.loading.documents import Fields
from content.loading.load import NeededElsewhere
from content.loading.yaml_files import FixtureError

LABELS = {
    "slug": "Korte naam in het adres",
    "number": "Nummer",
    "name": "Naam",
    "title": "Titel",
    "description": "Beschrijving",
    "pillar": "Pijler",
    "pillars": "Pijlers",
    "order": "Plaats in de volgorde",
    "track": "Spoor",
    "phase": "Fase",
    "profiles": "Kant-en-klare plannen",
    "profile": "Profiel",
    "level": "Niveau",
    "why": "Waarom",
    "steps": "Aanpak",
    "results": "Resultaten",
    "who": "Wie",
    "resources": "Raamwerken en sjablonen",
    "examples": "Praktijkvoorbeelden",
    "keywords": "Trefwoorden",
    "replaces": "Vervangt",
    "amount": "Hoeveel",
    "unit": "Eenheid",
    "period": "Per",
    "questionnaire": "Vragenlijst",
    "question": "Vraag",
    "section": "Deel",
    "text": "Tekst",
    "letter": "Letter",
    "intro": "Inleiding",
    "chapter": "Hoofdstuk",
    "body": "Tekst",
    "shows": "Wat eronder komt",
    "side": "Wie werkt",
    "days": "Dagen",
    "activities": "Activiteiten",
    "lessons": "Lessen",
    "label": "Zoals de bron het schrijft",
    "lead_fte_min": "Trekker: minstens (VTE)",
    "lead_fte_max": "Trekker: hoogstens (VTE)",
}
HELP = {
    "slug": "Kleine letters, cijfers en koppeltekens. Dit verandert later nooit meer.",
    "steps": "Een stap per regel.",
    "results": "Een resultaat per regel.",
    "resources": "Een per regel: titel | https://adres | licentie (die mag weg).",
    "keywords": "Een per regel: woorden waarmee iemand dit zoekt. Ze zijn van ons en staan niet op "
    "de pagina.",
    "replaces": "De korte naam van een vroegere activiteit, een per regel. Wie zo’n "
    "activiteit in een plan heeft, krijgt deze aangeboden. "
    "Noemen twee activiteiten dezelfde, dan is ze opgesplitst.",
}


@dataclass(frozen=True, slots=True)
class DraftFault:
    """Why a draft cannot be published, and the item to correct, if it is about one."""

    text: str
    kind: str = ""
    key: str = ""

    def __str__(self) -> str:
        return self.text


def in_words(error: FixtureError, rows: Mapping[str, Mapping[str, Fields]]) -> DraftFault:
    """An error about an entry of `Draft.entries`, for the screen; `rows` are the draft's."""
    if isinstance(error, NeededElsewhere):
        return DraftFault(error.message)
    kind, key = error.path.parent.name, error.path.name.replace(" ", "/")
    if key not in rows.get(kind, {}):  # about a kind that has no items
        kind = error.field.rpartition(".")[2]
        return DraftFault(f"{KINDS.get(kind, (kind, kind))[1].capitalize()}: {error.message}.")
    name = f"{KINDS.get(kind, (kind,))[0].capitalize()} ‘{titled(rows, kind, key)}’"
    label = LABELS.get(error.field, error.field)
    return DraftFault(f"{name}, {label}: {error.message}.", kind, key)
