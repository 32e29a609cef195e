"""Shows the fields of a form as labels and texts."""

from __future__ import annotations

import re

from django.http import QueryDict

from roadmap.domain.plan.fields import (
    STATUSES,
    ActivityValues,
    MilestoneValues,
    PlanValues,
    fields_of,
)
from roadmap.models import Membership

LABELS = {
    **{
        name: item.label
        for values in (MilestoneValues, PlanValues, ActivityValues)
        for name, item in fields_of(values).items()
    },
    "order": "",
    "start": "Vertrekt van",
    "links": "Links naar documenten",
    "roles": "Rollen die meewerken",
    "activity": "Activiteit uit het playbook",
    "activiteit": "Gekozen activiteiten",
    "pijler": "Gekozen pijlers",
    "erbij": "Komt erbij",
    "weg": "Gaat eruit",
    "done": "Dit zit goed",
    "name": "Naam",
    "email": "E-mailadres",
    "role": "Rol",
    "expires_on": "Werkt tot en met",
    "notes": "Notities",
    "which": "In de agenda",
    "shift": "Verschuif met",
    "unit": "Dagen of weken",
    "leeg": "Maak leeg",
    "vanaf": "Eerste activiteit",
    "kolom": "Eerste kolom",
    "cellen": "Cellen uit een rekenblad",
    "asked": "Aan hoeveel mensen",
    "closes_on": "Laatste dag om te antwoorden",
    "way": "Hoe collega’s bij de vragen komen",
    "readers": "Wie de uitkomst ziet",
    "reason": "Reden",
    "after": "En daarna",
}
NUMBERED = (
    (re.compile(r"fase-(\d{1,3})-begin"), "Eerste dag van fase {}"),
    (re.compile(r"fase-(\d{1,3})-eind"), "Laatste dag van fase {}"),
    (re.compile(r"vraag-(\d{1,3})"), "Vraag {}"),
    (re.compile(r"stap-(\d{1,3})"), "Stap {}"),
    (re.compile(r"stap-(\d{1,3})-klaar"), "Stap {} is klaar"),
    (re.compile(r"activity-\d+"), "Eigen titel van een activiteit"),
    (re.compile(r"pijler-([a-z-]{1,60})"), "Profiel voor {}"),
)
"""Patterns of repeated fields; the label contains their number or slug."""
SLUGS = {"start", "track", "roles", "activity", "activiteit", "pijler", "erbij", "weg"}
"""Fields whose values are slugs."""
WORDS = {
    "status": STATUSES,
    "role": {role.value: str(role.label) for role in Membership.Role},
    "notes": {"met": "Met de notities", "zonder": "Zonder notities"},
    "which": {"mijn": "Alleen mijn activiteiten", "alles": "Alles"},
    "done": {"on": "Ja"},
    "way": {"codes": "Met codes", "link": "Met één open link"},
    "after": {"mag": "Mag opnieuw openbaar", "niet": "Mag niet opnieuw openbaar"},
    "readers": {"iedereen": "Iedereen met het adres", "trekker": "Alleen ik"},
}


def typed_lines(sent: QueryDict) -> list[tuple[str, str]]:
    """Label and text of each field that was filled in, in the order of the form."""
    lines = []
    for name, values in sent.lists():
        text = "\n".join(_in_words(name, value) for value in values if value.strip())
        if text and (label := _label(name)):
            lines.append((label, text))
    return lines


def _label(name: str) -> str:
    """The label of a field; '' for one that nobody fills in."""
    for pattern, label in NUMBERED:
        if found := pattern.fullmatch(name):
            return label.format(*(part.replace("-", " ") for part in found.groups()))
    return LABELS.get(name, "")


def _in_words(name: str, value: str) -> str:
    if name in SLUGS or name.startswith("pijler-"):
        return value.replace("-", " ").capitalize()
    if name.endswith("-klaar"):
        return "Ja"
    return WORDS.get(name, {}).get(value, value)
