from __future__ import annotations

from typing import Any

from roadmap.domain.changes.stored_texts import referred_acts, with_references, with_texts

OLD, NEW = "oud " * 50, "nieuw " * 50


def edit(key: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    return {"kind": "activity", "key": key, "before": before, "after": after}


FIRST = [edit("7", {"note": OLD, "owner": ""}, {"note": NEW, "owner": "An"})]
BACK = [edit("7", {"note": NEW, "owner": "An"}, {"note": OLD, "owner": ""})]


def test_text_of_the_same_thing_in_an_earlier_act_is_referred_to() -> None:
    short = with_references(BACK, [(4, FIRST)])

    assert short[0]["before"] == {"note": {"text_of": (4, "after")}, "owner": "An"}
    assert referred_acts(short) == {4}
    assert with_texts(short, {4: FIRST}) == BACK


def test_text_of_another_thing_is_stored() -> None:
    other = [{**BACK[0], "key": "8"}]

    assert with_references(other, [(4, FIRST)]) == other
    assert with_texts(other, {}) == other


def test_act_that_refers_itself_holds_no_text() -> None:
    short = with_references(BACK, [(4, FIRST)])

    again = with_references(FIRST, [(5, short), (4, FIRST)])

    assert referred_acts(again) == {4}


def test_short_text_and_links_of_a_removed_activity() -> None:
    links = [f"https://voorbeeld.be/{number}" for number in range(9)]
    removed = [edit("7", {"note": "kort", "links": links}, None)]
    added = [edit("7", None, {"note": "kort", "links": links})]

    short = with_references(added, [(9, removed), (2, removed)])

    assert short[0]["after"] == {"note": "kort", "links": {"text_of": (9, "before")}}
    assert with_texts(short, {9: removed}) == added


def test_text_of_an_act_that_was_emptied_meanwhile_is_empty() -> None:
    short = with_references(BACK, [(4, FIRST)])

    assert with_texts(short, {4: []})[0]["before"] == {"note": "", "owner": "An"}
    assert with_texts(short, {})[0]["before"] == {"note": "", "owner": "An"}
