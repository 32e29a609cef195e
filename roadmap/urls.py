from django.urls import path

from roadmap.views import drafts
from roadmap.views.board import activities, activity
from roadmap.views.files import exports, imports, ready_plans
from roadmap.views.plans import (
    details,
    factors,
    history,
    lifecycle,
    playbook_updates,
    profile_upgrade,
    reports,
    saved_states,
)
from roadmap.views.sharing import examples, invitations, links, members, reminders

app_name = "roadmap"
urlpatterns = [
    path("stappenplannen/", ready_plans.ready_plans, name="ready-plans"),
    path("stappenplannen/voorbeelden/", examples.examples, name="examples"),
    path("stappenplannen/voorbeelden/<int:example_id>/", examples.example, name="example"),
    path(
        "stappenplannen/voorbeelden/<int:example_id>/begin/", examples.begin, name="begin-example"
    ),
    path("stappenplannen/<slug:profile>/", ready_plans.ready_plan, name="ready-plan"),
    path("stappenplannen/<slug:profile>/pdf", ready_plans.ready_plan_pdf, name="ready-plan-pdf"),
    path("plannen/", lifecycle.my_plans, name="my-plans"),
    path("plannen/nieuw/", lifecycle.new_plan, name="new-plan"),
    path("plannen/getypt/wissen/", drafts.discard, name="discard-typed"),
    path("plannen/schema.json", exports.plan_schema, name="plan-schema"),
    path("plannen/importeren/", imports.start, name="import"),
    path("plannen/importeren/<uuid:upload_id>/", imports.preview, name="import-preview"),
    path("plannen/<uuid:plan_id>/", lifecycle.plan_detail, name="plan"),
    path("plannen/<uuid:plan_id>/pdf", exports.plan_pdf, name="plan-pdf"),
    path("plannen/<uuid:plan_id>/pdf/kiezen/", exports.choose_paper, name="choose-paper"),
    path("plannen/<uuid:plan_id>/xlsx", exports.plan_file, {"kind": "xlsx"}, name="plan-xlsx"),
    path("plannen/<uuid:plan_id>/json", exports.plan_file, {"kind": "json"}, name="plan-json"),
    path("plannen/<uuid:plan_id>/ics", exports.plan_file, {"kind": "ics"}, name="plan-ics"),
    path("plannen/<uuid:plan_id>/csv", exports.plan_file, {"kind": "csv"}, name="plan-csv"),
    path("plannen/<uuid:plan_id>/gegevens/", details.describe, name="describe"),
    path("plannen/<uuid:plan_id>/voortgang/", reports.progress, name="progress"),
    path("plannen/<uuid:plan_id>/tijdlijn/", reports.calendar, name="timeline"),
    path("plannen/<uuid:plan_id>/fasen/", details.phases, name="phases"),
    path("plannen/<uuid:plan_id>/rollen/", reports.roles, name="roles"),
    path("plannen/<uuid:plan_id>/activiteiten/", activities.choose, name="choose"),
    path(
        "plannen/<uuid:plan_id>/activiteiten/<int:row_id>/",
        activity.activity,
        name="activity",
    ),
    path("plannen/<uuid:plan_id>/toevoegen/", activities.add, name="add"),
    path(
        "plannen/<uuid:plan_id>/activiteiten/<int:row_id>/status/",
        activity.status,
        name="status",
    ),
    path(
        "plannen/<uuid:plan_id>/activiteiten/<int:row_id>/verplaatsen/",
        activity.move,
        name="move",
    ),
    path(
        "plannen/<uuid:plan_id>/activiteiten/<int:row_id>/verwijderen/",
        activity.remove,
        name="remove",
    ),
    path("plannen/<uuid:plan_id>/geschiedenis/", history.history, name="history"),
    path("plannen/<uuid:plan_id>/ongedaan/", history.undo, name="undo"),
    path("plannen/<uuid:plan_id>/opnieuw/", history.redo, name="redo"),
    path(
        "plannen/<uuid:plan_id>/geschiedenis/<int:number>/terug/",
        history.revert,
        name="revert",
    ),
    path(
        "plannen/<uuid:plan_id>/geschiedenis/<int:number>/overslaan/",
        history.step_over,
        name="step-over",
    ),
    path("plannen/<uuid:plan_id>/herinnering/", reminders.set_reminder, name="reminder"),
    path("plannen/herinnering-stoppen/<str:token>/", reminders.stop, name="stop-reminder"),
    path("plannen/<uuid:plan_id>/mijlpalen/", saved_states.milestones, name="milestones"),
    path(
        "plannen/<uuid:plan_id>/mijlpalen/vergelijk/",
        saved_states.compare_milestones,
        name="compare",
    ),
    path(
        "plannen/<uuid:plan_id>/mijlpalen/<int:milestone_id>/herstellen/",
        saved_states.restore,
        name="restore",
    ),
    path(
        "plannen/<uuid:plan_id>/mijlpalen/<int:milestone_id>/verwijderen/",
        saved_states.delete_milestone,
        name="delete-milestone",
    ),
    path("plannen/<uuid:plan_id>/succesfactoren/", factors.factors, name="factors"),
    path("plannen/<uuid:plan_id>/succesfactoren/<slug:slug>/", factors.factor, name="factor"),
    path("plannen/<uuid:plan_id>/groeien/", profile_upgrade.grow, name="grow"),
    path("plannen/<uuid:plan_id>/nieuws/", playbook_updates.updates, name="news"),
    path("plannen/<uuid:plan_id>/kopie/", lifecycle.copy, name="copy"),
    path("plannen/<uuid:plan_id>/archief/", lifecycle.archive, name="archive"),
    path("plannen/<uuid:plan_id>/verwijderen/", lifecycle.delete, name="delete"),
    path("plannen/<uuid:plan_id>/mensen/", members.people, name="people"),
    path("plannen/<uuid:plan_id>/mensen/verlaten/", members.leave, name="leave"),
    path("plannen/<uuid:plan_id>/mensen/<int:member_id>/", members.member, name="member"),
    path(
        "plannen/<uuid:plan_id>/mensen/<int:member_id>/verwijderen/",
        members.remove_member,
        name="remove-member",
    ),
    path(
        "plannen/<uuid:plan_id>/mensen/uitnodigingen/<int:invitation_id>/opnieuw/",
        members.renew_invitation,
        name="renew-invitation",
    ),
    path(
        "plannen/<uuid:plan_id>/mensen/uitnodigingen/<int:invitation_id>/intrekken/",
        members.withdraw_invitation,
        name="withdraw-invitation",
    ),
    path("uitnodiging/<str:token>/", invitations.invitation, name="invitation"),
    path("plannen/<uuid:plan_id>/delen/", links.sharing, name="sharing"),
    path("plannen/<uuid:plan_id>/delen/<int:link_id>/", links.link, name="link"),
    path(
        "plannen/<uuid:plan_id>/delen/<int:link_id>/vernieuwen/",
        links.renew_link,
        name="renew-link",
    ),
    path(
        "plannen/<uuid:plan_id>/delen/<int:link_id>/intrekken/",
        links.revoke_link,
        name="revoke-link",
    ),
    path("plannen/<uuid:plan_id>/voorbeeld/", examples.publish, name="publish"),
    path("plannen/<uuid:plan_id>/voorbeeld/intrekken/", examples.withdraw, name="withdraw-example"),
    path("gedeeld/<str:token>/", links.shared, name="shared"),
    path("gedeeld/<str:token>/<slug:form>", links.shared_file, name="shared-file"),
]
