"""What `compare_releases` does in each release: makes the plans, asks for the pages and files."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from bench.visitor import form_on
from scripts.release_answers import Release

ANONYMOUS_PAGES = (
    "/", "/zelfevaluatie/", "/activiteiten/", "/activiteiten/?q=ai&pijler=innovatie&profiel=piloot",
    "/activiteiten/?q=zzz", "/activiteiten/?pijler=zzz", "/activiteiten/onboard-een-testgroep/",
    "/activiteiten/bewaak-de-data/", "/playbook/", "/playbook/introductie/",
    "/playbook/toegepast-op-uw-organisatie/", "/playbook/kritieke-succesfactoren/",
    "/playbook/praktijkvoorbeeld/", "/privacy/", "/toegankelijkheid/", "/healthz",
    "/stappenplannen/", "/stappenplannen/verkenner/", "/stappenplannen/piloot/",
    "/stappenplannen/expert/", "/stappenplannen/verkenner/pdf", "/stappenplannen/piloot/pdf",
    "/stappenplannen/expert/pdf", "/stappenplannen/voorbeelden/", "/plannen/", "/plannen/nieuw/",
    "/plannen/nieuw/?start=per-pijler", "/bevragingen/samen/", "/plannen/importeren/",
    "/plannen/schema.json", "/plannen/schema/",
    "/gedeeld/bestaat-niet/", "/uitnodiging/bestaat-niet/", "/agenda/bestaat-niet.ics",
    "/bestaat-niet/", "/account/login/",
    "/account/signup/", "/account/login/code/", "/account/password/reset/",
    "/account/koppelingen/mislukt/",
)  # fmt: skip
ACCOUNT_PAGES = (
    "/account/", "/account/naam/", "/account/email/", "/account/password/change/",
    "/account/sessies/", "/account/bevestigen/", "/account/verwijderen/", "/account/logout/",
    "/account/passkeys/", "/account/gegevens/", "/account/koppelingen/", "/account/reauthenticate/",
    "/plannen/", "/stappenplannen/voorbeelden/", "/stappenplannen/voorbeelden/1/",
    "/stappenplannen/voorbeelden/1/begin/", "/bevragingen/", "/bevragingen/nieuw/",
)  # fmt: skip
PLAN_PAGES = (
    "", "?q=ai&status=todo", "?eigenaar=zzz", "lijst/", "lijst/?alleen=zonder-trekker",
    "lijst/plakken/", "pdf/kiezen/", "gegevens/", "voortgang/", "tijdlijn/",
    "tijdlijn/mijlpalen/",
    "fasen/", "fasen/?begin=2027-01-01&maanden=36", "rollen/", "activiteiten/", "toevoegen/",
    "toevoegen/?spoor=ai-use-cases&fase=2", "geschiedenis/", "momentopnamen/",
    "momentopnamen/vergelijk/", "aan-zet/",
    "succesfactoren/", "groeien/", "nieuws/", "kopie/", "archief/", "verwijderen/", "mensen/",
    "mensen/verlaten/", "delen/", "agenda/", "voorbeeld/", "pdf", "xlsx", "json", "ics", "csv",
)  # fmt: skip
RICH_PLAN_PAGES = (
    "momentopnamen/vergelijk/?van=1&met=nu", "momentopnamen/1/herstellen/",
    "momentopnamen/1/verwijderen/", "delen/1/", "mensen/1/", "pdf?papier=a4",
    "pdf?deel=overzicht&deel=tijdlijn",
    "pdf?deel=rooster&papier=a3", "pdf?papier=a5", "niets/",
)  # fmt: skip
OWN = {"track": "ai-use-cases", "phase": "2"}
ROW = {
    "status": "doing", "owner": "An Peeters", "note": "Eerst\nde dienst IT.",
    "start_date": "2026-02-01", "due_date": "2026-03-15", "links": "https://voorbeeld.be/nota",
}  # fmt: skip
FACTOR = "succesfactoren/beheer-verwachtingen/"
FORMS: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
    ("row saved", "activiteiten/{0}/", "note", "", ROW),
    (
        "row 409", "activiteiten/{0}/", "note", "",
        {"version": "1", "note": "Van mij", "initial-note": "", "status": "done"},
    ),
    ("row 422", "activiteiten/{0}/", "note", "", {"title": "", "links": "niets"}),
    (
        "row moved", "", "key", "activiteiten/{1}/verplaatsen/?version=1",
        {"phase": "4", "order": "1"},
    ),
    ("row removed", "", "key", "activiteiten/{2}/verwijderen/?version=1", {}),
    ("row done", "", "key", "activiteiten/{3}/status/?version=1", {"status": "done"}),
    ("row done 409", "", "key", "activiteiten/{3}/status/?version=1", {"status": "todo"}),
    ("added", "toevoegen/", "title", "", {"title": "Onze eigen activiteit", **OWN}),
    ("added 422", "toevoegen/", "title", "", {"title": "", **OWN}),
    ("details saved", "gegevens/", "title", "", {"title": "Plan met alles"}),
    (
        "details 409", "gegevens/", "title", "",
        {"version": "1", "title": "Iets anders", "initial-title": "rich"},
    ),
    ("details 422", "gegevens/", "title", "", {"title": ""}),
    ("phases saved", "fasen/?begin=2026-01-01&maanden=24", "fase-1-begin", "fasen/", {}),
    (
        "phases 409", "fasen/", "fase-1-begin", "",
        {"version": "1", "fase-1-begin": "2026-01-05", "initial-fase-1-begin": ""},
    ),
    ("phases 422", "fasen/", "fase-1-begin", "", {"fase-1-begin": "2026-13-40"}),
    ("choice 409", "activiteiten/", "version", "", {"version": "1", "activiteit": "positionering"}),
    ("state saved", "momentopnamen/", "name", "", {"name": "Begin van het jaar"}),
    ("state 422", "momentopnamen/", "name", "", {"name": ""}),
    ("factor saved", "succesfactoren/", "note", FACTOR, {"note": "Dit zit goed.", "done": "on"}),
    ("factor 409", "succesfactoren/", "note", FACTOR, {"version": "0", "note": "Van mij"}),
    ("undone", "", "key", "ongedaan/", {}),
    ("redone", "", "key", "opnieuw/", {}),
    ("row again", "activiteiten/{0}/", "note", "", {"note": "Later"}),
    ("revert 409", "geschiedenis/", "van", "geschiedenis/2/terug/", {"van": "geschiedenis"}),
    ("grown", "groeien/", "version", "", {"erbij": "beslissingsorganen"}),
    ("growth 409", "groeien/", "version", "", {"erbij": "beslissingsorganen", "version": "1"}),
    ("growth none", "groeien/", "version", "", {}),
    ("restore 409", "momentopnamen/1/herstellen/", "version", "", {"version": "1"}),
    ("delete 409", "verwijderen/", "version", "", {"version": "1"}),
    ("invited", "mensen/", "email", "", {"email": "gast@voorbeeld.be", "role": "editor"}),
    ("invited 422", "mensen/", "email", "", {"email": "niets", "role": "editor"}),
    ("published", "voorbeeld/", "title", "", {"title": "Voorbeeld", "agreed": "on"}),
    ("published 422", "voorbeeld/", "title", "", {"title": ""}),
    ("published 409", "voorbeeld/", "title", "", {"version": "1", "agreed": "on"}),
    ("link 422", "delen/", "expires_on", "", {"name": "", "expires_on": "2020-01-01"}),
    ("copy 422", "kopie/", "title", "", {"title": ""}),
)  # fmt: skip
"""Name, page below the rich plan with the form, a field of that form, the address to send it to if
it is not the page's own, what is typed. `{0}` is the plan's first row. Sent in this order."""
LATER = (
    ("01_playbookversion.yaml", '"2026-05"', '"2027-03"'),
    ("01_playbookversion.yaml", "label: mei 2026", "label: maart 2027"),
    ("06_activity.yaml", "title: Creëer bewustzijn", "title: Maak bewust"),
)
"""What changes in which fixture of the playbook: file, old text, new text."""
STARTS = {"empty": "leeg", "profile": "expert", "pillars": "per-pijler", "archived": "piloot"}
IMPORT = "/plannen/importeren/"
PASSWORD = "Een lang geheim 1"
MAKE_ACCOUNT = f"""
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
user = User.objects.create_user("an", "an@voorbeeld.be", "{PASSWORD}", first_name="An")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""


