"""A file comes in: first a preview, then one act, on a new plan or over one that there is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from content.catalogue import Catalogue, KnownCatalogue
from content.models import Activity
from roadmap import actions
from roadmap.access.tokens import hash_of, new_token
from roadmap.actions.imports import MAX_WAITING
from roadmap.domain.plan.state import State
from roadmap.exchange.imports.reader import read_file
from roadmap.history.reading import state_of
from roadmap.history.transaction import Author
from roadmap.models import (
    Change,
    Membership,
    Plan,
    PlanActivity,
    PlanFactor,
    SavedState,
    ShareLink,
    Upload,
)
from tests.roadmap.conftest import make_plan
from tests.roadmap.exchange.conftest import add_own, blank_pdf, taken, with_attachment

pytestmark = pytest.mark.django_db
IMPORT = "/plannen/importeren/"


def send(client: Client, data: bytes, name: str = "plan.json") -> Any:
    return client.post(IMPORT, {"bestand": SimpleUploadedFile(name, data)})


def sent(client: Client, data: bytes) -> str:
    """The address of the preview of a good file."""
    response = send(client, data)
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def file_of(client: Client, plan: Plan, kind: str = "json") -> bytes:
    """A PDF is of one part: each has all of the plan attached."""
    query = "?deel=profiel" if kind == "pdf" else ""
    return bytes(client.get(f"/plannen/{plan.pk}/{kind}{query}").content)


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    document = json.loads(data)
    change(document["plan"])
    return json.dumps(document).encode()


def test_import_page_asks_for_a_file(client: Client) -> None:
    page = client.get(IMPORT)
    nothing = client.post(IMPORT)

    assert 'href="/plannen/importeren/"' in client.get("/plannen/").content.decode()
    assert page.status_code == 200
    assert 'enctype="multipart/form-data"' in page.content.decode()
    assert nothing.status_code == 422
    assert "Kies het bestand dat u wilt inlezen." in nothing.content.decode()


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_export_import_export_gives_the_plan_itself(
    client: Client, rich_plan: Plan, kind: str
) -> None:
    data = file_of(client, rich_plan, kind)
    plans = Plan.objects.count()
    stranger = Client()

    address = sent(stranger, data)
    page = stranger.get(address)
    assert Plan.objects.count() == plans
    assert "Er komt een nieuw plan bij" in page.content.decode()
    response = stranger.post(address, {"naar": "nieuw"})

    copy = Plan.objects.latest("created_at")
    assert response["Location"] == f"/plannen/{copy.pk}/"
    first, again = json.loads(file_of(client, rich_plan)), json.loads(file_of(stranger, copy))
    assert json.dumps(again["plan"]) == json.dumps(first["plan"])
    assert (again["version"], copy.changes.get().kind) == (1, Change.Kind.IMPORT)
    assert stranger.get(f"/plannen/{copy.pk}/").status_code == 200


def test_a_file_is_of_the_kind_that_it_begins_as(
    client: Client, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    plan = make_plan(client, "leeg", title="Volgens %PDF-1.7")
    first = taken(plan, catalogue)
    compact = json.dumps(first.document).encode()

    assert b"%PDF-" in compact[:1024]
    for data in (first.json, compact, with_attachment(blank_pdf(), compact)):
        for begin in (b"", b"\xef\xbb\xbf", b"\r\n "):
            assert read_file(begin + data, catalogue, known).exported.plan.title == plan.title


def test_preview_tells_which_columns_are_not_read(client: Client, rich_plan: Plan) -> None:
    book = load_workbook(BytesIO(file_of(client, rich_plan, "xlsx")))
    book["Plan"].cell(1, 14).value = "Budget <b>"
    output = BytesIO()
    book.save(output)

    page = client.get(sent(client, output.getvalue())).content.decode()

    assert "Er verandert niets" in page
    assert "Niet gelezen" in page
    assert "<bdi>‘Budget &lt;b&gt;’</bdi>" in page


def test_activity_that_the_playbook_dropped_comes_back_too(
    client: Client, rich_plan: Plan, catalogue: Catalogue, known: KnownCatalogue
) -> None:
    Activity.objects.filter(slug="identificeer-ai-use-cases").update(retired=True)
    first = taken(rich_plan, catalogue)

    document = read_file(first.json, catalogue, known).exported
    copy = actions.imports.import_plan(
        author=Author("een-sleutel"), document=document, plan_id=uuid4()
    )

    assert taken(copy, catalogue).plan == first.plan


def test_import_twice_gives_a_second_plan_and_the_same_act_twice_gives_one(
    client: Client, rich_plan: Plan
) -> None:
    data = file_of(client, rich_plan)
    first, second = sent(client, data), sent(client, data)
    before = Plan.objects.count()

    for address in (first, first, second):
        assert client.post(address, {"naar": "nieuw"}).status_code == 302

    assert Plan.objects.count() == before + 2
    assert SavedState.objects.count() == 2 * 3
    Upload.objects.all().delete()
    assert client.post(first, {"naar": "nieuw"}).status_code == 302
    assert Plan.objects.count() == before + 2


def test_saved_states_of_a_new_plan_know_its_activities(client: Client, rich_plan: Plan) -> None:
    address = sent(client, file_of(client, rich_plan))
    client.post(address, {"naar": "nieuw"})

    copy = Plan.objects.latest("created_at")
    now = state_of(copy.pk)
    early, late = (
        State.from_json(m.state) for m in SavedState.objects.filter(plan=copy).order_by("at")
    )
    assert set(late.things) == set(now.things)
    gone = early.activities.keys() - now.activities.keys()
    assert [early.activities[row_id].title for row_id in gone] == ["Weg na de momentopname"]
    assert not PlanActivity.objects.filter(pk__in=gone).exists()
    later = add_own(copy, "Later")
    assert max(gone) < later.pk, "an id that was reserved is given out again"


def test_targets_of_the_same_title_can_be_told_apart(client: Client, rich_plan: Plan) -> None:
    other = make_plan(client, "leeg", title=rich_plan.title, organisation="")
    Plan.objects.filter(pk=rich_plan.pk).update(changed_at=datetime(2027, 3, 2, 13, 5, tzinfo=UTC))
    Plan.objects.filter(pk=other.pk).update(changed_at=datetime(2027, 7, 1, 7, 0, tzinfo=UTC))

    page = client.get(sent(client, file_of(client, rich_plan))).content.decode()

    options = dict(re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)</option>', page))
    title = "Ons =plan &amp; meer"
    assert options == {
        "nieuw": "Een nieuw plan",
        str(rich_plan.pk): f"{title} · Stad Voorbeeld · bewaard op 2 maart 2027 om 14.05 uur",
        str(other.pk): f"{title} · bewaard op 1 juli 2027 om 09.00 uur",
    }


def test_preview_onto_its_plan_lists_what_changes(client: Client, rich_plan: Plan) -> None:
    def change(plan: dict[str, Any]) -> None:
        plan["title"] = "Nieuwe titel"
        plan["factors"][0]["done"] = False
        plan["activities"][0] |= {"status": "done", "roles": ["management-team"], "phase": 2}
        del plan["activities"][1]
        plan["activities"].append({**plan["activities"][-1], "activity": "", "title": "Erbij"})

    address = sent(client, changed(file_of(client, rich_plan), change))
    page = " ".join(client.get(address).content.decode().split())

    assert "Gegevens van het plan" in page
    assert "Nieuwe titel" in page
    assert "Verwijderd (1)" in page
    assert "Gewijzigd (1)" in page
    assert "Toegevoegd (1)" in page
    assert "<bdi>Erbij</bdi>" in page
    assert "Succesfactoren (1)" in page
    for words in ("Niet gestart", "Klaar", "Management team", "naar fase 2"):
        assert words in page
    assert "intussen verder" not in page
    assert Change.objects.filter(plan=rich_plan).count() == 1


def test_import_onto_a_plan_is_one_act_that_can_be_undone(client: Client, rich_plan: Plan) -> None:
    before = file_of(client, rich_plan)
    data = changed(
        before,
        lambda plan: (
            plan["activities"].reverse(),
            plan["activities"].pop(),
            plan["activities"][0].update(title="Anders", note="Nieuwe notitie"),
        ),
    )
    address = sent(client, data)

    response = client.post(address, {"naar": str(rich_plan.pk), "version": 7})

    assert response["Location"] == f"/plannen/{rich_plan.pk}/geschiedenis/"
    after = json.loads(file_of(client, rich_plan))
    assert after["version"] == 8
    assert Change.objects.get(plan=rich_plan, number=8).kind == Change.Kind.IMPORT
    assert "Anders" in [activity["title"] for activity in after["plan"]["activities"]]
    assert len(after["plan"]["activities"]) == 48
    again = client.post(address, {"naar": str(rich_plan.pk), "version": 7})
    assert again.status_code == 302
    assert Plan.objects.get(pk=rich_plan.pk).version == 8

    client.post(f"/plannen/{rich_plan.pk}/ongedaan/")

    restored = json.loads(file_of(client, rich_plan))
    assert restored["plan"] == json.loads(before)["plan"]


def test_import_onto_an_unchanged_plan_changes_nothing(client: Client, rich_plan: Plan) -> None:
    address = sent(client, file_of(client, rich_plan, "xlsx"))

    page = client.get(address).content.decode()
    client.post(address, {"naar": str(rich_plan.pk), "version": 7})

    assert "Er verandert niets" in page
    assert "Neem deze wijzigingen over" not in page
    assert Plan.objects.get(pk=rich_plan.pk).version == 7


def file_of_a_link(plan: Plan, kind: str, *, with_notes: bool) -> bytes:
    """What the holder of a share link downloads."""
    token = new_token()
    ShareLink.objects.create(
        plan=plan,
        name="Directie",
        token_hash=hash_of(token),
        expires_on=timezone.localdate() + timedelta(days=9),
        with_notes=with_notes,
        key=uuid4(),
    )
    return bytes(Client().get(f"/gedeeld/{token}/{kind}").content)


@pytest.mark.parametrize("kind", ["json", "xlsx", "csv"])
def test_a_file_without_notes_leaves_those_of_the_plan(
    client: Client, rich_plan: Plan, kind: str
) -> None:
    data = file_of_a_link(rich_plan, kind, with_notes=False)
    before = state_of(rich_plan.pk)

    address = sent(client, data)
    page = client.get(address, {"naar": str(rich_plan.pk)}).content.decode()
    client.post(address, {"naar": str(rich_plan.pk), "version": 7})

    assert "In dit bestand zitten geen notities" in page
    assert "blijven daar staan" in page
    assert "Er verandert niets" in page
    assert state_of(rich_plan.pk) == before


@pytest.mark.parametrize("kind", ["json", "xlsx"])
def test_a_file_of_a_link_with_notes_is_one_as_its_people_have(
    client: Client, rich_plan: Plan, kind: str
) -> None:
    PlanActivity.objects.filter(plan=rich_plan).exclude(note="").update(note="Intussen")

    page = client.get(sent(client, file_of_a_link(rich_plan, kind, with_notes=True)))

    assert "geen notities" not in page.content.decode()
    assert "Er verandert niets" in page.content.decode()


def test_what_changed_in_a_file_without_notes_still_counts(client: Client, rich_plan: Plan) -> None:
    """A note that somebody wrote in it is one; the file's other fields are as in any."""
    document = json.loads(file_of_a_link(rich_plan, "json", with_notes=False))
    own = next(a for a in document["plan"]["activities"] if a["title"] == "@allen 3")
    own |= {"status": "doing", "note": "Nieuwe notitie"}
    document["plan"]["factors"][0]["done"] = False

    address = sent(client, json.dumps(document).encode())
    page = client.get(address).content.decode()
    client.post(address, {"naar": str(rich_plan.pk), "version": 7})

    assert "Gewijzigd (1)" in page and "Succesfactoren (1)" in page
    row = rich_plan.activities.get(title="@allen 3")
    assert (row.status, row.note) == ("doing", "Nieuwe notitie")
    assert rich_plan.activities.filter(note__contains="geheime notitie").count() == 6
    factor = PlanFactor.objects.get(plan=rich_plan)
    assert (factor.done, factor.note) == (False, "geheime notitie bij factor")


