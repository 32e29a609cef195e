"""The passages to search: each activity and each headed piece of the reading matter. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt

from content.catalogue import Activity, Catalogue, Chapter, Section

_markdown = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class Passage:
    """One thing to find: an activity, or a place in the reading matter.

    `kind`: what it is, in Dutch. `place`: what it is part of, searched as well. `chapter` and
    `anchor`: its address, empty for an activity. `blocks`: its text, a paragraph or list item each.
    """

    kind: str
    title: str
    place: str
    blocks: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    chapter: str = ""
    anchor: str = ""
    activity: Activity | None = None


def passages(catalogue: Catalogue) -> Iterator[Passage]:
    """Activities first, then the reading matter, in the order of the source."""
    for activity in catalogue.activities:
        yield Passage(
            kind="Activiteit",
            title=activity.title,
            place=activity.track.full_name,
            blocks=tuple(_guidance(activity)),
            keywords=activity.keywords,
            activity=activity,
        )
    for chapter in catalogue.chapters:
        yield Passage(
            kind="Hoofdstuk",
            title=chapter.title,
            place="",
            blocks=blocks(chapter.intro),
            chapter=chapter.slug,
        )
        for section in chapter.sections:
            yield Passage(
                kind="Deel",
                title=section.title,
                place=chapter.title,
                blocks=(*blocks(section.body), *_lines(catalogue, section.shows)),
                keywords=section.keywords,
                chapter=chapter.slug,
                anchor=section.slug,
            )
            yield from _shown(catalogue, chapter, section)


def blocks(markdown: str) -> tuple[str, ...]:
    """The plain text of each paragraph, heading and list item."""
    return tuple(
        " ".join(
            "".join(
                " " if child.type.endswith("break") else child.content
                for child in token.children or ()
            ).split()
        )
        for token in _markdown.parse(markdown)
        if token.type == "inline"
    )


def _guidance(activity: Activity) -> Iterator[str]:
    guidance = activity.guidance
    for text in (guidance.why, guidance.who, guidance.examples):
        yield from blocks(text)
    yield from (*guidance.steps, *guidance.results)
    yield from (resource.title for resource in guidance.resources)


def _lines(catalogue: Catalogue, shows: str) -> Iterator[str]:
    """The lines below a section's text that have no heading."""
    match shows:
        case "vragenlijst":
            for question in catalogue.questions:
                yield question.text
                yield from (option.text for option in question.options)
        case "rollen":
            yield from (role.name for role in catalogue.roles)
        case "inzet":
            yield from (effort.name for effort in catalogue.case_efforts)


def _shown(catalogue: Catalogue, chapter: Chapter, section: Section) -> Iterator[Passage]:
    """The items with headings below a section, each with its own address."""

    def passage(
        kind: str, slug: str, title: str, *texts: str, keywords: tuple[str, ...] = ()
    ) -> Passage:
        return Passage(
            kind=kind,
            title=title,
            place=section.title,
            blocks=tuple(block for text in texts for block in blocks(text)),
            keywords=keywords,
            chapter=chapter.slug,
            anchor=slug,
        )

    match section.shows:
        case "pijlers":
            for pillar in catalogue.pillars:
                yield passage("Pijler", f"pijler-{pillar.slug}", pillar.name, pillar.description)
        case "profielen":
            for one in catalogue.profiles:
                yield passage("Profiel", f"profiel-{one.slug}", one.name, one.description)
        case "fasen":
            for phase in catalogue.phases:
                name = f"{phase.number}. {phase.name}"
                yield passage("Fase", f"fase-{phase.slug}", name, phase.description)
        case "succesfactoren":
            for factor in catalogue.success_factors:
                name = f"{factor.number}. {factor.title}"
                yield passage(
                    "Succesfactor", factor.slug, name, factor.body, keywords=factor.keywords
                )
        case "praktijkfasen":
            for case in catalogue.case_phases:
                name = f"{case.number}. {case.title}"
                slug = f"praktijkfase-{case.number}"
                yield passage("Praktijkvoorbeeld", slug, name, case.activities, case.lessons)
