from __future__ import annotations

import re
from collections import Counter

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from content.catalogue import Catalogue
from content.prose import forbidden_link, render
from content.published import search_index
from content.templatetags.breakable import breakable

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_home_leads_all_three_kinds_of_people(client: Client) -> None:
    page = client.get("/").content.decode()

    for address in ("/zelfevaluatie/", "/plannen/nieuw/", "/stappenplannen/"):
        assert f'href="{address}"' in page


def test_home_shows_every_activity_once_in_its_cell(client: Client, catalogue: Catalogue) -> None:
    page = client.get("/").content.decode()

    of_cells, legend = page.split("<figcaption>")[0], [p.level for p in catalogue.profiles]
    shown = Counter(map(int, re.findall(r'<i data-level="(\d)">', of_cells)))
    assert [shown[level] for level in legend] == [16, 27, 10]  # one of 16 is not among the 42
    architecture = of_cells.split("AI-archi")[-1]
    assert [int(n) for n in re.findall(r'only-spoken">(\d)<', architecture)] == [2, 2, 2, 5, 2]


def test_long_words_break_between_syllables() -> None:
    assert (
        breakable("5. Verandermanagement & AI")
        == "5. Veran\u00adder\u00adma\u00adna\u00adge\u00adment & AI"
    )
    assert breakable("AI use cases") == "AI use cases"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 53),
        ("?profiel=verkenner", 16),
        ("?profiel=piloot", 42),
        ("?pijler=innovatie", 9),
        ("?pijler=innovatie&fase=evalueren-opschalen", 3),
        ("?pijler=innovatie&fase=evalueren-opschalen&profiel=verkenner", 0),
        ("?q=creeer", 1),
        ("?q=CREËER", 1),
        ("?q=use+cases", 5),
        ("?q=zzz", 0),
        ("?q=%25", 0),
        ("?q=+++", 53),
    ],
)
def test_activity_list_filters_combine(client: Client, query: str, count: int) -> None:
    response = client.get(f"/activiteiten/{query}")

    assert response.status_code == 200
    page = " ".join(response.content.decode().split())
    assert f"<strong>{count}</strong> van 53 activiteiten" in page
    assert ("Geen activiteiten gevonden" in page or "Niets gevonden" in page) == (count == 0)


def test_activity_list_unknown_filter_is_422_in_dutch(client: Client) -> None:
    response = client.get("/activiteiten/?pijler=bestaat-niet&q=data")

    assert response.status_code == 422
    assert "Dit bestaat niet. Kies iets uit de lijst." in response.content.decode()
    assert 'value="data"' in response.content.decode()


def search_page(client: Client, **query: str) -> str:
    return " ".join(client.get("/activiteiten/", query).content.decode().split())


def test_search_shows_activities_and_reading_in_context(client: Client) -> None:
    page = search_page(client, q="trainen")

    assert "<strong>1</strong> van 53 activiteiten en <strong>5</strong> plaatsen" in page
    assert "gevonden op ons trefwoord training, trainen" in page
    assert 'href="/playbook/introductie/#pijler-mens-organisatie"' in page
    assert "<mark>training</mark> en opleiding." in page


def test_search_with_filters_is_for_activities_alone(client: Client) -> None:
    page = search_page(client, q="opleiding", pijler="innovatie")

    assert "In de tekst van het playbook" not in page
    assert 'href="/activiteiten/?q=opleiding">zoek ‘opleiding’ overal' in page


def test_search_of_an_error_offers_what_was_meant(client: Client) -> None:
    page = search_page(client, q="opleidng")

    assert 'Bedoelde u <a href="/activiteiten/?q=opleiding">opleiding</a>?' in page


def test_search_of_words_that_never_meet_offers_each(client: Client) -> None:
    page = search_page(client, q="opleiding roadmap")

    assert '<a href="/activiteiten/?q=roadmap">roadmap</a>.' in page


def test_search_of_what_the_source_does_not_know_offers_the_pillars(client: Client) -> None:
    page = search_page(client, q="zwembad")

    assert "Het playbook spreekt hier niet over." in page
    assert page.count('<a href="/activiteiten/?pijler=') == 5


def chapters(client: Client, catalogue: Catalogue) -> dict[str, str]:
    """The pages of the reading matter by slug."""
    slugs = [chapter.slug for chapter in catalogue.chapters]
    return {slug: client.get(f"/playbook/{slug}/").content.decode() for slug in slugs}


def test_reading_has_no_dead_ends(client: Client, catalogue: Catalogue) -> None:
    pages = chapters(client, catalogue)
    whole = " ".join("".join(pages.values()).split())

    addresses = set(re.findall(r'<p>[^<]*<a href="(/[^"]*)"', whole))
    assert {a: client.get(a).status_code for a in addresses} == dict.fromkeys(addresses, 200)
    assert '<a href="/stappenplannen/">onderstaande figuren</a>' in whole
    assert "In Het AI Playbook <span" in whole
    assert whole.count("(niet op deze site; de bron geeft geen adres)") == 4
    assert 'href="elders:' not in whole