def test_a_new_plan_of_a_file_without_notes_has_none(client: Client, rich_plan: Plan) -> None:
    address = sent(client, file_of_a_link(rich_plan, "json", with_notes=False))

    page = client.get(address, {"naar": "nieuw"}).content.decode()
    client.post(address, {"naar": "nieuw"})

    copy = Plan.objects.latest("created_at")
    assert "Het nieuwe plan heeft er dus ook geen." in page
    assert not copy.activities.exclude(note="").exists()
    assert "without_notes" not in json.loads(file_of(client, copy))


def test_a_file_says_that_it_has_no_notes_beside_the_plan_itself(
    rich_plan: Plan, catalogue: Catalogue
) -> None:
    """The plan itself keeps its bytes, and a whole file those that earlier releases read."""
    redacted = taken(rich_plan, catalogue, with_notes=False).document
    whole = taken(rich_plan, catalogue).document

    assert redacted["without_notes"] is True
    assert set(redacted) - set(whole) == {"without_notes"}
    assert set(redacted["plan"]) == set(whole["plan"])


def test_workbook_finds_its_own_activities_after_they_were_renamed(
    client: Client, rich_plan: Plan
) -> None:
    book = load_workbook(BytesIO(file_of(client, rich_plan, "xlsx")))
    row = next(r for r in book["Plan"].iter_rows() if r[0].value == "@allen 3")
    row[0].value = "Iedereen erbij"
    output = BytesIO()
    book.save(output)
    own = rich_plan.activities.get(title="@allen 3")

    address = sent(client, output.getvalue())
    page = client.get(address).content.decode()
    client.post(address, {"naar": str(rich_plan.pk), "version": 7})

    assert "Gewijzigd (1)" in page
    assert "Verwijderd" not in page
    own.refresh_from_db()
    assert own.title == "Iedereen erbij"


