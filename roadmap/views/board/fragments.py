"""The board in fragments: each is drawn once for what it shows, and sent to a script that lacks it.

A fragment is an element with an id and a tag, which follows from its HTML alone: the same in every
worker. A script names the tags of the board that it has, and receives the other fragments.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from roadmap.domain.overview.grid import Grid, GridItem, build_grid
from roadmap.domain.overview.overview import Overview, PhaseHead

TAG = 6
"""Characters of a tag: of 343 fragments with the same id and another content, none in 10 ** 8."""
SLOT = "\0"
"""Stands in a template's output where a fragment goes, or the place of a card."""
MOST_CARDS = 4096
"""Cards that a process keeps, of 2 KB each."""
MOST_GRIDS = 128
"""Grids without their cards, of 15 KB each."""


@dataclass(frozen=True, slots=True)
class Fragment:
    tag: str
    html: SafeString

    def lacking(self, held: Collection[str]) -> SafeString:
        """What somebody needs who holds the fragments with these tags; '' for nothing."""
        return SafeString() if self.tag in held else self.html


@dataclass(frozen=True, slots=True)
class ActivityCard:
    """An activity in the grid; `start` and `end` surround what depends on its place in the cell."""

    row: int
    tag: str
    start: str
    end: str

    def at(self, order: int) -> str:
        return f'{self.start}data-order="{order}" data-tag="{self.tag}"{self.end}'

    def held_at(self, order: int) -> str:
        """The place of a card that the page has."""
        return f'<li id="rij-{self.row}" data-order="{order}" data-held="{self.tag}"></li>'


@dataclass(frozen=True, slots=True)
class CellCards:
    """The cards of one track and phase, each with its order."""

    name: str
    tag: str
    cards: tuple[tuple[int, ActivityCard], ...]

    @property
    def html(self) -> SafeString:
        return self._list(card.at(order) for order, card in self.cards)

    def lacking(self, held: Collection[str]) -> SafeString:
        """As of a `Fragment`, with nothing but the place of the cards that are held."""
        if self.tag in held:
            return SafeString()
        return self._list(
            card.held_at(order) if card.tag in held else card.at(order)
            for order, card in self.cards
        )

    def _list(self, cards: Iterator[str]) -> SafeString:
        inside = SafeString("".join(cards))
        return format_html('<ul id="cel-{}" data-tag="{}">{}</ul>', self.name, self.tag, inside)


@dataclass(frozen=True, slots=True)
class Board:
    """What all with the same role see, in the order of the page.

    Between head, tabs, state, filter and body stands what is one visitor's own. `tabs`, and the
    texts between the fragments of the body, stay while the plan's form does.
    """

    head: Fragment
    tabs: SafeString
    state: Fragment
    filter: Fragment
    body: tuple[SafeString | Fragment | CellCards, ...]

    @property
    def frame(self) -> str:
        """The tag of all that is no fragment."""
        texts = (part for part in self.body if isinstance(part, SafeString))
        return tag_of("".join((self.tabs, *texts)))

    @property
    def body_html(self) -> SafeString:
        parts = (part if isinstance(part, SafeString) else part.html for part in self.body)
        return SafeString("".join(parts))

    def lacking(self, held: Collection[str]) -> SafeString | None:
        """The fragments that are not among those with these tags; None where the frame is not."""
        if self.frame not in held:
            return None
        inside = (part for part in self.body if not isinstance(part, SafeString))
        found = chain((self.head, self.state, self.filter), inside)
        return SafeString("".join(part.lacking(held) for part in found))


def tag_of(html: str) -> str:
    return urlsafe_b64encode(sha256(html.encode()).digest()).decode()[:TAG]


def tags_in(header: str) -> frozenset[str]:
    """Those that a script sends, one behind the other."""
    return frozenset(header[at : at + TAG] for at in range(0, len(header), TAG))


def fragment(name: str, html: str) -> Fragment:
    """An element with this id around the HTML of a template."""
    tag, inside = tag_of(f"{name}\n{html}"), SafeString(html)
    return Fragment(tag, format_html('<div id="{}" data-tag="{}">{}</div>', name, tag, inside))


def grid_parts(
    overview: Overview, plan_id: UUID, may_edit: bool
) -> Iterator[SafeString | CellCards]:
    """The grid that is shown, its cells between the texts around them."""
    empty = build_grid(overview.catalogue, ())
    first, *texts = _around_cells(empty, overview.heads, plan_id, may_edit)
    yield first
    places = ((row, cell) for row in overview.shown.rows for cell in row.cells)
    for (row, cell), text in zip(places, texts, strict=True):
        cards = tuple((item.order, card(_as_shown(item), plan_id, may_edit)) for item in cell.items)
        name = f"{row.track.slug}-{cell.phase.number}"
        seed = (f"{order} {card.tag}" for order, card in cards)
        yield CellCards(name, tag_of("\n".join((name, *seed))), cards)
        yield text


def _as_shown(item: GridItem) -> GridItem:
    """Without its place in the cell; and with its owner's name as a text, which, unlike a member's,
    differs from the name that the same account had before.
    """
    return replace(item, order=0, owner=str(item.owner))


@lru_cache(MOST_GRIDS)
def _around_cells(
    empty: Grid, heads: tuple[PhaseHead, ...], plan_id: UUID, may_edit: bool
) -> tuple[SafeString, ...]:
    context = {"grid": empty, "heads": heads, "plan_id": plan_id, "may_edit": may_edit}
    drawn = render_to_string("roadmap/board/_grid_region.html", {**context, "slot": SLOT})
    return tuple(map(SafeString, drawn.split(SLOT)))


@lru_cache(MOST_CARDS)
def card(item: GridItem, plan_id: UUID, may_edit: bool) -> ActivityCard:
    """Drawn once for all that it shows, the day's words on its last day among them."""
    context = {"item": item, "plan_id": plan_id, "may_edit": may_edit, "slot": SLOT}
    html = render_to_string("roadmap/board/_card.html", context)
    start, end = html.split(SLOT, 1)
    return ActivityCard(item.row, tag_of(html), start, end)
