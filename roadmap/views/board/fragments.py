"""The board in fragments: each is rendered once, and sent to scripts that do not have it yet.

A fragment is an element with an id and a tag, a hash of its HTML, so that every worker gives the
same. A script sends the tags that it has and receives the other fragments.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from roadmap.domain.overview.grid import Grid, GridItem, build_grid
from roadmap.domain.overview.overview import Overview, PhaseHead

TAG = 6
"""Characters of a tag: of 343 fragments, none in 10 ** 8 has by chance that of another content."""
SLOT = "\0"
"""Placeholder in rendered HTML for a cell, or for what depends on a card's position in it."""
CARD = re.compile(
    r'<li [^>]*id="(rij-\d+)"[^>]* data-order="(\d+)" data-tag="(.{6})">.*?</li>\s*', re.DOTALL
)
MOST_CARDS, MOST_GRIDS = 4096, 128
"""Sizes of a process's caches: cards of 2 KB each, grids of 15 KB each without their cards."""


@dataclass(frozen=True, slots=True)
class Fragment:
    tag: str
    html: SafeString

    def lacking(self, held: Collection[str]) -> str:
        """The HTML for a script that has these tags: an empty placeholder for each card it has."""
        if self.tag in held:
            return ""

        def needed(card: re.Match[str]) -> str:
            row, order, tag = card.groups()
            place = f'<li id="{row}" data-order="{order}" data-held="{tag}"></li>'
            return place if tag in held else card[0]

        return CARD.sub(needed, self.html)


@dataclass(frozen=True, slots=True)
class Board:
    """The parts of the board that everybody with the same role sees.

    The tabs, and the texts between the fragments of the body, are its frame.
    """

    head: Fragment
    tabs: SafeString
    state: Fragment
    filter: Fragment
    body: tuple[SafeString | Fragment, ...]

    @property
    def frame(self) -> str:
        """The tag of the frame."""
        return tag_of(self.tabs, *(part for part in self.body if isinstance(part, str)))

    @property
    def body_html(self) -> SafeString:
        return SafeString(
            "".join(part.html if isinstance(part, Fragment) else part for part in self.body)
        )

    def lacking(self, held: Collection[str]) -> SafeString | None:
        """The fragments without these tags; None if the frame's tag is not among them."""
        if self.frame not in held:
            return None
        found = (self.head, self.state, self.filter, *self.body)
        return SafeString("".join(one.lacking(held) for one in found if isinstance(one, Fragment)))


def tag_of(*texts: str) -> str:
    return urlsafe_b64encode(sha256(SLOT.join(texts).encode()).digest()).decode()[:TAG]


def tags_in(header: str) -> frozenset[str]:
    """The tags in a script's header, which concatenates them."""
    return frozenset(header[at : at + TAG] for at in range(0, len(header), TAG))


def fragment(name: str, html: str, element: str = "div") -> Fragment:
    """An element with this id around the HTML of a template."""
    tag = tag_of(name, html)
    around = '<{0} id="{1}" data-tag="{2}">{3}</{0}>'
    return Fragment(tag, format_html(around, element, name, tag, SafeString(html)))


def grid_parts(
    overview: Overview, plan_id: UUID, may_edit: bool
) -> Iterator[SafeString | Fragment]:
    """The grid: its cells as fragments, and the HTML between them."""
    empty = build_grid(overview.catalogue, ())
    first, *texts = _around_cells(empty, overview.heads, plan_id, may_edit)
    yield first
    places = ((row.track.slug, cell) for row in overview.shown.rows for cell in row.cells)
    for (track, cell), text in zip(places, texts, strict=True):
        cards = "".join(
            _card(item, str(item.owner), plan_id, may_edit).replace(SLOT, str(item.order))
            for item in cell.items
        )
        yield fragment(f"cel-{track}-{cell.phase.number}", cards, "ul")
        yield text


@lru_cache(MOST_GRIDS)
def _around_cells(
    empty: Grid, heads: tuple[PhaseHead, ...], plan_id: UUID, may_edit: bool
) -> tuple[SafeString, ...]:
    context = {"grid": empty, "heads": heads, "plan_id": plan_id, "may_edit": may_edit}
    drawn = render_to_string("roadmap/board/_grid_region.html", {**context, "slot": SLOT})
    return tuple(map(SafeString, drawn.split(SLOT)))


@lru_cache(MOST_CARDS)
def _card(item: GridItem, owner: str, plan_id: UUID, may_edit: bool) -> str:
    """Cached by what it shows; its position in the cell is filled in later.

    `owner`: the name as text, so that a renamed account gives a new card.
    """
    return _drawn_card(replace(item, order=0, owner=owner), plan_id, may_edit)


@lru_cache(MOST_CARDS)
def _drawn_card(item: GridItem, plan_id: UUID, may_edit: bool) -> str:
    context = {"item": item, "plan_id": plan_id, "may_edit": may_edit, "slot": SLOT}
    html = render_to_string("roadmap/board/_card.html", context)
    return html.replace(SLOT, f'data-order="{SLOT}" data-tag="{tag_of(html)}"')
