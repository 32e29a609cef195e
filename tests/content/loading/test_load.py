"""Cases 39 to 41: loading is all or nothing, strict, and says where the fault is."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from content import models as m
from content.catalogue import Catalogue, Guidance, Resource
from content.errors import NoCatalogue
from content.loading.load import check_playbook, load_playbook
from content.loading.rules import catalogue_models
from content.loading.yaml_files import FixtureError
from content.model_fields import MAX_ITEMS, MAX_LINE
from content.published import published_catalogue, read_catalogue
from roadmap.actions.plans import create
from roadmap.domain.plan.limits import MAX_STEP, MAX_STEPS
from roadmap.domain.plan.starting_profiles import start_everywhere
from roadmap.history.transaction import Author
from tests.conftest import FIXTURES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the fixtures to spoil: the edition after the published one."""
    return next_edition(tmp_path, 2)


def next_edition(tmp_path: Path, count: int) -> Path:
    folder = Path(shutil.copytree(FIXTURES, tmp_path / str(count)))
    edit(folder, "playbookversion", '"2026-05"', f'"2026-05.{count}"')
    return folder


VERSION = "+ playbookversion 2026-05.2"


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = next(folder.glob(f"*_{name}.yaml"))
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def rows() -> int:
    return sum(model.objects.count() for model in (m.Activity, m.Section, m.Role, m.Option))


