"""`{{ track.name|breakable }}`: a long word that may break between syllables, as Dutch does."""

import re
from functools import lru_cache

from django import template
from pyphen import Pyphen

LONG_WORD = re.compile(r"[^\W\d_]{10,}")
SYLLABLES = Pyphen(lang="nl_NL", left=4, right=4)

register = template.Library()


@register.filter
@lru_cache(maxsize=1024)
def breakable(text: str) -> str:
    """The same text with soft hyphens in its words of ten letters and more.

    Not every browser knows Dutch syllables for `hyphens: auto`; all know soft hyphens. For headings
    and names in narrow places: who copies such a text copies the soft hyphens too.
    """
    return LONG_WORD.sub(lambda word: SYLLABLES.inserted(word[0], "\u00ad"), text)