def test_ids_of_another_plan_point_at_nothing(client: Client, rich_plan: Plan) -> None:
    """Case 49: the keys of a workbook count in the plan that they are of."""
    other = make_plan(client, "leeg", title="Ander plan")
    data = file_of(client, rich_plan, "xlsx")
    before = list(rich_plan.activities.order_by("pk").values())
    address = sent(client, data)

    page = client.get(address, {"naar": str(other.pk)}).content.decode()
    client.post(address, {"naar": str(other.pk), "version": other.version})

    assert "Toegevoegd (49)" in page
    assert other.activities.count() == 49
    assert list(rich_plan.activities.order_by("pk").values()) == before


def test_plan_that_changed_since_the_preview_is_a_conflict(client: Client, rich_plan: Plan) -> None:
    data = changed(file_of(client, rich_plan), lambda plan: plan.update(title="Uit het bestand"))
    address = sent(client, data)
    client.get(address)
    client.post(
        f"/plannen/{rich_plan.pk}/gegevens/",
        {"title": "Intussen", "organisation": "", "version": 7},
    )

    response = client.post(address, {"naar": str(rich_plan.pk), "version": 7})

    assert response.status_code == 409
    page = response.content.decode()
    assert "intussen veranderd" in page
    assert "intussen verder" in page
    assert 'name="version" value="8"' in page
    assert Plan.objects.get(pk=rich_plan.pk).title == "Intussen"
    client.post(address, {"naar": str(rich_plan.pk), "version": 8})
    assert Plan.objects.get(pk=rich_plan.pk).title == "Uit het bestand"