def test_every_place_in_the_reading_is_there(client: Client, catalogue: Catalogue) -> None:
    pages = chapters(client, catalogue)
    places = [p for p in search_index(catalogue).passages if not p.activity and p.anchor]

    assert len(places) > 30
    assert not [p for p in places if f'id="{p.anchor}"' not in pages[p.chapter]]


def test_activity_list_shows_search_as_text(client: Client) -> None:
    page = client.get("/activiteiten/", {"q": '"><script>x</script>'}).content.decode()

    assert "<script>x" not in page


def test_activity_detail_every_one_has_its_place(client: Client, catalogue: Catalogue) -> None:
    for activity in catalogue.activities:
        page = client.get(f"/activiteiten/{activity.slug}/").content.decode()
        assert f"<h1>{escape(activity.title)}</h1>" in page
        assert 'aria-current="step"' in page
        for profile in catalogue.profiles:
            stands = f'href="/stappenplannen/{profile.slug}/"' in page
            assert stands == (profile.slug in activity.profiles)


def test_activity_detail_roles_and_neighbours(client: Client) -> None:
    page = client.get("/activiteiten/prioriteer-plan-ai-use-cases/").content.decode()

    assert "5 dagen/week" in page
    assert 'href="/activiteiten/identificeer-ai-use-cases/"' in page
    assert 'href="/activiteiten/ontwikkel-de-ai-use-cases/"' in page


def test_activity_detail_pillar_without_roles_says_so(client: Client) -> None:
    page = client.get("/activiteiten/bewaak-de-data/").content.decode()

    assert "geeft deze uitgave van het playbook nog geen rollen" in page
    assert "Verwachte tijd" not in page


def test_activity_detail_unknown_is_404(client: Client) -> None:
    assert client.get("/activiteiten/bestaat-niet/").status_code == 404


def test_playbook_chapters_show_all_reading_matter(client: Client, catalogue: Catalogue) -> None:
    pages = ""
    for chapter in catalogue.chapters:
        response = client.get(f"/playbook/{chapter.slug}/")
        assert response.status_code == 200
        pages += response.content.decode()

    for texts in (catalogue.pillars, catalogue.phases, catalogue.profiles):
        for item in texts:
            assert render(item.description) in pages
    for factor in catalogue.success_factors:
        assert render(factor.body) in pages
    for phase in catalogue.case_phases:
        assert render(phase.activities) in pages
        assert render(phase.lessons) in pages
    assert '<td class="number">325</td>' in pages
    assert client.get("/playbook/bestaat-niet/").status_code == 404


def test_pages_are_kept_per_version_and_answer_304(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get("/stappenplannen/expert/")

    with django_assert_num_queries(1):
        second = client.get("/stappenplannen/expert/")
    assert second.content == first.content
    with django_assert_num_queries(1):
        unchanged = client.get("/stappenplannen/expert/", headers={"If-None-Match": first["ETag"]})
    assert unchanged.status_code == 304
    assert "Set-Cookie" not in first.headers


def test_pages_compressed_are_the_same(client: Client) -> None:
    import gzip

    plain = client.get("/stappenplannen/expert/")
    packed = client.get("/stappenplannen/expert/", headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(packed.content) == plain.content
    assert packed["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("address", ["/", "/activiteiten/", "/playbook/", "/stappenplannen/"])
def test_pages_refuse_post(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**vet**", "<p><strong>vet</strong></p>\n"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"),
        ("[a](https://a.be)", '<p><a href="https://a.be">a</a></p>\n'),
        ("[a](javascript:x)", "<p><a>a</a></p>\n"),
        ("<javascript:alert(1)>", "<p><a>javascript:alert(1)</a></p>\n"),
    ],
)
def test_render_obeys_only_markdown(text: str, html: str) -> None:
    assert render(text) == html


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("geen link", None),
        ("[a](mailto:a@b.be) [b](http://b.be)", None),
        ("[a](JavaScript:x)", "JavaScript:x"),
        ("[a](data:text/html,x)", "data:text/html,x"),
        ("[a](/intern)", "/intern"),
        ("[a](//ergens.be)", "//ergens.be"),
        ("[a](/\\\\ergens.be)", "/%5Cergens.be"),
        ("[a](/stappenplannen/#fase) [b](/plannen/nieuw/?start=leeg) [c](elders:)", None),
    ],
)
def test_forbidden_link(text: str, link: str | None) -> None:
    assert forbidden_link(text) == link
