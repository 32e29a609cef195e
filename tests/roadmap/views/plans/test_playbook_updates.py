"""Case 37: a new playbook changes nothing in a plan until somebody answers, item by item."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from content.loading.load import load_playbook
from content.loading.yaml_files import FixtureError
from content.models import Activity
from content.published import published_catalogue
from roadmap.actions.playbook_updates import send_edition_mails
from roadmap.domain.changes.playbook_updates import updates_of
from roadmap.domain.plan.limits import MAX_ACTIVITIES
from roadmap.history.reading import state_of
from roadmap.models import Change, Membership, Plan, PlanActivity
from roadmap.pdf.report import report_page
from tests.accounts.conftest import make_person, sign_in
from tests.conftest import FIXTURES
from tests.roadmap.conftest import fill, make_plan
from tests.roadmap.pdf.reading import report_of

pytestmark = pytest.mark.django_db
RENAMED, RETIRED, ADDED = "creeer-bewustzijn", "positionering", "deel-wat-u-leerde"
NEW = """
- model: content.activity
  fields:
    slug: deel-wat-u-leerde
    title: Deel wat u leerde
    track: [ai-use-cases]
    phase: [evalueren-opschalen]
    order: 9
    profiles: [[piloot], [expert]]
"""


def edited(folder: Path, name: str, old: str, new: str) -> None:
    path = next(folder.glob(f"*_{name}.yaml"))
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A later playbook: one activity renamed, one dropped, one new."""
    folder = Path(shutil.copytree(FIXTURES, tmp_path / "later"))
    edited(folder, "playbookversion", '"2026-05"', '"2027-03"')
    edited(folder, "playbookversion", "label: mei 2026", "label: maart 2027")
    path = next(folder.glob("*_activity.yaml"))
    kept = [item for item in path.read_text().split("- model:") if f"slug: {RETIRED}" not in item]
    path.write_text("- model:".join(kept) + NEW)
    edited(folder, "activity", "title: Creëer bewustzijn", "title: Maak bewust")
    return folder


def home(plan: Plan) -> str:
    return f"/plannen/{plan.pk}/nieuws/"


def row_of(plan: Plan, slug: str) -> PlanActivity:
    return plan.activities.get(activity__slug=slug)


def sent(kind: str, item: object = "", title: str = "", answer: str = "ja") -> dict[str, str]:
    data = {"soort": kind, "item": str(item), "titel": title, "antwoord": answer}
    return data | {"key": str(uuid4())}


def answers(plan: Plan) -> dict[str, dict[str, str]]:
    """The three answers that follow the playbook."""
    return {
        "renamed": sent("hernoemd", row_of(plan, RENAMED).pk, "Maak bewust"),
        "retired": sent("vervallen", row_of(plan, RETIRED).pk, "Positionering"),
        "added": sent("nieuw", ADDED, "Deel wat u leerde"),
    }


def printed(plan: Plan) -> str:
    return report_page(report_of(plan, published_catalogue(), timezone.localdate()))


def fresh(plan: Plan) -> Plan:
    return Plan.objects.select_related("playbook_version").get(pk=plan.pk)


def test_since_is_the_version_that_brought_an_activity(later: Path) -> None:
    assert set(Activity.objects.values_list("since", flat=True)) == {"2026-05"}

    load_playbook(later)

    since = dict(Activity.objects.values_list("slug", "since"))
    assert since.pop(ADDED) == "2027-03"
    assert set(since.values()) == {"2026-05"}


def test_since_of_an_activity_that_came_back_is_new(later: Path, tmp_path: Path) -> None:
    load_playbook(later)
    again = Path(shutil.copytree(FIXTURES, tmp_path / "again"))
    edited(again, "playbookversion", '"2026-05"', '"2028-01"')

    load_playbook(again)

    assert Activity.objects.get(slug=RETIRED).since == "2028-01"
    assert Activity.objects.get(slug=RENAMED).since == "2026-05"


def test_nothing_changes_by_itself_in_plan_or_export(
    client: Client, plan: Plan, later: Path
) -> None:
    state, paper = state_of(plan.pk), printed(plan)

    load_playbook(later)

    assert state_of(plan.pk) == state
    assert printed(plan) == paper
    assert fresh(plan).version == plan.version