@pytest.mark.django_db
def test_load_twice_changes_nothing(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(25):  # a few a kind, however many rows there are
        assert load_playbook(FIXTURES) == []


@pytest.mark.django_db
def test_load_says_what_changed(folder: Path) -> None:
    edit(folder, "activity", "title: Creëer bewustzijn", "title: Maak bewust")

    assert load_playbook(folder) == [VERSION, "~ activity creeer-bewustzijn: title"]
    assert published_catalogue().activity_by_slug["creeer-bewustzijn"].title == "Maak bewust"


@pytest.mark.django_db
def test_load_swaps_places(folder: Path) -> None:
    edit(folder, "track", "order: 5\n", "order: 99\n")
    edit(folder, "track", "order: 6\n", "order: 5\n")
    edit(folder, "track", "order: 99\n", "order: 6\n")

    load_playbook(folder)

    slugs = [track.slug for track in published_catalogue().tracks]
    assert slugs[4:6] == ["organisatiemodel", "verandermanagement"]


RENEWED = {
    # A new version gives a place to another thing: old and new may not meet there.
    "role": (("role", "slug: management-team", "slug: directie"),),
    "chapter": (
        ("chapter", "slug: volgende-stappen", "slug: verder-gaan"),
        ("section", "chapter: [volgende-stappen]", "chapter: [verder-gaan]"),
    ),
    "activity": (("activity", "slug: creeer-bewustzijn", "slug: maak-bewust"),),
    "option profiles": (
        ("option", "profile: [verkenner]", "profile: [eerst]"),
        ("option", "profile: [piloot]", "profile: [verkenner]"),
        ("option", "profile: [eerst]", "profile: [piloot]"),
    ),
    "section order": (
        ("section", "order: 1\n", "order: 99\n"),
        ("section", "order: 2\n", "order: 1\n"),
        ("section", "order: 99\n", "order: 2\n"),
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", RENEWED)
def test_load_gives_a_place_to_another(folder: Path, tmp_path: Path, kind: str) -> None:
    for name, old, new in RENEWED[kind]:
        edit(folder, name, old, new)

    changes = load_playbook(folder)

    assert 2 <= len(changes) <= 4
    assert load_playbook(folder) == []
    assert len(published_catalogue().activities) == 53
    assert len(load_playbook(next_edition(tmp_path, 3))) > 1
    fresh = read_catalogue()
    assert fresh.questions[0].options[0].profile == "verkenner"
    assert [(o.letter, o.profile) for o in fresh.questions[0].options] == [
        ("A", "verkenner"),
        ("B", "piloot"),
        ("C", "expert"),
    ]
    assert fresh.chapters[-1].slug == "volgende-stappen"


@pytest.mark.django_db
def test_load_retires_a_dropped_activity_and_plans_keep_it(folder: Path, tmp_path: Path) -> None:
    catalogue = published_catalogue()
    plan = create(
        catalogue=catalogue,
        author=Author("b"),
        title="Plan",
        organisation="",
        start=start_everywhere(catalogue, "piloot"),
    )
    path = next(folder.glob("*_activity.yaml"))
    items = path.read_text().split("- model:")
    path.write_text("- model:".join(item for item in items if "positionering" not in item))

    assert load_playbook(folder) == ["- activity positionering", VERSION]

    assert "positionering" not in published_catalogue().activity_by_slug
    assert plan.activities.count() == 42
    assert load_playbook(next_edition(tmp_path, 3))[1:] == ["~ activity positionering: retired"]


@pytest.mark.django_db
def test_load_refuses_removal_of_what_plans_use(folder: Path) -> None:
    catalogue = published_catalogue()
    create(
        catalogue=catalogue,
        author=Author("b"),
        title="Plan",
        organisation="",
        start=start_everywhere(catalogue, "expert"),
    )
    for name in ("track", "activity"):
        path = next(folder.glob(f"*_{name}.yaml"))
        items = path.read_text().split("- model:")
        path.write_text(
            "- model:".join(
                i
                for i in items
                if "slug: organisatiemodel" not in i and "[organisatiemodel]" not in i
            )
        )

    with pytest.raises(FixtureError, match="spoor ‘Organisatiemodel’ ontbreekt, maar plannen"):
        load_playbook(folder)
    assert m.Track.objects.count() == 7
    assert m.Activity.objects.filter(retired=True).count() == 0


@pytest.mark.django_db
def test_load_makes_good_what_the_database_has_otherwise() -> None:
    m.Activity.objects.filter(slug="bewaak-de-data").update(title="Iets anders")
    m.Activity.objects.filter(slug="processen").delete()

    assert load_playbook(FIXTURES) == ["+ activity processen", "~ activity bewaak-de-data: title"]
    assert load_playbook(FIXTURES) == []


def test_file_that_would_be_passed_over_is_a_fault(folder: Path) -> None:
    (folder / "15_meer.yml").write_text("- model")

    with pytest.raises(FixtureError, match=r"15_meer\.yml: de naam moet op \.yaml eindigen"):
        check_playbook(folder)


def test_open_quote_is_told_by_the_item_in_which_it_stands(folder: Path) -> None:
    edit(folder, "pillar", "name: Innovatie", 'name: "Innovatie')
    edit(folder, "pillar", "name: Mens & organisatie", 'name: "Mens & organisatie"')
    text = next(folder.glob("*_pillar.yaml")).read_text()
    item = text[: text.index('"Innovatie')].rindex("fields:")

    with pytest.raises(FixtureError, match=f"Zoek vanaf regel {text[:item].count(chr(10)) + 2}"):
        check_playbook(folder)


def test_load_without_an_answer_of_the_database_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def silent(folder: Path, number: str) -> None:
        raise OperationalError("no such table: content_playbookversion\nLINE 1")

    monkeypatch.setattr("content.management.commands.load_playbook.load_playbook", silent)
    with pytest.raises(CommandError) as caught:
        call_command("load_playbook")

    assert str(caught.value).splitlines() == [
        "De databank gaf geen antwoord: no such table: content_playbookversion. "
        "Draaide `manage.py migrate`?"
    ]


@pytest.mark.django_db
def test_load_refuses_an_older_version(folder: Path) -> None:
    edit(folder, "playbookversion", "2026-05.2", "2025-01")

    with pytest.raises(FixtureError, match="een oudere laden kan niet"):
        load_playbook(folder)
    assert published_catalogue().number == "2026-05"


@pytest.mark.django_db
def test_load_newer_version_becomes_current(folder: Path) -> None:
    edit(folder, "playbookversion", "2026-05.2", "2027-01")

    load_playbook(folder)

    assert published_catalogue().number == "2027-01"
    assert m.PlaybookVersion.objects.count() == 2


@pytest.mark.django_db
def test_load_refuses_other_content_under_a_number_that_came_out(folder: Path) -> None:
    edit(folder, "playbookversion", "2026-05.2", "2026-05")
    edit(folder, "activity", "title: Creëer bewustzijn", "title: Maak bewust")
    before = read_catalogue()

    with pytest.raises(CommandError, match=r"neem een hoger nummer: 2026-05\.2$"):
        call_command("load_playbook", folder)
    assert read_catalogue() == before
    call_command("load_playbook", folder, number="2026-05.2", stdout=StringIO())

    assert published_catalogue().number == "2026-05.2"


@pytest.mark.django_db
def test_load_if_empty_leaves_what_is_loaded(folder: Path) -> None:
    edit(folder, "pillar", "slug: innovatie", "slug: Innovatie!")
    before, output = read_catalogue(), StringIO()

    call_command("load_playbook", folder, if_empty=True, stdout=output)

    assert output.getvalue() == "Uitgave 2026-05 van het playbook is geladen en blijft.\n"
    assert read_catalogue() == before


@pytest.mark.django_db
def test_load_failing_halfway_leaves_the_old_catalogue(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(folder, "activity", "title: Creëer bewustzijn", "title: Maak bewust")
    before = read_catalogue()
    monkeypatch.setattr("content.loading.load._drop_missing", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        load_playbook(folder)

    assert read_catalogue() == before


RESOURCES = {
    "as text": ("Canvas", "'title'"),
    "without link": ("{title: Canvas}", "nummer 1: link: ontbreekt"),
    "with mail": ("{title: C, link: 'mailto:a@b.be'}", "http"),
    "of a script": ("{title: C, link: 'javascript:x'}", "http"),
    "in a mapping": ("{title: C, link: {a: b}}", "verwacht tekst"),
    "with a key twice": ("{title: C, title: D}", "twee keer"),
    "with another key": ("{title: C, link: 'https://a.be', naam: x}", "onbekend veld"),
}
BAD: dict[str, tuple[str, str, str, str]] = {
    "unknown key": ("role", "unit: uur", "eenheid: uur", "onbekend veld"),
    "duplicate key": ("role", "unit: uur", "unit: uur\n    unit: dag", "twee keer"),
    "duplicate slug": ("pillar", "slug: innovatie", "slug: visie-strategie", "twee keer"),
    "missing reference": ("track", "pillar: [innovatie]", "pillar: [bestaat-niet]", "bestaat niet"),
    "missing field": ("track", "order: 2", "# order", "ontbreekt"),
    "no": ("pillar", "name: Innovatie", "name: no", "moet tekst zijn"),
    "on": ("pillar", "name: Innovatie", "name: on", "moet tekst zijn"),
    "1:30": ("pillar", "name: Innovatie", "name: 1:30", "leest YAML als 90"),
    "3.10": ("role", 'amount: "0.5"', "amount: 3.10", "moet tekst zijn"),
    "impossible date": ("pillar", "name: Innovatie", "name: 2025-02-30", "datum"),
    "null": ("pillar", "name: Innovatie", "name: null", "moet tekst zijn"),
    "text for number": ("pillar", "number: 2", 'number: "2"', "geheel getal"),
    "tab": ("pillar", "    number: 2", "\tnumber: 2", "tab"),
    "anchor": ("pillar", "name: Innovatie", "name: &a Innovatie", "verwijzingen"),
    "alias": ("pillar", "name: Innovatie", "name: *a", "verwijzingen"),
    "tag": ("pillar", "name: Innovatie", "name: !!python/name:os.system x", "tags"),
    "two documents": ("pillar", "- model", "- model: x\n  fields: {}\n---\n- model", "document"),
    "unknown model": ("pillar", "content.pillar", "auth.user", "onbekend"),
    "primary key": ("pillar", "  fields:", "  pk: 1\n  fields:", "onbekende sleutel"),
    "not a list": ("pillar", "- model: content.pillar\n  fields:", "model: x\nfields:", "YAML"),
    "unknown choice": ("role", "unit: uur", "unit: jaar", "kies uit"),
    "too long": ("pillar", "name: Innovatie", "name: " + "x" * 61, "langer dan 60"),
    "empty text": ("pillar", "name: Innovatie", 'name: ""', "leeg"),
    "mapping for text": ("pillar", "name: Innovatie", "name: {a: b}", "verwacht tekst"),
    "bad slug": ("pillar", "slug: innovatie", "slug: Innovatie!", "vorm"),
    "script link": ("pillar", "Identificeren van", "[x](javascript:alert(1)) van", "link"),
    "file link": ("pillar", "Identificeren van", "[x](file:///etc/passwd) van", "link"),
    "number as hours": ("caseeffort", "days: 60", "days: 1:30", "leest YAML als 90"),
    "octal number": ("pillar", "number: 2", "number: 010", "leest YAML als 8"),
    "hexadecimal number": ("pillar", "number: 2", "number: 0x2", "leest YAML als 2"),
    "number with underscore": ("caseeffort", "days: 60", "days: 6_0", "leest YAML als 60"),
    "long number": ("caseeffort", "days: 60", "days: " + "9" * 5000, "9…' bestaat niet"),
    "number too high": ("caseeffort", "days: 60", "days: 1001", "1001 ligt niet tussen 1 en"),
    "number too low": ("caseeffort", "days: 60", "days: 0", "0 ligt niet tussen 1 en 1000"),
    "reference without brackets": ("question", "[zelfevaluatie]", "zelfevaluatie", "haken"),
    "reference too long": ("option", "evaluatie, 1]", "evaluatie, 1, 2]", "te veel delen"),
    "reference twice": ("role", "[[innovatie], ", "[[betrouwbare-ai], ", "twee keer"),
    "foreign digits": ("role", 'amount: "0.5"', 'amount: "١"', "vorm"),
    "bold key": ("pillar", "name: Innovatie", "? [a, b]\n    : Innovatie", "één woord"),
    "key of two lines": ("pillar", "name: Innovatie", '"na\\nam": Innovatie', "één woord"),
    "key of half a character": ("pillar", "name: Innovatie", '"\\ud800": Innovatie', "één woord"),
    "no such character": ("pillar", "name: Innovatie", 'name: "\\U00110000"', "bestaat"),
    "no such code": ("pillar", "name: Innovatie", 'name: "\\UFFFFFFFF"', "bestaat"),
    "no such key": ("pillar", "name: Innovatie", '"\\UFFFFFFFF": x', "bestaat"),
    "long version of YAML": ("pillar", "- model", "%YAML " + "1" * 5000 + ".1\n- model", "bestaat"),
    "long hexadecimal": ("pillar", "number: 2", "number: 0x" + "f" * 5000, "bestaat niet"),
    "long binary model": ("pillar", "content.pillar", "0b" + "1" * 20_000, "bestaat niet"),
    "long reference": ("track", "[innovatie]", "[0" + "7" * 6000 + "]", "bestaat niet"),
    "long time": ("pillar", "name: Innovatie", "name: 1" + ":10" * 3000, "bestaat niet"),
    "long time with a dot": ("pillar", "name: Innovatie", "name: 1" + ":10" * 300 + ".5", "niet"),
    "invisible name": ("pillar", "name: Innovatie", 'name: "\\u200b"', "leeg"),
    "turned name": ("pillar", "name: Innovatie", 'name: "\\u202e Innovatie"', "onzichtbaar"),
    "line separator": ("pillar", "name: Innovatie", 'name: "In\\u2028novatie"', "onzichtbaar"),
    "other letter": ("option", "letter: C", "letter: D", "kies uit A, B, C"),
    "open quote": ("pillar", "name: Innovatie", 'name: "Innovatie', "Zoek vanaf"),
    "slug of two lines": ("pillar", "slug: innovatie", 'slug: "inno\\nvatie"', "vorm"),
    "model of two lines": ("pillar", "content.pillar", '"content.pillar\\nx"', "onbekend"),
    "name of two lines": ("pillar", "name: Innovatie", 'name: "In\\nnovatie"', "één regel"),
    "blank name": ("pillar", "name: Innovatie", 'name: " "', "leeg"),
    "tab in text": ("pillar", "name: Innovatie", 'name: "In\\tnovatie"', "tab"),
    "NUL in text": ("pillar", "name: Innovatie", 'name: "In\\0novatie"', "onzichtbaar"),
    "half a character": ("pillar", "name: Innovatie", 'name: "In\\ud800"', "onzichtbaar"),
    "bell": ("pillar", "name: Innovatie", "name: In\x07novatie", "een teken dat niet"),
    "small letter": ("option", "letter: A", "letter: a", "vorm"),
    "gap in levels": ("profile", "level: 3", "level: 7", "de niveaus tellen 1, 2, 3"),
    "step of two lines": ("activity", "order: 1", 'order: 1\n    steps: ["a\\nb"]', "één regel"),
    "step as text": ("activity", "order: 1", "order: 1\n    steps: Bel An", "[Bel An]"),
    "step as mapping": ("activity", "order: 1", "order: 1\n    steps: [{a: b}]", "nummer 1: moet"),
    "empty step": ("activity", "order: 1", 'order: 1\n    steps: [Bel, ""]', "nummer 2: is leeg"),
    "long step": ("activity", "order: 1", f"order: 1\n    steps: [{'x' * 201}]", "langer dan 200"),
    "many steps": ("activity", "order: 1", f"order: 1\n    steps: [{'a, ' * 50}a]", "te veel"),
    "script in why": ("activity", "order: 1", "order: 1\n    why: '[x](javascript:x)'", "een link"),
    "deep nesting": ("pillar", "name: Innovatie", "name: " + "[" * 900_000, "te diep"),
    "two sections": ("question", "    number: 2\n", "    number: 2\n    section: Deel\n", "deel"),
    "pillar that is none": ("question", "[[innovatie]]", "[[verkenner]]", "bestaat niet"),
    "pillar twice": ("question", "[[innovatie]]", "[[innovatie], [innovatie]]", "twee keer"),
    "slug as long as a result": ("questionnaire", "slug: zelf", "slug: z" + "e" * 21, "dan 30"),
    "option without profile": ("option", "profile: [piloot]", "profile: [expert]", "twee keer"),
} | {
    f"resource {name}": ("activity", "order: 1", f"order: 1\n    resources: [{item}]", expected)
    for name, (item, expected) in RESOURCES.items()
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_fixture_is_one_line_with_file_and_line(folder: Path, case: str) -> None:
    """Before the database is asked anything, which this test may not do."""
    name, old, new, expected = BAD[case]
    edit(folder, name, old, new)

    with pytest.raises(CommandError) as caught:
        call_command("load_playbook", str(folder), stdout=StringIO())

    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert len(message) < 250
    assert expected in message
    assert f"_{name}.yaml, regel " in message
    assert caught.value.returncode == 1


def rename_profile(folder: Path, old: str, new: str) -> None:
    """Wherever the playbook names it, so that no reference is broken."""
    for path in folder.glob("*.yaml"):
        text = path.read_text().replace(f"[{old}]", f"[{new}]")
        path.write_text(text.replace(f"slug: {old}\n", f"slug: {new}\n"))


def drop_profile(folder: Path, slug: str) -> None:
    """With its answers, and out of the ready plans."""
    for path in folder.glob("*.yaml"):
        text = path.read_text().replace(f", [{slug}]]", "]").replace(f"[[{slug}]]", "[[piloot]]")
        items = text.split("- model:")
        own = (f"slug: {slug}\n", f"profile: [{slug}]")
        path.write_text("- model:".join(i for i in items if not any(o in i for o in own)))


def change_profiles(folder: Path, change: str) -> int:
    """A sound playbook but for its profiles; gives the line where they go wrong."""
    match change:
        case "renamed":
            rename_profile(folder, "piloot", "pilot")
            return 17
        case "gone":
            drop_profile(folder, "expert")
            return 17
        case "turned round":
            rename_profile(folder, "verkenner", "x")
            rename_profile(folder, "piloot", "verkenner")
            rename_profile(folder, "x", "piloot")
            return 8
    with next(folder.glob("*_profile.yaml")).open("a") as file:
        values = "slug: meester, level: 4, name: Meester, description: Meer"
        file.write(f"\n- model: content.profile\n  fields: {{{values}}}\n")
    with next(folder.glob("*_option.yaml")).open("a") as file:
        for number in range(1, 7):
            answer = (
                f"question: [zelfevaluatie, {number}], letter: D, text: Meer, profile: [meester]"
            )
            file.write(f"\n- model: content.option\n  fields: {{{answer}}}\n")
    return 34


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["renamed", "gone", "turned round", "one more"])
def test_load_refuses_other_profiles(folder: Path, client: Client, change: str) -> None:
    sheet = {f"vraag-{number}": "B" for number in range(1, 7)}
    address = client.post("/zelfevaluatie/", sheet)["Location"]
    line = change_profiles(folder, change)

    with pytest.raises(FixtureError) as caught:
        load_playbook(folder)

    expected = "de profielen zijn vast, van laag naar hoog: verkenner, piloot, expert"
    assert str(caught.value) == f"05_profile.yaml, regel {line}, slug: {expected}"
    assert "AI Piloot" in client.get(address).content.decode()


@pytest.mark.control
@pytest.mark.django_db
def test_control_without_that_check_a_kept_result_breaks(
    folder: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = client.post("/zelfevaluatie/", {f"vraag-{n}": "B" for n in range(1, 7)})["Location"]
    change_profiles(folder, "renamed")
    monkeypatch.setattr("content.loading.rules._check_profiles", lambda profiles: None)

    load_playbook(folder)

    with pytest.raises(ValueError, match="of the given profiles"):
        client.get(address)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "leeg"),
        (b"# alleen commentaar\n", "leeg"),
        (b"\xef\xbb\xbf- model: x\n", "BOM"),
        ("- model: é\n".encode("latin-1"), "UTF-8"),
        ("- model: x\n".encode("utf-16"), "BOM"),
        (b"- " * 60_000, "te diep genest"),
        (b"x" * 2_000_000, "MiB"),
        (b"- {a: 1", "YAML"),
        (b"- \x00", "een teken dat niet in tekst thuishoort"),
        (b"&a [*a, *a]", "verwijzingen"),
    ],
)
def test_bad_file_is_named(folder: Path, raw: bytes, expected: str) -> None:
    next(folder.glob("*_role.yaml")).write_bytes(raw)

    where = r"07_role\.yaml" if expected == "MiB" else r"07_role\.yaml, regel \d"
    with pytest.raises(FixtureError, match=where) as caught:
        check_playbook(folder)
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_kind_is_said(folder: Path) -> None:
    next(folder.glob("*_role.yaml")).unlink()

    with pytest.raises(FixtureError, match="content.role"):
        check_playbook(folder)


def test_empty_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match="geen .yaml-bestanden"):
        check_playbook(tmp_path)


@pytest.mark.once
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=200), place=st.integers(0, 3000))
def test_any_damage_is_sound_or_named(tmp_path: Path, raw: bytes, place: int) -> None:
    folder = Path(shutil.copytree(FIXTURES, tmp_path / "any", dirs_exist_ok=True))
    path = folder / "07_role.yaml"
    whole = (FIXTURES / "07_role.yaml").read_bytes()
    path.write_bytes(whole[:place] + raw + whole[place:])

    try:
        check_playbook(folder)
    except FixtureError as error:
        assert "\n" not in str(error)


