"""Share links: made once, read by anybody, never more than read; dead when revoked or expired."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from playbook_site.middleware.rate_limits import LIMITS
from playbook_site.operations.logs import logging_for
from roadmap import actions
from roadmap.access.tokens import hash_of, new_token
from roadmap.domain.changes.change_summary import (
    MAX_RECENT_ACTS,
    ChangeSummary,
    change_summaries,
    net,
)
from roadmap.domain.overview.plan_reading import RecentEdits
from roadmap.domain.plan.fields import Fields
from roadmap.domain.plan.state import PLAN, Edit, activity_ref
from roadmap.exchange.imports.pdf_attachment import document_in
from roadmap.exports import FORMATS, PlanPdf
from roadmap.history import reading
from roadmap.history.transaction import Author, Revision
from roadmap.models import Membership, Plan, ShareLink
from roadmap.pdf_cache import Audience, cache_key
from tests.roadmap.conftest import join, make_plan, person, signed_in

pytestmark = pytest.mark.django_db
SECRET = "Geheime notitie"
PROTECTED = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}


def end(days: int = 90) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def make(client: Client, plan: Plan, **data: str) -> Any:
    fields = {"name": "Directie", "expires_on": end(), "notes": "zonder", "key": str(uuid4())}
    return client.post(f"/plannen/{plan.pk}/delen/", fields | data)


def path_in(response: Any) -> str:
    found = re.search(r'value="http://testserver(/gedeeld/[^"]+/)"', response.content.decode())
    assert found
    return found[1]


def shared(client: Client, plan: Plan, **data: str) -> str:
    response = make(client, plan, **data)
    assert response.status_code == 200, response.content.decode()
    return path_in(response)


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_link_is_shown_once_and_kept_as_a_hash(owner: Client, kept_plan: Plan) -> None:
    response = make(owner, kept_plan)

    path = path_in(response)
    token = path.split("/")[2]
    page = response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert "Kopieer het adres" in page and "<svg" in page and "QR-code" in page
    link = ShareLink.objects.get()
    assert link.token_hash == hash_of(token)
    assert not link.with_notes
    assert token not in str(ShareLink.objects.values()) + str(list(owner.session.items()))
    listed = owner.get(f"/plannen/{kept_plan.pk}/delen/").content.decode()
    assert "Directie" in listed and "nog niet gebruikt" in listed and token not in listed


def test_token_is_256_random_bits() -> None:
    tokens = {new_token() for _ in range(200)}

    assert len(tokens) == 200
    assert {len(token) for token in tokens} == {43}
    assert len({token[0] for token in tokens}) > 20


def test_qr_code_holds_the_address(owner: Client, kept_plan: Plan) -> None:
    import segno

    response = make(owner, kept_plan)

    address = f"http://testserver{path_in(response)}"
    drawn = re.search(r'<path class="qrline"[^>]* d="([^"]+)"', response.content.decode())
    expected = segno.make_qr(address, error="m").svg_inline(border=4)
    assert drawn and f'd="{drawn[1]}"' in expected
    assert "style=" not in response.content.decode()


def test_holder_sees_the_plan_without_account(owner: Client, kept_plan: Plan) -> None:
    first, second = kept_plan.activities.all()[:2]
    kept_plan.activities.filter(pk=first.pk).update(status="done", owner="Els Maes")
    kept_plan.activities.filter(pk=second.pk).update(status="doing")
    path = shared(owner, kept_plan)

    response = Client().get(path)

    page = response.content.decode()
    assert response.status_code == 200
    assert "1 van 42 klaar (2 %) · 1 bezig" in words(response)
    assert "Els Maes" in page
    assert 'href="/plannen/' not in page.replace('href="/plannen/"', "")
    assert "<form" not in page
    assert f'href="{path}pdf"' in page
    assert "an@voorbeeld.be" not in page
    assert "Wie hebben we nodig" in page and page.count("data-row=") == 42
    assert "Hoofdmenu" not in page
    assert ShareLink.objects.get().last_used_on == timezone.localdate()
    listed = owner.get(f"/plannen/{kept_plan.pk}/delen/").content.decode()
    assert "laatst gebruikt op" in listed


def test_holder_reads_five_lines_first(owner: Client, kept_plan: Plan) -> None:
    days = [timezone.localdate() + timedelta(days=days) for days in (-3, -27, 12)]
    for row, day in zip(kept_plan.activities.all(), days, strict=False):
        kept_plan.activities.filter(pk=row.pk).update(due_date=day, owner="Els Maes")
    late, oldest, coming = kept_plan.activities.all()[:3]
    path = shared(owner, kept_plan)
    empty = words(Client().get(path)).split("Het stappenplan")[0]
    details = f"/plannen/{kept_plan.pk}/gegevens/"
    sent = {"version": "1", "title": kept_plan.title, "asked": "Keur het budget goed"}
    assert owner.post(details, sent).status_code == 302

    page = words(Client().get(path))

    lines = page.split("Het stappenplan")[0]
    assert f"Te laat 2 , de oudste: {oldest.title} (27 dagen te laat) , trekker Els Maes" in lines
    assert f"{days[2].year} : {coming.title} , trekker Els Maes" in lines
    assert "Uren per maand 267,5 uur voor alle rollen samen, het meest voor " in lines
    assert lines.rstrip().endswith("Gevraagd van u Keur het budget goed")
    assert empty.rstrip().endswith("Gevraagd van u Niets op dit ogenblik")
    assert "Keur het budget goed" in words(owner.get(f"/plannen/{kept_plan.pk}/geschiedenis/"))


def test_every_answer_below_a_link_is_kept_to_its_holder(
    owner: Client, kept_plan: Plan, undrawn: None
) -> None:
    path, unknown = shared(owner, kept_plan), f"/gedeeld/{new_token()}/"

    for tail in ("", "pdf", "xlsx", "onzin", "a/b/c", "../geschiedenis/"):
        for address in (f"{path}{tail}", f"{unknown}{tail}"):
            for response in (Client().get(address), Client().head(address), Client().post(address)):
                assert {name: response.get(name) for name in PROTECTED} == PROTECTED, address
                assert not response.cookies
                assert response.status_code in (200, 404, 405)
    missing_slash = Client().get(path.rstrip("/"))
    assert {name: missing_slash.get(name) for name in PROTECTED} == PROTECTED


def test_dead_links_are_indistinguishable(owner: Client, kept_plan: Plan) -> None:
    revoked, expired = shared(owner, kept_plan), shared(owner, kept_plan)
    one, two = ShareLink.objects.order_by("pk")
    owner.post(f"/plannen/{kept_plan.pk}/delen/{one.pk}/intrekken/")
    yesterday = timezone.localdate() - timedelta(days=1)
    ShareLink.objects.filter(pk=two.pk).update(expires_on=yesterday)

    for tail in ("", "pdf", "xlsx"):
        answers = set()
        for path in (revoked, expired, f"/gedeeld/{new_token()}/", "/gedeeld/kort/"):
            with CaptureQueriesContext(connection) as work:
                response = Client().get(f"{path}{tail}")
            del response["X-Request-ID"]
            message = (response.status_code, response.content, str(response.headers))
            answers.add((*message, tuple(query["sql"][:60] for query in work)))
        [answer] = answers
        assert answer[0] == 404


def test_reasons_of_a_plan_stand_on_the_error_page(owner: Client, kept_plan: Plan) -> None:
    stranger = signed_in(person("els"))
    address = f"/plannen/{kept_plan.pk}/"

    for response, reason in (
        (stranger.get(address), "Dit stappenplan bestaat niet, of u hebt er geen toegang toe."),
        (owner.get(f"{address}activiteiten/999999/"), "Deze activiteit staat niet (meer) in dit"),
        (owner.get(f"{address}delen/999999/"), "Deze link bestaat niet."),
    ):
        assert response.status_code == 404
        assert reason in response.content.decode()


def test_link_works_on_its_last_day(owner: Client, kept_plan: Plan) -> None:
    path = shared(owner, kept_plan, expires_on=end(0))

    assert Client().get(path).status_code == 200


def test_revoked_while_the_holder_has_the_page_open(
    owner: Client, kept_plan: Plan, undrawn: None
) -> None:
    path = shared(owner, kept_plan)
    holder = Client()
    tails = ("", *FORMATS)
    seen = [holder.get(f"{path}{tail}") for tail in tails]
    assert {r.status_code for r in seen} == {200}
    assert not any("ETag" in r for r in seen)
    link = ShareLink.objects.get()

    response = owner.post(f"/plannen/{kept_plan.pk}/delen/{link.pk}/intrekken/")

    assert "werkt niet meer" in owner.get(response["Location"]).content.decode()
    tag = {"If-None-Match": "*"}
    for tail in tails:
        assert holder.get(f"{path}{tail}", headers=tag).status_code == 404


def test_renewed_link_kills_the_old_address(owner: Client, kept_plan: Plan) -> None:
    old = shared(owner, kept_plan, notes="met")
    link = ShareLink.objects.get()
    address = f"/plannen/{kept_plan.pk}/delen/{link.pk}/"
    owner.post(f"{address}intrekken/")

    response = owner.post(f"{address}vernieuwen/", {"version": "1", "expires_on": end(10)})

    new = path_in(response)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    again = owner.post(f"{address}vernieuwen/", {"version": "1", "expires_on": end(10)})
    assert again.status_code == 302  # the same form once more: the new address stays
    assert Client().get(new).status_code == 200
    link.refresh_from_db()
    assert link.with_notes and link.version == 2


def test_link_form_sent_twice_makes_one(owner: Client, kept_plan: Plan) -> None:
    key = str(uuid4())
    path = shared(owner, kept_plan, key=key)

    second = make(owner, kept_plan, key=key)

    assert second.status_code == 302
    assert ShareLink.objects.count() == 1
    assert Client().get(path).status_code == 200


def test_link_bad_input_is_422(owner: Client, kept_plan: Plan) -> None:
    wrong: list[tuple[dict[str, str], str]] = [
        ({"name": ""}, "Geef de link een naam"),
        ({"name": "\u200b"}, "Geef de link een naam"),
        ({"name": "x" * 81}, "80"),
        ({"expires_on": ""}, "Kies tot wanneer de link werkt."),
        ({"expires_on": end(-1)}, "Kies vandaag of een dag na vandaag."),
        ({"expires_on": end(367)}, "binnen 365 dagen"),  # 366 once it is past midnight
        ({"expires_on": "2027-02-30"}, "bestaande datum"),
        ({"notes": ""}, "Kies of de notities mee te lezen zijn."),
        ({"notes": "alles"}, "Kies een van de mogelijkheden."),
        ({"key": "x"}, ""),
    ]
    for data, message in wrong:
        response = make(owner, kept_plan, **data)

        assert response.status_code == 422, data
        assert message in response.content.decode()
    assert ShareLink.objects.count() == 0


def test_renew_bad_input_is_422(owner: Client, kept_plan: Plan) -> None:
    path = shared(owner, kept_plan)
    link = ShareLink.objects.get()
    wrong: list[dict[str, str]] = [{"version": "x"}, {"expires_on": end(400)}, {}]

    for data in wrong:
        response = owner.post(f"/plannen/{kept_plan.pk}/delen/{link.pk}/vernieuwen/", data)

        assert response.status_code == 422, data
    assert Client().get(path).status_code == 200


def test_link_default_end_is_90_days(owner: Client, kept_plan: Plan) -> None:
    page = owner.get(f"/plannen/{kept_plan.pk}/delen/").content.decode()

    assert f'value="{end(90)}"' in page


def test_links_stop_at_the_most(
    owner: Client, kept_plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.actions.sharing.MAX_LINKS", 1)
    shared(owner, kept_plan)

    assert make(owner, kept_plan).status_code == 422


def test_notes_are_read_only_where_the_owner_says_so(owner: Client, kept_plan: Plan) -> None:
    row = kept_plan.activities.all()[0]
    kept_plan.activities.filter(pk=row.pk).update(note=SECRET)
    without, with_notes = shared(owner, kept_plan), shared(owner, kept_plan, notes="met")

    assert SECRET not in Client().get(without).content.decode()
    assert SECRET in Client().get(with_notes).content.decode()


def test_no_export_below_a_link_holds_notes(owner: Client, kept_plan: Plan) -> None:
    """The PDF and the workbook are compressed: looked at unpacked."""
    kept_plan.activities.update(note=SECRET)
    author = Author(user_id=kept_plan.memberships.get(role="owner").user_id)
    actions.saved_states.make(plan_id=kept_plan.pk, author=author, name="Vroeger", key=uuid4())
    hidden, shown = shared(owner, kept_plan), shared(owner, kept_plan, notes="met")

    for form in FORMATS:
        bare, full = (unpacked(Client().get(f"{path}{form}"), form) for path in (hidden, shown))

        for secret in (SECRET, "an@voorbeeld.be", "Vroeger"):
            assert secret not in bare, form
        assert "Vroeger" not in full, form
        assert SECRET in full or form == "ics"


def unpacked(response: Any, form: str) -> str:
    """All text in a file that a link gives."""
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f'.{form}"')
    if form == "pdf":
        pages = PdfReader(BytesIO(response.content)).pages
        return document_in(response.content).decode() + "".join(p.extract_text() for p in pages)
    if form == "xlsx":
        with ZipFile(BytesIO(response.content)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist()).decode()
    return str(response.content.decode())


@pytest.mark.parametrize("notes", ["met", "zonder"])
def test_no_export_below_a_link_holds_what_is_no_longer_in_the_plan(
    owner: Client, kept_plan: Plan, notes: str
) -> None:
    row = kept_plan.activities.all()[0]
    kept_plan.activities.filter(pk=row.pk).update(owner="Piet Trekker", note=SECRET)
    author = Author(user_id=kept_plan.memberships.get(role="owner").user_id)
    actions.saved_states.make(plan_id=kept_plan.pk, author=author, name="Vroeger", key=uuid4())
    actions.activities.remove(Revision(kept_plan.pk, author), row_id=row.pk, version=row.version)

    shown = Client().get(f"{shared(owner, kept_plan, notes=notes)}json").content.decode()

    assert not any(text in shown for text in ("Piet Trekker", SECRET, "Vroeger"))
    assert "Vroeger" in owner.get(f"/plannen/{kept_plan.pk}/json").content.decode()


def test_holder_chooses_parts_and_paper_of_the_pdf(owner: Client, kept_plan: Plan) -> None:
    path = shared(owner, kept_plan)

    chosen = Client().get(f"{path}pdf?papier=a3&deel=overzicht")
    refused = Client().get(f"{path}pdf?papier=a5")

    [sheet] = PdfReader(BytesIO(chosen.content)).pages
    assert float(sheet.mediabox.width) > 1190 and "Waar staan we" in sheet.extract_text()
    assert refused.status_code == 422 and "Kies A4, A3, A2 of A1." in words(refused)
    for query in ("papier=a3", "papier=a2", "papier=a1", "deel=overzicht"):
        assert f'href="{path}pdf?{query}"' in Client().get(path).content.decode()


def test_pdf_with_and_without_notes_are_kept_apart(kept_plan: Plan, undrawn: None) -> None:
    places = [
        cache_key(kept_plan.pk, audience)
        for audience in (Audience.LINK, Audience.LINK_WITHOUT_NOTES)
    ]
    for audience in (Audience.LINK, Audience.LINK_WITHOUT_NOTES):
        PlanPdf(kept_plan, audience).body()

    assert len(set(places)) == 2 and all(caches["pdfs"].get(place) for place in places)
    with transaction.atomic():
        actions.plans.delete(plan_id=kept_plan.pk, version=kept_plan.version)
    assert not Plan.objects.exists()


def test_link_leads_to_no_other_page_of_the_plan(owner: Client, kept_plan: Plan) -> None:
    path = shared(owner, kept_plan)
    holder = Client()
    holder.get(path)
    before = list(Plan.objects.values())

    for tail in ("", "geschiedenis/", "mensen/", "delen/", "pdf", "gegevens/"):
        assert holder.get(f"/plannen/{kept_plan.pk}/{tail}").status_code == 302
    for tail in ("geschiedenis/", "mensen/", "../../plannen/"):
        assert holder.get(f"{path}{tail}").status_code == 404
    assert holder.post(path, {"title": "Van mij"}).status_code == 405
    assert list(Plan.objects.values()) == before


def test_rights_of_who_is_signed_in_stay_as_they_are(owner: Client, kept_plan: Plan) -> None:
    path = shared(owner, kept_plan)
    page = Client().get(path).content
    visitors = [signed_in(person("els"))]
    visitors += [join(kept_plan, role, role) for role in ("reader", "editor", "owner")]
    for visitor, may in zip(visitors, (404, 403, 200, 200), strict=True):
        make_plan(visitor, "leeg")
        sessions = list(Session.objects.values())
        members = list(Membership.objects.values())

        response = visitor.get(path)

        assert response.content == page
        assert not response.cookies
        assert list(Session.objects.values()) == sessions
        assert list(Membership.objects.values()) == members
        assert visitor.get(f"/plannen/{kept_plan.pk}/gegevens/").status_code == may


def test_link_extra_fields_are_ignored(owner: Client, kept_plan: Plan) -> None:
    extra = {"plan_id": str(uuid4()), "token_hash": hash_of("zwak"), "version": "9"}

    make(owner, kept_plan, **extra, revoked_at="2020-01-01", with_notes="1")

    link = ShareLink.objects.get()
    assert (link.plan_id, link.version, link.with_notes) == (kept_plan.pk, 1, False)
    assert Client().get("/gedeeld/zwak/").status_code == 404


def test_reading_goes_on_when_the_use_cannot_be_kept(
    owner: Client, kept_plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared(owner, kept_plan)

    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(QuerySet, "update", locked)

    assert Client().get(path).status_code == 200


@pytest.mark.parametrize("path", ["/gedeeld/{}/", "/uitnodiging/{}/", "/agenda/{}.ics"])
@pytest.mark.parametrize("as_json", [True, False])
def test_token_is_in_no_log_line(monkeypatch: pytest.MonkeyPatch, path: str, as_json: bool) -> None:
    shown = StringIO()
    handler = logging.StreamHandler(shown)
    make, arguments = formatter_of(as_json)
    handler.setFormatter(make(**arguments))

    def broken(asked: str) -> None:
        raise RuntimeError(f"no way to {path.format(asked)} and back")

    monkeypatch.setattr("roadmap.views.sharing.links.link_of", broken)
    monkeypatch.setattr("roadmap.views.sharing.members.invitation_of", broken)
    monkeypatch.setattr("roadmap.views.sharing.calendar_feed.calendar_feed_of", broken)
    for name in ("django.request", "playbook.request"):
        monkeypatch.setattr(logging.getLogger(name), "handlers", [handler])

    for token in (new_token(), "enkel-letters"):
        response = Client(raise_request_exception=False).get(path.format(token))

        logged = shown.getvalue()
        assert response.status_code == 500
        assert f"{path.partition('{')[0]}<key>" in logged and "RuntimeError" in logged
        assert token not in logged


def formatter_of(as_json: bool) -> tuple[Any, dict[str, str]]:
    """The formatter of the log as production (JSON) and a desk have it, as dictConfig makes it."""
    config = dict(logging_for(as_json=as_json)["formatters"]["line"])
    make = config.pop("()")
    return make, {"fmt": config["format"]} if "format" in config else {}


@pytest.mark.parametrize("name", ["share_link_has_name", "share_link_key_once|UNIQUE"])
def test_share_link_constraints(kept_plan: Plan, name: str) -> None:
    key = uuid4()

    def add(token_hash: str, title: str) -> None:
        ShareLink.objects.create(
            plan=kept_plan, name=title, token_hash=token_hash, expires_on=date.today(), key=key
        )

    add("1", "Eerste")
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        add("2", "" if "name" in name else "Tweede")


# What changed lately


def edit(row: int, before: Fields | None, after: Fields | None) -> Edit:
    return Edit(activity_ref(str(row)), before, after)


WHOLE = {"title": "A", "status": "todo", "phase": 1, "start_date": None, "due_date": None}


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([edit(1, {"status": "todo"}, {"status": "done"})], ["1 activiteit klaar"]),
        (
            [
                edit(1, {"status": "todo"}, {"status": "doing"}),
                edit(1, {"status": "doing"}, {"status": "done"}),
            ],
            ["1 activiteit klaar"],
        ),
        (
            [
                edit(1, {"status": "todo"}, {"status": "done"}),
                edit(1, {"status": "done"}, {"status": "todo"}),
            ],
            [],
        ),
        ([edit(1, {"status": "done"}, {"status": "todo"})], ["1 activiteit weer niet gestart"]),
        ([edit(1, None, WHOLE)], ["1 activiteit toegevoegd"]),
        (
            [edit(1, None, WHOLE), edit(1, {"status": "todo"}, {"status": "doing"})],
            ["1 activiteit begonnen", "1 activiteit toegevoegd"],
        ),
        ([edit(1, None, WHOLE), edit(1, WHOLE, None)], []),
        ([edit(9, WHOLE, None)], ["1 activiteit geschrapt"]),
        ([edit(1, WHOLE, None), edit(1, None, WHOLE)], []),
        (
            [edit(n, {"phase": 1, "order": 1}, {"phase": 2, "order": 9}) for n in (1, 2)],
            ["2 activiteiten naar een andere fase verplaatst"],
        ),
        ([edit(1, {"order": 1}, {"order": 2})], []),
        (
            [edit(1, {"due_date": None}, {"due_date": date(2027, 2, 28)})],
            ["1 activiteit anders gepland"],
        ),
        ([edit(1, {"note": ""}, {"note": SECRET})], []),
        ([Edit(PLAN, {"title": "A"}, {"title": "B"})], []),
    ],
)
def test_news_in_words(edits: list[Edit], message: list[str]) -> None:
    shown = change_summaries(RecentEdits(tuple(edits)), {"1": "A", "2": "B"})

    assert [line.text for line in shown] == message
    assert SECRET not in str(shown)


def test_news_names_a_few_titles_and_counts_the_rest() -> None:
    edits = [edit(n, {"status": "todo"}, {"status": "done"}) for n in range(8)]

    [line] = change_summaries(RecentEdits(tuple(edits)), {str(n): f"T{n}" for n in range(8)})

    assert line == ChangeSummary("8 activiteiten klaar", ("T0", "T1", "T2", "T3", "T4", "T5"), 2)


def test_news_of_what_is_gone_has_no_title() -> None:
    [line] = change_summaries(RecentEdits((edit(1, WHOLE, None),)), {})

    assert line.titles == ()


def test_net_joins_edits_of_different_fields() -> None:
    [whole] = net(
        [edit(1, {"phase": 1}, {"phase": 2}), edit(1, {"status": "todo"}, {"status": "done"})]
    )

    assert whole == edit(1, {"phase": 1, "status": "todo"}, {"phase": 2, "status": "done"})


def test_shared_page_tells_the_last_month_only_and_of_many_acts_the_newest(
    owner: Client, kept_plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = kept_plan.activities.select_related("phase")[:2]
    path = shared(owner, kept_plan)
    for row in (first, second):
        data = {"title": row.title, "status": "done", "phase": row.phase.number, "version": "1"}
        done = owner.post(f"/plannen/{kept_plan.pk}/activiteiten/{row.pk}/", data)
        assert done.status_code == 303
    long_ago = timezone.now() - timedelta(days=40)
    Plan.objects.update(created_at=long_ago)
    kept_plan.changes.filter(number=2).update(at=long_ago)

    message = words(Client().get(path))

    assert f"Sinds vorige maand 1 activiteit klaar: {second.title}" in message
    monkeypatch.setattr(reading, "MAX_RECENT_ACTS", 1)
    cut = f"Alleen de {MAX_RECENT_ACTS} jongste wijzigingen zijn geteld"
    assert f"{cut} 1 activiteit klaar: {second.title}" in words(Client().get(path))
    kept_plan.changes.update(at=long_ago)
    assert "niets veranderd" in words(Client().get(path))


def test_shared_page_of_a_young_plan_says_so(owner: Client, kept_plan: Plan) -> None:
    assert "Sinds de start op" in words(Client().get(shared(owner, kept_plan)))


@pytest.mark.once
def test_guessing_at_links_is_stopped(
    owner: Client, kept_plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 17: random tokens find nothing, and soon meet 429.

    The links that others at this address were given go on working; those that ended tell no more
    than a guess does.
    """
    paths = [shared(owner, kept_plan) for _ in range(3)]
    now = timezone.now()
    links = [ShareLink.objects.filter(token_hash=hash_of(p.split("/")[2])) for p in paths]
    links[1].update(revoked_at=now)
    links[2].update(expires_on=now - timedelta(days=2))
    monkeypatch.setattr("time.time", lambda: 1_800_000_100.0)  # well within one period
    few = replace(LIMITS["roadmap:shared"], per_browser=3, per_address=3)
    for route in ("roadmap:shared", "roadmap:shared-file"):
        monkeypatch.setitem(LIMITS, route, few)
    found = [Client().get(f"/gedeeld/{new_token()}/").status_code for _ in range(5)]

    assert found == [404, 404, 404, 429, 429]
    works, *ended = paths
    assert [Client().get(f"{works}{file}").status_code for file in ("", "json")] == [200, 200]
    refused = [Client().get(p) for p in (*ended, f"/gedeeld/{new_token()}/", f"{works}exe")]
    assert [r.status_code for r in refused] == [429] * 4
    assert {r["Cache-Control"] for r in refused} == {"no-store"}
    assert {r["Referrer-Policy"] for r in refused} == {"no-referrer"}
    pages = {r.content.replace(r.request["PATH_INFO"].encode(), b"") for r in refused}
    assert len(pages) == 1


@pytest.mark.parametrize("ending", ["expires_on", "revoked_at"])
def test_ended_links_are_deleted_after_a_while(owner: Client, kept_plan: Plan, ending: str) -> None:
    shared(owner, kept_plan)
    path = shared(owner, kept_plan)
    ended = ShareLink.objects.filter(token_hash=hash_of(path.split("/")[2]))
    noon = timezone.localtime().replace(hour=12)
    ended.update(**{ending: noon - timedelta(days=90)})
    call_command("delete_expired", verbosity=0)
    assert ShareLink.objects.count() == 2

    ended.update(**{ending: noon - timedelta(days=91)})
    message = StringIO()
    call_command("delete_expired", stdout=message)

    assert ShareLink.objects.count() == 1 and not ended.exists()
    assert "1 share links" in message.getvalue()
