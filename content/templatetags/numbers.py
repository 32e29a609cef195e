"""`{{ 5|in_words }}`: a small number as a Dutch word."""

from django import template

WORDS = [
    "nul",
    "een",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
]

register = template.Library()


@register.filter
def in_words(number: int) -> str:
    """'vijf' for 5; digits for what is above twelve."""
    return WORDS[number] if 0 <= number < len(WORDS) else str(number)
