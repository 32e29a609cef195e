from django.urls import path

from roadmap import edit_views, views

app_name = "roadmap"
urlpatterns = [
    path("stappenplannen/", views.ready_plans, name="ready-plans"),
    path("stappenplannen/<slug:profile>/", views.ready_plan, name="ready-plan"),
    path("stappenplannen/<slug:profile>/pdf", views.ready_plan_pdf, name="ready-plan-pdf"),
    path("plannen/", views.my_plans, name="my-plans"),
    path("plannen/nieuw/", views.new_plan, name="new-plan"),
    path("plannen/<uuid:plan_id>/", views.plan_detail, name="plan"),
    path("plannen/<uuid:plan_id>/pdf", views.plan_pdf, name="plan-pdf"),
    path("plannen/<uuid:plan_id>/gegevens/", edit_views.describe, name="describe"),
    path("plannen/<uuid:plan_id>/activiteiten/", edit_views.choose, name="choose"),
    path("plannen/<uuid:plan_id>/verwijderen/", edit_views.delete, name="delete"),
]