def test_act_without_a_target_does_nothing(client: Client, rich_plan: Plan) -> None:
    address = sent(client, file_of(client, rich_plan))

    answers = [client.post(address, data) for data in ({}, {"naar": ""}, {"naar": "x" * 50})]

    assert [response.status_code for response in answers] == [422, 422, 422]
    assert Plan.objects.count() == 1
    assert client.post(address, {"naar": str(rich_plan.pk)}).status_code == 409


def test_who_may_lay_a_file_over_a_plan(client: Client, rich_plan: Plan) -> None:
    data = file_of(client, rich_plan)
    person = User.objects.create_user("an")
    plans = {}
    for role in ("owner", "editor", "reader"):
        plans[role] = Plan.objects.create(
            title=role, playbook_version=rich_plan.playbook_version, kept_until=None
        )
        Membership.objects.create(plan=plans[role], user=person, role=role)
    signed_in = Client()
    signed_in.force_login(person)
    address = sent(signed_in, data)

    def answer(naar: object) -> tuple[int, int]:
        return (
            signed_in.get(address, {"naar": str(naar)}).status_code,
            signed_in.post(address, {"naar": str(naar), "version": 1}).status_code,
        )

    assert answer(plans["owner"].pk) == (200, 302)
    assert answer(plans["editor"].pk) == (200, 302)
    assert answer(plans["reader"].pk) == (403, 403)
    assert answer(rich_plan.pk) == (404, 404)
    assert answer(uuid4()) == (404, 404)
    assert answer("geen-id") == (404, 404)
    page = signed_in.get(address).content.decode()
    assert f'value="{plans["reader"].pk}"' not in page
    assert f'value="{rich_plan.pk}"' not in page
    assert Plan.objects.get(pk=rich_plan.pk).version == 7


