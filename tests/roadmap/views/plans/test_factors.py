"""The critical success factors as a plan's checklist."""

from __future__ import annotations

from functools import partial

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from content.catalogue import Catalogue
from roadmap import actions
from roadmap.domain.changes.history_lines import HistoryLine, history_lines
from roadmap.domain.plan.fields import FactorValues, Fields
from roadmap.domain.plan.state import Edit, factor_ref
from roadmap.domain.plan.wording import Difference, Wording
from roadmap.history.errors import Conflict
from roadmap.history.reading import Stored, factor_of
from roadmap.history.transaction import Author, Revision
from roadmap.models import Change, Membership, Plan
from tests.races import at_once
from tests.roadmap.conftest import make_plan, sent_by

SLUG = "voorzie-voldoende-tijd-en-middelen"
OTHER = "beheer-verwachtingen"


def home(plan: Plan, slug: str = "") -> str:
    return f"/plannen/{plan.pk}/succesfactoren/{slug}{'/' if slug else ''}"


def data(version: int = 0, note: str = "", **more: str) -> dict[str, str]:
    return {"version": str(version), "note": note, **more}


def part(page: str, slug: str = SLUG) -> str:
    return page.split(f'id="{slug}"')[1].split('<li class="card"')[0]


@pytest.mark.django_db
def test_page_holds_each_factor_once(client: Client, plan: Plan, catalogue: Catalogue) -> None:
    page = client.get(home(plan)).content.decode()

    assert [page.count(f'id="{f.slug}"') for f in catalogue.success_factors] == [1] * 7
    assert "0 van 7" in page
    assert page.count("<textarea") == 7


@pytest.mark.django_db
def test_each_factor_is_saved_and_said_where_it_stands(
    client: Client, plan: Plan, catalogue: Catalogue
) -> None:
    for factor in catalogue.success_factors:
        note = f"Nota\r\nbij {factor.number}"
        sent = data(0, note, done="on")
        response = client.post(home(plan, factor.slug), sent)
        assert response.status_code == 302
        assert response["Location"] == f"{home(plan)}#{factor.slug}"

    page = client.get(home(plan)).content.decode()
    assert "7 van 7" in page
    assert part(page, OTHER).count("is bewaard.") == 1
    assert plan.factors.get(factor=SLUG).note == "Nota\nbij 2"
    assert "is bewaard." not in client.get(home(plan)).content.decode()


@pytest.mark.django_db
def test_bad_input_is_422_and_keeps_the_text(client: Client, plan: Plan) -> None:
    for sent, message in [
        (data(note="x" * 2001), "2.000"),
        (data(note="a\ue000b"), "Na ‘a’ staat"),
        (data(version=-1, note="Blijft staan"), "Blijft staan"),
        ({"note": "Blijft staan"}, "Blijft staan"),
    ]:
        response = client.post(home(plan, SLUG), sent)

        assert response.status_code == 422, sent
        assert message in part(response.content.decode())
        assert not plan.factors.exists()


@pytest.mark.django_db
def test_note_of_the_limit_fits(client: Client, plan: Plan) -> None:
    assert client.post(home(plan, SLUG), data(note="é" * 2000)).status_code == 302
    assert len(plan.factors.get().note) == 2000


@pytest.mark.django_db
def test_first_saves_at_once_give_one_409_with_both(client: Client, plan: Plan) -> None:
    assert client.post(home(plan, SLUG), data(0, "Van An")).status_code == 302

    response = client.post(home(plan, SLUG), data(0, "Van Bart", done="on"))

    assert response.status_code == 409
    page = part(response.content.decode())
    assert "intussen veranderd" in page
    assert "<bdi>Van An</bdi>" in page and "<bdi>Van Bart</bdi>" in page
    assert plan.factors.get().note == "Van An"
    version = plan.factors.get().version
    assert f'name="version" value="{version}"' in page
    assert client.post(home(plan, SLUG), data(version, "Samen")).status_code == 302
    assert plan.factors.get().note == "Samen"


@pytest.mark.django_db
def test_conflict_of_two_notes_can_hold_both(client: Client, plan: Plan) -> None:
    client.post(home(plan, SLUG), data(0, "Van An\nen Els"))
    page = part(client.post(home(plan, SLUG), data(0, "Van Bart")).content.decode())
    assert 'name="keuze-note" value="allebei"' in page
    version = plan.factors.get().version
    sent = data(version, "Van Bart") | sent_by(page.split("<form")[1], note="Van Bart")

    response = client.post(home(plan, SLUG), sent | {"keuze-note": "allebei"})

    assert response.status_code == 302
    assert plan.factors.get().note == "Van An\nen Els\n\nVan Bart"


@pytest.mark.django_db
def test_both_notes_that_are_too_long_together_stay_to_be_shortened(
    client: Client, plan: Plan
) -> None:
    client.post(home(plan, SLUG), data(0, "a" * 1500))
    sent = data(plan.factors.get().version, "b" * 1500, **{"initial-note": "a" * 1500})

    response = client.post(home(plan, SLUG), sent | {"keuze-note": "allebei"})

    page = part(response.content.decode())
    assert response.status_code == 422 and "2.000" in page
    assert f"{'a' * 1500}\n\n{'b' * 1500}" in page
    assert plan.factors.get().note == "a" * 1500


@pytest.mark.django_db
def test_conflict_about_the_tick_alone_offers_no_second_note(client: Client, plan: Plan) -> None:
    client.post(home(plan, SLUG), data(0, "Nota", done="on"))

    response = client.post(home(plan, SLUG), data(0, "Nota"))

    assert response.status_code == 409
    assert "keuze-note" not in response.content.decode()


