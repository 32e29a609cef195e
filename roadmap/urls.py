from django.urls import path

from roadmap.views import activities, following, history, plans, ready, reminders

app_name = "roadmap"
urlpatterns = [
    path("stappenplannen/", ready.ready_plans, name="ready-plans"),
    path("stappenplannen/<slug:profile>/", ready.ready_plan, name="ready-plan"),
    path("stappenplannen/<slug:profile>/pdf", ready.ready_plan_pdf, name="ready-plan-pdf"),
    path("plannen/", plans.my_plans, name="my-plans"),
    path("plannen/nieuw/", plans.new_plan, name="new-plan"),
    path("plannen/<uuid:plan_id>/", plans.plan_detail, name="plan"),
    path("plannen/<uuid:plan_id>/pdf", plans.plan_pdf, name="plan-pdf"),
    path("plannen/<uuid:plan_id>/gegevens/", plans.describe, name="describe"),
    path("plannen/<uuid:plan_id>/voortgang/", following.progress, name="progress"),
    path("plannen/<uuid:plan_id>/tijdlijn/", following.calendar, name="timeline"),
    path("plannen/<uuid:plan_id>/fasen/", following.phases, name="phases"),
    path("plannen/<uuid:plan_id>/rollen/", following.roles, name="roles"),
    path("plannen/<uuid:plan_id>/activiteiten/", activities.choose, name="choose"),
    path(
        "plannen/<uuid:plan_id>/activiteiten/<int:row_id>/",
        activities.activity,
        name="activity",
    ),
    path(
        "plannen/<uuid:plan_id>/activiteiten/<int:row_id>/verwijderen/",
        activities.remove,
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
    path("plannen/<uuid:plan_id>/herinnering/", reminders.set_reminder, name="reminder"),
    path("plannen/herinnering-stoppen/<str:token>/", reminders.stop, name="stop-reminder"),
    path("plannen/<uuid:plan_id>/verwijderen/", plans.delete, name="delete"),
]