def test_upload_is_of_who_sent_it(client: Client, rich_plan: Plan) -> None:
    address = sent(client, file_of(client, rich_plan))
    person = Client()
    person.force_login(User.objects.create_user("an"))
    theirs = sent(person, file_of(client, rich_plan))

    for other in (Client(), person):
        assert other.get(address).status_code == 404
        assert other.post(address, {"naar": "nieuw"}).status_code == 404
    assert client.get(theirs).status_code == 404
    assert client.get(address).status_code == 200
    assert Plan.objects.count() == 1


def test_uploads_wait_an_hour_and_three_at_a_time(client: Client, rich_plan: Plan) -> None:
    data = file_of(client, rich_plan)
    addresses = [sent(client, data) for _ in range(MAX_WAITING + 1)]

    assert client.get(addresses[0]).status_code == 404
    assert Upload.objects.count() == MAX_WAITING
    Upload.objects.update(kept_until=timezone.now() - timedelta(seconds=1))
    assert client.get(addresses[-1]).status_code == 404
    call_command("delete_expired", stdout=StringIO())
    assert not Upload.objects.exists()


def test_an_upload_takes_no_more_than_it_says(client: Client, rich_plan: Plan) -> None:
    """Indented, a file of many short texts took more than twice its size."""
    data = json.dumps(
        json.loads(file_of(client, rich_plan)), ensure_ascii=False, separators=(",", ":")
    ).encode()

    sent(client, data)

    upload = Upload.objects.get()
    overhead = len('{"document":,"rows":[],"unread":[]}') + len("null,") * 49
    assert len(upload.content.encode()) <= len(data) + overhead
    assert upload.size == len(upload.content.encode())