def visit(release: Release) -> None:
    """Makes the plans and asks for every page."""
    with release.served():
        for page in ANONYMOUS_PAGES:
            release.ask(f"anonymous {page}", page)
        answers = {f"vraag-{number}": "ABB"[number % 3] for number in range(1, 7)}
        quiz = "/zelfevaluatie/"
        release.send("quiz 422", quiz, "csrfmiddlewaretoken", "", {"vraag-1": "A"})
        result = release.send("quiz sent", quiz, "csrfmiddlewaretoken", "", answers)
        release.ask("quiz result", result)
        release.send("new plan 422", "/plannen/nieuw/", "title", "", {"title": ""})
        ask_plan(release, "browser", make_plan(release, "browser", "piloot"))
        release.manage("shell", "--verbosity=0", "--command", MAKE_ACCOUNT)
        for name, password in (("sign in 422", "fout"), ("sign in", PASSWORD)):
            known = {"login": "an@voorbeeld.be", "password": password}
            release.send(name, "/account/login/", "password", "", known)
        release.ask("signed in", "/account/")
        plans = {name: make_plan(release, name, start) for name, start in STARTS.items()}
        archive = f"{plans['archived']}archief/"
        release.send("archive", archive, "csrfmiddlewaretoken", "", {"archief": "ja"})
        rich = make_plan(release, "rich", "piloot")
        rows = re.findall(r'id="titel-(\d+)"', release.ask("rich at first", rich))
        for name, page, field, to, typed in FORMS:
            address = to and rich + to.format(*rows)
            release.send(name, rich + page.format(*rows), field, address, typed)
        link = {"name": "Directie", "notes": "met", "expires_on": str(date.today() + timedelta(9))}
        made = release.send("link made", f"{rich}delen/", "expires_on", "", link)
        import_back(release, rich)
        release.manage("load_playbook", str(later_playbook(release)))
        for name, plan in {**plans, "rich": rich}.items():
            ask_plan(release, name, plan)
        for page in (*RICH_PLAN_PAGES, *(f"activiteiten/{row}/" for row in (rows[0], rows[2]))):
            release.ask(f"rich {page.replace(rows[0], '0').replace(rows[2], '2')}", rich + page)
        if shared := re.search(r"/gedeeld/[\w-]+/", made):
            for page in ("", "pdf", "xlsx", "json", "ics", "csv"):
                release.ask(f"shared {page}", shared[0] + page)
        for page in ACCOUNT_PAGES:
            release.ask(f"account {page}", page)