def test_plan_page_shows_badges_and_the_way_to_the_news(
    client: Client, plan: Plan, later: Path
) -> None:
    client.get("/plannen/")  # shows the message that the plan was made: now pages have an ETag
    before = client.get(f"/plannen/{plan.pk}/")
    assert "Vernieuwd" not in before.content.decode()

    load_playbook(later)
    page = client.get(f"/plannen/{plan.pk}/", headers={"If-None-Match": before["ETag"]})

    text = page.content.decode()
    assert page.status_code == 200
    assert text.count('<span class="update">Vernieuwd</span>') == 1
    assert text.count('<span class="update">Vervallen</span>') == 1
    assert "3 berichten voor dit plan" in text and home(plan) in text
    assert "Creëer bewustzijn" in text and "Maak bewust" not in text


def test_editor_of_a_retired_activity_leads_to_no_missing_page(
    client: Client, plan: Plan, later: Path
) -> None:
    editor = f"/plannen/{plan.pk}/activiteiten/{row_of(plan, RETIRED).pk}/"
    assert f"/activiteiten/{RETIRED}/" in client.get(editor).content.decode()

    load_playbook(later)

    page = client.get(editor)
    assert page.status_code == 200
    assert f"/activiteiten/{RETIRED}/" not in page.content.decode()


def test_news_page_names_each_item(client: Client, plan: Plan, later: Path) -> None:
    assert "Er is geen nieuws" in client.get(home(plan)).content.decode()
    load_playbook(later)

    page = client.get(home(plan)).content.decode()

    for message in ("Vernieuwd: andere titel (1)", "Vervallen", "(1)", "Deel wat u leerde"):
        assert message in page
    assert "mei 2026" in page and "maart 2027" in page


def test_all_accepted_one_act_each_and_the_plan_follows(
    client: Client, plan: Plan, later: Path
) -> None:
    load_playbook(later)

    for number, data in enumerate(answers(plan).values(), 1):
        assert client.post(home(plan), data).status_code == 302
        assert fresh(plan).playbook_version.number == ("2027-03" if number == 3 else "2026-05")

    renamed = row_of(plan, RENAMED)
    assert renamed.title == renamed.published_title == "Maak bewust"
    assert not plan.activities.filter(activity__slug=RETIRED).exists()
    added = row_of(plan, ADDED)
    assert (added.title, added.phase.number) == ("Deel wat u leerde", 5)
    assert plan.changes.filter(kind=Change.Kind.NEWS).count() == 3
    assert "Er is geen nieuws" in client.get(home(plan)).content.decode()
    client.post(f"/plannen/{plan.pk}/ongedaan/")
    assert fresh(plan).playbook_version.number == "2026-05"
    assert updates_of(published_catalogue(), state_of(plan.pk)).count == 1


def test_all_declined_keeps_everything_and_asks_no_more(
    client: Client, plan: Plan, later: Path
) -> None:
    load_playbook(later)
    retired = row_of(plan, RETIRED)

    for data in answers(plan).values():
        assert client.post(home(plan), data | {"antwoord": "nee"}).status_code == 302

    renamed = row_of(plan, RENAMED)
    assert (renamed.title, renamed.published_title) == ("Creëer bewustzijn", "Maak bewust")
    retired.refresh_from_db()
    assert (retired.title, retired.activity, retired.published_title) == ("Positionering", None, "")
    assert fresh(plan).declined == [ADDED]
    assert fresh(plan).playbook_version.number == "2027-03"
    assert "Vernieuwd" not in client.get(f"/plannen/{plan.pk}/").content.decode()


def test_own_title_is_kept_also_when_accepted(client: Client, plan: Plan, later: Path) -> None:
    PlanActivity.objects.filter(pk=row_of(plan, RENAMED).pk).update(title="Onze woorden")
    load_playbook(later)
    assert "een eigen titel" in client.get(home(plan)).content.decode()

    client.post(home(plan), answers(plan)["renamed"])

    row = row_of(plan, RENAMED)
    assert (row.title, row.published_title) == ("Onze woorden", "Maak bewust")


def test_answered_by_another_is_409_and_sent_twice_is_one(
    client: Client, plan: Plan, later: Path
) -> None:
    load_playbook(later)
    data = answers(plan)["retired"]
    other = data | {"antwoord": "nee", "key": str(uuid4())}

    assert [client.post(home(plan), data).status_code for _ in range(2)] == [302, 302]
    refused = client.post(home(plan), other)

    assert refused.status_code == 409
    assert "intussen al beantwoord" in refused.content.decode()
    assert plan.changes.filter(kind=Change.Kind.NEWS).count() == 1


def test_answer_to_an_older_title_is_409(client: Client, plan: Plan, later: Path) -> None:
    load_playbook(later)
    data = answers(plan)["renamed"]
    edited(later, "activity", "title: Maak bewust", "title: Wek belangstelling")
    load_playbook(later, number="2027-03.2")

    assert client.post(home(plan), data).status_code == 409
    assert row_of(plan, RENAMED).title == "Creëer bewustzijn"