@pytest.fixture
def little_room(rich_plan: Plan, client: Client, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A file, where two of its size can wait of a network, and three of all."""
    data = file_of(client, rich_plan)
    sent(client, data)
    size = Upload.objects.get().size
    Upload.objects.all().delete()
    monkeypatch.setattr("roadmap.actions.imports.MAX_NETWORK_BYTES", size * 2)
    monkeypatch.setattr("roadmap.actions.imports.MAX_TOTAL_BYTES", size * 3)
    return data


def test_fresh_browsers_of_a_network_cannot_fill_the_disk(little_room: bytes) -> None:
    statuses = [send(Client(), little_room).status_code for _ in range(3)]
    elsewhere = send(Client(REMOTE_ADDR="192.0.2.9"), little_room)
    person = Client()
    person.force_login(User.objects.create_user("an"))

    assert statuses == [302, 302, 503]
    assert elsewhere.status_code == 302
    assert send(person, little_room).status_code == 302
    assert Upload.objects.count() == 4
    assert not Upload.objects.filter(network__contains="127").exists()


def test_many_networks_cannot_fill_the_disk(little_room: bytes) -> None:
    networks = [Client(REMOTE_ADDR=f"192.0.2.{number}") for number in range(4)]

    assert [send(one, little_room).status_code for one in networks] == [302, 302, 302, 503]


def test_who_is_signed_in_counts_apart_and_not_without_end(little_room: bytes) -> None:
    people = [Client() for _ in range(4)]
    for number, person in enumerate(people):
        person.force_login(User.objects.create_user(str(number)))

    assert [send(person, little_room).status_code for person in people] == [302, 302, 302, 503]


def test_no_room_says_when_to_come_back(little_room: bytes) -> None:
    for _ in range(2):
        send(Client(), little_room)
    soon = timezone.now() + timedelta(minutes=9, seconds=30)
    Upload.objects.update(kept_until=soon)

    response = send(Client(), little_room)

    assert response.status_code == 503
    assert 560 < int(response["Retry-After"]) <= 570
    assert "Probeer het over 10 minuten opnieuw." in response.content.decode()
    assert Upload.objects.count() == 2
    Upload.objects.update(kept_until=timezone.now() + timedelta(seconds=5))
    assert "Probeer het over een minuut opnieuw." in send(Client(), little_room).content.decode()


def test_what_is_past_its_hour_makes_room(little_room: bytes) -> None:
    for _ in range(2):
        send(Client(), little_room)
    Upload.objects.update(kept_until=timezone.now() - timedelta(seconds=1))

    assert send(Client(), little_room).status_code == 302
    assert Upload.objects.count() == 1


def test_ones_own_older_file_makes_room(
    little_room: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sends one file too many loses the first, and is not refused for it."""
    monkeypatch.setattr("roadmap.actions.imports.MAX_WAITING", 2)
    browser = Client()

    assert [send(browser, little_room).status_code for _ in range(4)] == [302] * 4
    assert Upload.objects.count() == 2


def test_adding_up_reads_no_content() -> None:
    """The index holds all that is asked, or a gigabyte is read for each file that comes in."""
    waiting = Upload.objects.filter(user__isnull=True)
    for asked in (waiting, waiting.filter(network="x")):
        if connection.vendor == "sqlite":
            assert "USING COVERING INDEX" in asked.values("size", "kept_until").explain()


def test_upload_belongs_to_one() -> None:
    both = {"browser": "x", "user": User.objects.create_user("an")}
    for whose in ({}, both):
        with pytest.raises(IntegrityError), transaction.atomic():
            Upload.objects.create(content="{}", kept_until=timezone.now(), **whose)


def test_playbook_that_changed_since_the_upload_refuses(client: Client, rich_plan: Plan) -> None:
    address = sent(client, file_of(client, rich_plan))
    upload = Upload.objects.get()
    upload.content = upload.content.replace("management-team", "opgeheven-team")
    upload.save()

    response = client.post(address, {"naar": "nieuw"})

    assert response.status_code == 422
    assert "opgeheven-team" in response.content.decode()
    assert Plan.objects.count() == 1


def test_import_is_whole_or_not_at_all(
    client: Client, rich_plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 50: an import that dies midway leaves nothing."""
    address = sent(client, file_of(client, rich_plan))

    def die(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("roadmap.actions.imports._import_saved_states", die)
    with pytest.raises(KeyboardInterrupt):
        client.post(address, {"naar": "nieuw"})

    assert Plan.objects.count() == 1
    assert PlanActivity.objects.exclude(plan=rich_plan).count() == 0


def test_number_of_queries_does_not_grow_with_the_plan(
    client: Client, rich_plan: Plan, django_assert_max_num_queries: Any
) -> None:
    address = sent(client, file_of(client, rich_plan))

    with django_assert_max_num_queries(25):
        client.get(address)
    with django_assert_max_num_queries(60):
        client.post(address, {"naar": "nieuw"})