def make_plan(release: Release, title: str, start: str) -> str:
    """The address of a new plan; its id, by which lists are sorted, is the same in each release."""
    typed = {"title": title, "organisation": "Voorbeeldgemeente", "start": start}
    typed |= {"plan_id": str(uuid5(NAMESPACE_URL, title))}
    if start == "per-pijler":
        typed |= {"pijler-innovatie": "verkenner", "pijler-betrouwbare-ai": "piloot"}
    plan = release.send(f"make {title}", "/plannen/nieuw/", "title", "", typed)
    release.ask(f"made {title}", plan)  # shows the messages, so that no later page does
    return plan


def ask_plan(release: Release, name: str, plan: str) -> None:
    for page in PLAN_PAGES:
        release.ask(f"{name} {page}", plan + page)


def import_back(release: Release, plan: str) -> None:
    """Sends the plan's JSON back, changed and with an error, and asks for the previews."""
    document = release.fetch("GET", f"{plan}json")[1].decode()
    changed = document.replace("Onze eigen activiteit", "Een andere titel")
    for name, text in (("import", changed), ("import 422", document.replace("doing", "half"))):
        token = form_on(release.fetch("GET", IMPORT)[1], "csrfmiddlewaretoken")
        parts = [
            f'--part\r\nContent-Disposition: form-data; name="{field}"{more}\r\n\r\n{value}\r\n'
            for field, more, value in (
                ("csrfmiddlewaretoken", "", token["csrfmiddlewaretoken"]),
                ("bestand", '; filename="plan.json"', text),
            )
        ]
        whole = "".join([*parts, "--part--\r\n"]).encode()
        preview = release.ask(name, IMPORT, whole, "multipart/form-data; boundary=part")
        if preview.startswith(IMPORT):
            release.ask("import preview", preview)
            release.ask("import preview new", f"{preview}?naar=nieuw")


def later_playbook(release: Release) -> Path:
    """A folder with the release's playbook, with a new version number and one changed title."""
    folder = Path(
        shutil.copytree(release.checkout / "content" / "fixtures", release.data / "later")
    )
    for name, old, new in LATER:
        path = folder / name
        path.write_text(path.read_text().replace(old, new))
    return folder
