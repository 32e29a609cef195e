"""`<edition:number>` in an address: '2026-05', '2026-05.2'."""

from __future__ import annotations

from django.urls import register_converter


class NumberConverter:
    regex = r"[0-9]{4}-[0-9]{2}(?:\.[0-9]{1,2})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberConverter, "edition")