def test_broken_answer_is_422(client: Client, plan: Plan, later: Path) -> None:
    load_playbook(later)
    broken = ({"soort": "iets"}, {"antwoord": "misschien"}, {"key": "x"}, {"titel": "x" * 201})

    for change in broken:
        sent = answers(plan)["added"] | change
        assert client.post(home(plan), sent).status_code == 422, change
    assert plan.changes.count() == 1


def test_answer_about_another_plans_activity_is_409(
    client: Client, plan: Plan, later: Path
) -> None:
    foreign = make_plan(Client())
    load_playbook(later)

    response = client.post(home(plan), answers(foreign)["retired"])

    assert response.status_code == 409
    assert foreign.activities.count() == 42


def test_added_past_the_limit_is_422(client: Client, plan: Plan, later: Path) -> None:
    load_playbook(later)
    fill(plan, MAX_ACTIVITIES)

    assert client.post(home(plan), answers(plan)["added"]).status_code == 422
    assert plan.activities.count() == MAX_ACTIVITIES


def test_added_is_news_for_its_profiles_only(client: Client, later: Path) -> None:
    plans: dict[str, Any] = {start: make_plan(client, start) for start in ("verkenner", "leeg")}
    load_playbook(later)

    for plan in plans.values():
        found = updates_of(published_catalogue(), state_of(plan.pk))
        assert not found.by_kind["nieuw"] and found.is_behind


def test_new_version_without_consequence_is_followed_with_one_button(
    client: Client, later: Path
) -> None:
    plan = make_plan(client, "leeg")
    load_playbook(later)

    assert "verandert er niets" in client.get(f"/plannen/{plan.pk}/").content.decode()
    page = client.get(home(plan)).content.decode()
    assert "Volg voortaan het playbook van maart 2027" in page
    assert client.post(home(plan), sent("versie")).status_code == 302
    assert fresh(plan).playbook_version.number == "2027-03"
    assert client.post(home(plan), sent("versie")).status_code == 409


def test_version_cannot_be_followed_past_open_items(
    client: Client, plan: Plan, later: Path
) -> None:
    load_playbook(later)

    assert client.post(home(plan), sent("versie")).status_code == 409
    assert fresh(plan).playbook_version.number == "2026-05"


def test_reader_reads_the_news_and_cannot_answer(client: Client, later: Path) -> None:
    owner, reader = (User.objects.create_user(name) for name in ("eigenaar", "lezer"))
    client.force_login(owner)
    plan = make_plan(client)
    Membership.objects.create(plan=plan, user=reader, role=Membership.Role.READER)
    load_playbook(later)
    client.force_login(reader)

    page = client.get(home(plan)).content.decode()
    assert "Maak bewust" in page and 'name="antwoord"' not in page
    assert client.post(home(plan), answers(plan)["added"]).status_code == 403


def replacing(folder: Path, *, split: bool = False) -> Path:
    """A later playbook in which RETIRED goes on as ADDED, or as ADDED and another."""
    path = next(folder.glob("*_activity.yaml"))
    text = path.read_text().replace(NEW, f"{NEW.rstrip()}\n    replaces: [{RETIRED}]\n")
    if split:
        second = NEW.replace(ADDED, "leer-van-anderen").replace("Deel wat u leerde", "Leer")
        text += f"{second.replace('order: 9', 'order: 10').rstrip()}\n    replaces: [{RETIRED}]\n"
    path.write_text(text)
    return folder


@pytest.mark.parametrize("split", [False, True])
def test_what_was_replaced_is_followed_and_taken_back(
    client: Client, plan: Plan, later: Path, split: bool
) -> None:
    row = row_of(plan, RETIRED)
    PlanActivity.objects.filter(pk=row.pk).update(note="Met ons bestuur", owner="An")
    before = state_of(plan.pk)
    load_playbook(replacing(later, split=split))
    page = client.get(home(plan)).content.decode()
    assert ("Is opgesplitst in" in page) == split
    assert ("Heet nu" in page) != split
    assert '<h2 id="nieuw">' not in page  # not offered twice
    titles = "Deel wat u leerde / Leer" if split else "Deel wat u leerde"

    assert client.post(home(plan), sent("vervangen", row.pk, "Iets anders")).status_code == 409
    assert client.post(home(plan), sent("vervangen", row.pk, titles)).status_code == 302

    row.refresh_from_db()
    assert (row.activity.slug, row.title) == (ADDED, "Deel wat u leerde")  # type: ignore[union-attr]
    assert (row.note, row.owner) == ("Met ons bestuur", "An")
    assert plan.activities.filter(activity__slug="leer-van-anderen").exists() == split
    kinds = {item.kind for item in updates_of(published_catalogue(), state_of(plan.pk)).items}
    assert kinds == {"hernoemd"}
    client.post(f"/plannen/{plan.pk}/ongedaan/", {"key": uuid4()})
    assert state_of(plan.pk) == before


