"""Which addresses an activity may refer to: the same for forms, files and the published schema."""

from __future__ import annotations

import json
import re

import pytest

from content import text_rules
from roadmap.domain.plan.link_rules import checked_links
from roadmap.exchange.schema import json_schema

pytestmark = pytest.mark.once

GOOD = [
    "https://voorbeeld.be/nota?versie=2#deel",
    "HTTP://Voorbeeld.BE./",
    "https://intranet/pad",
    "https://sharepoint/sites/x",
    "http://srv-01:8080",
    "https://localhost/x",
    "https://éénloket.vlaanderen/é",
    "https://xn--nloket-9uaa.vlaanderen",
    "https://пример.рф/страница",
    "https://🚀.voorbeeld.be",
    "http://10.0.0.7:8443/a",
    "http://[2001:db8::1]:8080/a",
    "https://2027.voorbeeld.be",
    "https://voorbeeld.be/wie@waar:later",
]
WRONG = [
    ("javascript:alert(1)", "Begin met https:// of http://"),
    ("JavaScript://intranet/%0aalert(1)", "Begin met https:// of http://"),
    ("ftp://x.be", "Begin met https:// of http://"),
    ("x.be", "Begin met https:// of http://"),
    ("intranet/pad", "Begin met https:// of http://"),
    ("https:/intranet", "Begin met https:// of http://"),
    ("https://", "noemt geen website"),
    ("https:///pad", "noemt geen website"),
    ("https://:80/pad", "noemt geen website"),
    ("https://?q", "noemt geen website"),
    ("https://a b", "een spatie"),
    ("https://voorbeeld.be/mijn nota", "een spatie"),
    ("https://voorbeeld.be/a\u00a0b", "een spatie"),
    ("https://voor\u3000beeld.be/", "een spatie"),
    ("https://voorbeeld.be/a\nhttps://b.be", "een regeleinde"),
    ("https://voorbeeld.be/\ue000", "Na ‘https://voorbeeld.be/’ staat"),
    ("https://an:geheim@intranet/", "gebruikersnaam of wachtwoord"),
    ("https://an@voorbeeld.be/", "gebruikersnaam of wachtwoord"),
    ("https://voorbeeld.be\\@kwaad.example/", "gebruikersnaam of wachtwoord"),
    ("https://intranet:poort/", "fout poortnummer"),
    ("https://[::1]:/", "fout poortnummer"),
    ("https://voorbeeld.be:123456/", "fout poortnummer"),
    ("https://-intranet/", "niet kan bestaan: ‘-intranet’"),
    ("https://intranet-/", "niet kan bestaan"),
    ("https://in..tranet/", "niet kan bestaan"),
    ("https://.be/", "niet kan bestaan"),
    ("https://in_tranet%2f/", "niet kan bestaan"),
    ("https://voorbeeld.be\\pad", "niet kan bestaan"),
    ("https://256.1.1.1/", "niet kan bestaan"),
    ("https://1.2.3/", "niet kan bestaan"),
    ("https://2130706433/", "niet kan bestaan"),
    ("https://[::1/", "niet kan bestaan"),
    ("https://[1:2]/", "niet kan bestaan"),
    ("https://a\u2100b.be/", "niet kan bestaan"),  # '℀', which a browser reads as 'a/c'
    (f"https://{'a' * 64}/", "niet kan bestaan"),
    (f"https://{'.'.join(['a' * 60] * 5)}/", "niet kan bestaan"),
    (f"https://voorbeeld.be/{'a' * 2048}", "te lang"),
]
CODE_ALONE = {
    "https://[1:2]/",
    "https://a\u2100b.be/",
    "https://voorbeeld.be/\ue000",
    WRONG[-2][0],
    WRONG[-1][0],
}
"""What a pattern cannot say."""


def published() -> dict[str, object]:
    items = json.loads(json_schema())["$defs"]["ActivityContent"]["properties"]["links"]["items"]
    assert isinstance(items, dict)
    return items


@pytest.mark.parametrize("link", GOOD)
def test_link_is_kept(link: str) -> None:
    assert checked_links([link]) == [link]


@pytest.mark.parametrize(("link", "says"), WRONG)
def test_link_is_refused_for_what_is_wrong(link: str, says: str) -> None:
    with pytest.raises(text_rules.InvalidText, match=re.escape(says)):
        checked_links(["https://voorbeeld.be", link])


def test_links_are_trimmed_and_bounded() -> None:
    assert checked_links([" https://voorbeeld.be ", "", "  "]) == ["https://voorbeeld.be"]
    with pytest.raises(text_rules.InvalidText, match=r"4\.000"):
        checked_links([f"https://voorbeeld.be/{'a' * 1000}"] * 4)


def test_published_schema_holds_the_same_rule() -> None:
    pattern, most = published()["pattern"], published()["maxLength"]

    assert all(re.search(str(pattern), link) for link in GOOD)
    assert not [w for w, _ in WRONG if w not in CODE_ALONE and re.search(str(pattern), w)]
    assert most == 2048
