from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from roadmap.views import drafts
from roadmap.views import surveys as survey_pages
from roadmap.views.board import activities, activity, live_changes
from roadmap.views.board import page as board
from roadmap.views.files import exports, imports, ready_plans, surveys
from roadmap.views.plans import (
    attention,
    details,
    factors,
    history,
    lifecycle,
    milestones,
    playbook_updates,
    profile_upgrade,
    reports,
    saved_states,
)
from roadmap.views.sharing import (
    calendar_feed,
    examples,
    links,
    members,
    moderation,
    reminders,
)
from roadmap.views.table import page, pasted, row

app_name = "roadmap"


def of_plan(tail: str, view: Callable[..., Any], kwargs: Any = None, *, name: str) -> URLPattern:
    """The path `plannen/<plan_id>/` + `tail`."""
    return path(f"plannen/<uuid:plan_id>/{tail}", view, kwargs, name)


urlpatterns = [
    path("stappenplannen/", ready_plans.ready_plans, name="ready-plans"),
    path("stappenplannen/voorbeelden/", examples.examples, name="examples"),
    path("stappenplannen/voorbeelden/<int:example_id>/", examples.example, name="example"),
    path(
        "stappenplannen/voorbeelden/<int:example_id>/begin/", examples.begin, name="begin-example"
    ),
    path("stappenplannen/<slug:profile>/", ready_plans.ready_plan, name="ready-plan"),
    path("stappenplannen/<slug:profile>/pdf", ready_plans.ready_plan_pdf, name="ready-plan-pdf"),
    path("bevragingen/nieuw/", survey_pages.start, name="survey-start"),
    path(
        "bevragingen/<uuid:survey_id>/toen-en-nu/",
        survey_pages.then_and_now,
        name="survey-then-and-now",
    ),
    path("bevragingen/<uuid:survey_id>/briefjes.pdf", surveys.slips, name="survey-slips"),
    path(
        "bevragingen/<uuid:survey_id>/overleg.pdf",
        surveys.meeting_sheet,
        name="survey-meeting-sheet",
    ),
    path("plannen/", lifecycle.my_plans, name="my-plans"),
    path("plannen/nieuw/", lifecycle.new_plan, name="new-plan"),
    path("plannen/aan-zet/", attention.my_attention, name="my-attention"),
    path("plannen/getypt/wissen/", drafts.discard, name="discard-typed"),
    path("plannen/schema/", exports.schema_versions, name="schema-versions"),
    path("plannen/schema.json", exports.plan_schema, name="plan-schema"),
    path("plannen/importeren/", imports.start, name="import"),
    path("plannen/importeren/<uuid:upload_id>/", imports.preview, name="import-preview"),
    path("plannen/toevoegen/<slug:slug>/", activities.add_to_plan, name="add-to-plan"),
    of_plan("", board.plan_page, name="plan"),
    of_plan("pdf", exports.plan_pdf, name="plan-pdf"),
    of_plan("pdf/kiezen/", exports.choose_paper, name="choose-paper"),
    of_plan("xlsx", exports.plan_file, {"kind": "xlsx"}, name="plan-xlsx"),
    of_plan("json", exports.plan_file, {"kind": "json"}, name="plan-json"),
    of_plan("ics", exports.plan_file, {"kind": "ics"}, name="plan-ics"),
    of_plan("csv", exports.plan_file, {"kind": "csv"}, name="plan-csv"),
    of_plan("lijst/", page.table, name="table"),
    of_plan("lijst/plakken/", pasted.paste, name="paste"),
    of_plan("lijst/<int:row_id>/", row.row, name="table-row"),
    of_plan("gegevens/", details.describe, name="describe"),
    of_plan("voortgang/", reports.progress, name="progress"),
    of_plan("aan-zet/", attention.plan_attention, name="attention"),
    of_plan("aan-zet/herzien/", attention.review_plan, name="review-plan"),
    of_plan("aan-zet/<int:row_id>/", attention.act, name="attention-act"),
    of_plan("tijdlijn/", reports.calendar, name="timeline"),
    of_plan("tijdlijn/mijlpalen/", milestones.milestones, name="milestones"),
    of_plan("tijdlijn/mijlpalen/<int:row_id>/", milestones.milestone, name="milestone"),
    of_plan(
        "tijdlijn/mijlpalen/<int:row_id>/verwijderen/",
        milestones.remove_milestone,
        name="remove-milestone",
    ),
    of_plan("fasen/", details.phases, name="phases"),
    of_plan("rollen/", reports.roles, name="roles"),
    of_plan("activiteiten/", activities.choose, name="choose"),
    of_plan("activiteiten/<int:row_id>/", activity.activity, name="activity"),
    of_plan("wijzigingen/", live_changes.changes, name="changes"),
    of_plan("toevoegen/", activities.add, name="add"),
    of_plan("activiteiten/<int:row_id>/status/", activity.status, name="status"),
    of_plan("activiteiten/<int:row_id>/verplaatsen/", activity.move, name="move"),
    of_plan("activiteiten/<int:row_id>/verwijderen/", activity.remove, name="remove"),
    of_plan("activiteiten/<int:row_id>/overnemen/", activity.take_over, name="take-over"),
    of_plan("geschiedenis/", history.history, name="history"),
    of_plan("ongedaan/", history.undo, name="undo"),
    of_plan("opnieuw/", history.redo, name="redo"),
    of_plan("geschiedenis/<int:number>/terug/", history.revert, name="revert"),
    of_plan("geschiedenis/<int:number>/overslaan/", history.step_over, name="step-over"),
    of_plan("herinnering/", reminders.set_reminder, name="reminder"),
    path("plannen/<uuid:moved_id>/mijlpalen/", saved_states.moved, name="moved-saved-states"),
    path(
        "plannen/<uuid:moved_id>/mijlpalen/<path:tail>",
        saved_states.moved,
        name="moved-saved-state",
    ),
    of_plan("momentopnamen/", saved_states.saved_states, name="saved-states"),
    of_plan("momentopnamen/vergelijk/", saved_states.compare_saved_states, name="compare"),
    of_plan("momentopnamen/<int:saved_state_id>/herstellen/", saved_states.restore, name="restore"),
    of_plan(
        "momentopnamen/<int:saved_state_id>/verwijderen/",
        saved_states.delete_saved_state,
        name="delete-saved-state",
    ),
    of_plan("succesfactoren/", factors.factors, name="factors"),
    of_plan("succesfactoren/<slug:slug>/", factors.factor, name="factor"),
    of_plan("groeien/", profile_upgrade.grow, name="grow"),
    of_plan("nieuws/", playbook_updates.updates, name="news"),
    of_plan("nieuws/mail/", playbook_updates.set_mails, name="news-mails"),
    of_plan("kopie/", lifecycle.copy, name="copy"),
    of_plan("archief/", lifecycle.archive, name="archive"),
    of_plan("verwijderen/", lifecycle.delete, name="delete"),
    of_plan("mensen/", members.people, name="people"),
    of_plan("mensen/verlaten/", members.leave, name="leave"),
    of_plan("mensen/<int:member_id>/", members.member, name="member"),
    of_plan("mensen/<int:member_id>/verwijderen/", members.remove_member, name="remove-member"),
    of_plan(
        "mensen/uitnodigingen/<int:invitation_id>/opnieuw/",
        members.renew_invitation,
        name="renew-invitation",
    ),
    of_plan(
        "mensen/uitnodigingen/<int:invitation_id>/intrekken/",
        members.withdraw_invitation,
        name="withdraw-invitation",
    ),
    of_plan("delen/", links.sharing, name="sharing"),
    of_plan("delen/<int:link_id>/", links.link, name="link"),
    of_plan("delen/<int:link_id>/vernieuwen/", links.renew_link, name="renew-link"),
    of_plan("delen/<int:link_id>/intrekken/", links.revoke_link, name="revoke-link"),
    of_plan("agenda/", calendar_feed.calendar, name="calendar"),
    of_plan("agenda/intrekken/", calendar_feed.revoke_calendar, name="revoke-calendar"),
    of_plan("voorbeeld/", examples.publish, name="publish"),
    of_plan("voorbeeld/intrekken/", examples.withdraw, name="withdraw-example"),
    path("plannen/antwoord/<str:token>/", reminders.answer, name="answer"),
    path("plannen/herinnering-stoppen/<str:token>/", reminders.stop, name="stop-reminder"),
    path("agenda/<str:token>.ics", calendar_feed.calendar_feed, name="calendar-feed"),
    path("uitnodiging/<str:token>/", members.invitation, name="invitation"),
    path("gedeeld/<str:token>/", links.shared, name="shared"),
    path("gedeeld/<str:token>/<slug:form>", links.shared_file, name="shared-file"),
]

editing_urlpatterns = [
    path("", moderation.public_examples, name="examples"),
    path("weggehaald/", moderation.removed_examples, name="removed"),
    path("weggehaald/<int:removal_id>/toelaten/", moderation.let_back, name="let-back"),
    path("<int:example_id>/", moderation.public_example, name="example"),
]
"""Pages for the playbook's editors about public examples; `playbook_site.urls` includes them."""