def test_what_was_replaced_may_stay_the_plans_own(client: Client, plan: Plan, later: Path) -> None:
    row = row_of(plan, RETIRED)
    load_playbook(replacing(later, split=True))

    data = sent("vervangen", row.pk, "Deel wat u leerde / Leer", "nee")
    assert client.post(home(plan), data).status_code == 302

    row.refresh_from_db()
    assert (row.activity, row.title) == (None, "Positionering")
    kinds = {item.kind for item in updates_of(published_catalogue(), state_of(plan.pk)).items}
    assert kinds == {"hernoemd"}


@pytest.mark.parametrize(
    ("replaced", "expected"),
    [
        (RENAMED, "staat nog in deze uitgave"),
        ("Geen Slug", "heeft niet de juiste vorm"),
        ("een-slug, een-slug", "noemt iets twee keer"),
    ],
)
def test_mapping_that_cannot_be_is_refused(later: Path, replaced: str, expected: str) -> None:
    path = next(later.glob("*_activity.yaml"))
    path.write_text(f"{path.read_text().rstrip()}\n    replaces: [{replaced}]\n")

    with pytest.raises(FixtureError, match=expected) as fault:
        load_playbook(later)
    assert fault.value.field == "replaces"


def test_activity_of_a_later_pillar_is_offered_to_a_plan_of_one_profile(plan: Plan) -> None:
    """A plan that left pillars out, or has a profile per pillar, is not offered another."""
    catalogue, state = published_catalogue(), state_of(plan.pk)
    [first, *_] = catalogue.activities
    pillar = replace(first.track.pillar, slug="zesde", number=6)
    track = replace(first.track, slug="zesde", pillar=pillar)
    new = replace(first, slug="zes", track=track, since="2027-01", profiles=frozenset({"piloot"}))
    later = replace(
        catalogue,
        number="2027-01",
        pillars=(*catalogue.pillars, pillar),
        tracks=(*catalogue.tracks, track),
        activities=(*catalogue.activities, new),
    )

    def offered(start: dict[str, str]) -> list[str]:
        plan_values = replace(state.plan, start=start)
        return [u.key for u in updates_of(later, replace(state, plan=plan_values)).by_kind["nieuw"]]

    everywhere = dict(state.plan.start)
    assert offered(everywhere) == ["zes"]
    assert offered({"innovatie": "piloot"}) == []
    assert offered(everywhere | {"innovatie": "verkenner"}) == []


def test_mail_at_a_new_edition_for_who_asked(
    client: Client, later: Path, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One mail a person, about every plan for which it was asked, once; stopped from the mail."""
    make_person()
    sign_in(client)
    asked, other, silent = (make_plan(client, title=title) for title in ("Een", "Twee", "Drie"))
    for plan in (asked, other):
        client.post(f"{home(plan)}mail/", {"mail": "ja"})
    assert send_edition_mails() == 0  # this edition is known
    load_playbook(later)
    with monkeypatch.context() as patch:
        patch.setattr(EmailMessage, "send", Mock(side_effect=ConnectionRefusedError))
        assert send_edition_mails() == 0

    assert [send_edition_mails(), send_edition_mails()] == [1, 0]

    [mail] = mailoutbox
    text = str(mail.body)
    assert mail.subject == "Het AI Playbook heeft een nieuwe uitgave: maart 2027"
    assert "1 activiteit hernoemd, 1 activiteit vervallen, 1 activiteit nieuw" in text
    assert "- Een: 3 berichten om te beantwoorden\n  http://" in text and home(other) in text
    assert "Drie" not in text
    stop = "/plannen" + text.rsplit("/plannen", 1)[1].strip()
    assert "geen enkel stappenplan" in client.get(stop).content.decode()
    assert Membership.objects.filter(mailed_edition="2027-03").count() == 2
    assert "geen mail meer over nieuwe uitgaven" in Client().post(stop).content.decode()
    assert not Membership.objects.exclude(mailed_edition="").exists()
    assert "Mail mij bij een nieuwe uitgave" in client.get(home(silent)).content.decode()