@pytest.mark.django_db
def test_script_gets_the_version_to_go_on_from_and_no_message(client: Client, plan: Plan) -> None:
    version = 0
    for note in ("Een", "Twee", "Twee"):
        answer = client.post(home(plan, SLUG), data(version, note), headers={"X-Part": "1"})
        version = plan.factors.get().version
        assert answer.headers["Location"] == f"{home(plan)}?versie={version}"

    assert plan.factors.get().note == "Twee"
    assert "is bewaard." not in client.get(home(plan)).content.decode()


@pytest.mark.django_db
def test_what_was_said_elsewhere_stands_on_top(client: Client, plan: Plan) -> None:
    page = client.get(home(plan)).content.decode()

    assert "Uw stappenplan is gemaakt." in page.split("<h1>")[0]


@pytest.mark.django_db
def test_different_factors_never_conflict(client: Client, plan: Plan) -> None:
    assert client.post(home(plan, SLUG), data(0, "Een")).status_code == 302
    assert client.post(home(plan, OTHER), data(0, "Twee")).status_code == 302


@pytest.mark.django_db
def test_unknown_factor_is_404(client: Client, plan: Plan) -> None:
    assert client.post(home(plan, "bestaat-niet"), data()).status_code == 404
    assert client.get(home(plan, "bestaat-niet")).status_code == 404
    assert client.get(home(plan, SLUG)).status_code == 200


@pytest.mark.django_db
def test_what_was_typed_is_back_after_signing_in(client: Client) -> None:
    user = User.objects.create_user("an")
    client.force_login(user)
    plan = make_plan(client)
    client.cookies[settings.SESSION_COOKIE_NAME] = "ended"

    away = client.post(home(plan, SLUG), data(0, "Lange nota", done="on"))
    assert away.status_code == 302 and "/account/login/" in away["Location"]
    client.force_login(user)

    page = part(client.get(home(plan, SLUG)).content.decode())
    assert "Lange nota" in page and " checked" in page
    assert not plan.factors.exists()
    assert client.post(home(plan, SLUG), data(0, "Lange nota", done="on")).status_code == 302
    assert "Lange nota" not in part(client.get(home(plan, OTHER)).content.decode(), OTHER)


@pytest.mark.django_db
def test_nothing_changed_leaves_no_trace(client: Client, plan: Plan) -> None:
    client.post(home(plan, SLUG), data())

    assert plan.changes.count() == 1 and not plan.factors.exists()


@pytest.mark.django_db
def test_undo_takes_the_first_save_back_whole(client: Client, plan: Plan) -> None:
    client.post(home(plan, SLUG), data(0, "Nota", done="on"))
    shown = client.get(f"/plannen/{plan.pk}/geschiedenis/").content.decode()
    assert "Succesfactor ‘Voorzie voldoende tijd en middelen’: afgevinkt" in shown

    client.post(f"/plannen/{plan.pk}/ongedaan/")

    assert factor_of(plan.pk, SLUG) == Stored(0, FactorValues(SLUG), 0)
    assert client.post(home(plan, SLUG), data(0, "Opnieuw")).status_code == 302


@pytest.mark.django_db
def test_reader_reads_and_cannot_write(client: Client) -> None:
    owner, reader = (User.objects.create_user(name) for name in ("eigenaar", "lezer"))
    client.force_login(owner)
    plan = make_plan(client)
    client.post(home(plan, SLUG), data(0, "Nota", done="on"))
    Membership.objects.create(plan=plan, user=reader, role=Membership.Role.READER)
    client.force_login(reader)

    page = client.get(home(plan)).content.decode()
    assert "<textarea" not in page and "Nota" in part(page) and "Dit zit goed" in part(page)
    assert client.post(home(plan, SLUG), data(2, "Van de lezer")).status_code == 403
    assert plan.factors.get().note == "Nota"


def test_first_saves_at_once_one_wins(client: Client, shared_database: None) -> None:
    plan = make_plan(client)

    def save(number: int) -> str:
        try:
            actions.factors.edit(
                Revision(plan.pk, Author(str(number))),
                factor=SLUG,
                version=0,
                fields={"done": True, "note": f"Van {number}"},
            )
        except Conflict:
            return "conflict"
        return "saved"

    outcomes = at_once([partial(save, number) for number in range(5)])

    assert sorted(outcomes) == ["conflict"] * 4 + ["saved"]
    assert plan.changes.filter(kind=Change.Kind.FACTOR).count() == 1


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (None, {"done": True, "note": ""}, "afgevinkt"),
        (None, {"done": False, "note": "Nota"}, "notitie gewijzigd"),
        ({"done": True}, {"done": False}, "niet meer afgevinkt"),
        ({"note": "Nota"}, {"note": ""}, "notitie gewist"),
        ({"done": True, "note": "Nota"}, None, "niet meer afgevinkt, notitie gewist"),
        (None, {"done": False, "note": ""}, "bekeken"),
    ],
)
@pytest.mark.django_db
def test_history_tells_a_factor_in_words(
    catalogue: Catalogue, before: Fields | None, after: Fields | None, shown: str
) -> None:
    edit = Edit(factor_ref(SLUG), before, after)

    (line,) = history_lines([edit], {}, Wording(catalogue))

    assert line.text == f"Succesfactor ‘Voorzie voldoende tijd en middelen’: {shown}"


@pytest.mark.django_db
def test_history_shows_the_note_before_and_after(catalogue: Catalogue) -> None:
    edit = Edit(factor_ref("weg"), {"note": "Oud"}, {"note": "Nieuw"})

    assert history_lines([edit], {}, Wording(catalogue)) == (
        HistoryLine(
            "Succesfactor ‘weg’: notitie gewijzigd",
            (Difference("note", "Notitie", "Oud", "Nieuw"),),
        ),
    )