@pytest.mark.django_db
def test_check_writes_nothing(folder: Path) -> None:
    edit(folder, "activity", "title: Creëer bewustzijn", "title: Maak bewust")
    output = StringIO()

    call_command("load_playbook", str(folder), "--check", stdout=output)

    assert "53 activity" in output.getvalue()
    assert published_catalogue().activity_by_slug["creeer-bewustzijn"].title == "Creëer bewustzijn"


@pytest.mark.django_db
def test_html_in_text_is_shown_as_text(folder: Path, client: Client) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    edit(folder, "pillar", "Identificeren van", f"{attack} van")
    edit(folder, "activity", "title: Creëer bewustzijn", f'title: "{attack}"')

    load_playbook(folder)

    for address in ("/playbook/introductie/", "/activiteiten/", "/stappenplannen/piloot/"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "&lt;script&gt;" in page


@pytest.mark.django_db
def test_loaddata_reads_the_fixtures_too() -> None:
    before = read_catalogue()

    call_command("loaddata", *sorted(map(str, FIXTURES.glob("*.yaml"))), verbosity=0)

    after = read_catalogue()
    assert after.activities == before.activities
    assert after.chapters == before.chapters
    assert after.digest not in ("", before.digest)
    assert published_catalogue() == after


@pytest.mark.django_db
def test_loaddata_again_shows_on_the_pages(folder: Path, client: Client) -> None:
    names = sorted(map(str, folder.glob("*.yaml")))
    call_command("loaddata", *names, verbosity=0)
    first = client.get("/activiteiten/")
    edit(folder, "activity", "title: Creëer bewustzijn", "title: Maak bewust")

    call_command("loaddata", *names, verbosity=0)

    second = client.get("/activiteiten/", headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert "Maak bewust" in second.content.decode()


@pytest.mark.django_db
def test_loaddata_fills_an_empty_database(folder: Path) -> None:
    before = read_catalogue()
    for model in reversed(catalogue_models()):
        model.objects.all().delete()

    call_command("loaddata", *sorted(map(str, FIXTURES.glob("*.yaml"))), verbosity=0)

    after = read_catalogue()
    assert replace(after, digest=before.digest) == before


@pytest.mark.django_db
def test_no_catalogue_is_said(client: Client) -> None:
    m.PlaybookVersion.objects.all().delete()

    with pytest.raises(NoCatalogue):
        published_catalogue()
    assert client.get("/healthz").status_code == 503
    response = client.get("/activiteiten/")
    assert response.status_code == 503
    assert "load_playbook" in response.content.decode()


def test_two_loads_at_once_both_end_well(folder: Path, shared_database: None) -> None:
    edit(folder, "activity", "title: Creëer bewustzijn", "title: Maak bewust")
    outcomes: list[object] = []

    def load() -> None:
        try:
            outcomes.append(load_playbook(folder))
        except Exception as error:
            outcomes.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    changes = [VERSION, "~ activity creeer-bewustzijn: title"]
    assert sorted(map(str, outcomes)) == [str(changes)] + ["[]"] * 3


@pytest.mark.django_db
def test_rows_are_unchanged_by_a_reload() -> None:
    before = rows()

    load_playbook(FIXTURES)

    assert rows() == before


SECOND_VOLUME = """order: 1
    why: |
      Een **strategie** geeft richting.
    steps: [Vraag wie beslist, "Schrijf: één blad"]
    results: [De strategie is goedgekeurd]
    who: De trekker en het management team.
    resources:
      - title: Canvas
        link: https://example.org/canvas
        licence: CC BY 4.0
      - {title: Blad, link: "http://example.org/blad"}
    examples: '[Columbus](https://example.org/columbus)'"""


@pytest.mark.django_db
def test_load_second_volume_of_an_activity(folder: Path) -> None:
    edit(folder, "activity", "order: 1", SECOND_VOLUME)

    changes = load_playbook(folder)

    activity = read_catalogue().activity_by_slug["formuleer-een-ai-strategie"]
    assert len(changes) == 2
    assert activity.guidance == Guidance(
        why="Een **strategie** geeft richting.\n",
        steps=("Vraag wie beslist", "Schrijf: één blad"),
        results=("De strategie is goedgekeurd",),
        who="De trekker en het management team.",
        resources=(
            Resource("Canvas", "https://example.org/canvas", "CC BY 4.0"),
            Resource("Blad", "http://example.org/blad"),
        ),
        examples="[Columbus](https://example.org/columbus)",
    )
    assert activity.keywords == ("visie", "ambitie", "beleidsvisie")
    assert load_playbook(folder) == []


def test_second_volume_is_empty_in_the_shipped_edition(catalogue: Catalogue) -> None:
    assert not [a.slug for a in catalogue.activities if a.guidance]


def test_line_of_the_playbook_fits_in_a_checklist() -> None:
    assert (MAX_LINE, MAX_ITEMS) == (MAX_STEP, MAX_STEPS)
