from django.urls import path

from content import views

app_name = "content"
urlpatterns = [
    path("", views.home, name="home"),
    path("activiteiten/", views.activity_list, name="activity-list"),
    path("activiteiten/<slug:slug>/", views.activity_detail, name="activity-detail"),
    path("playbook/", views.playbook, name="playbook"),
    path("playbook/<slug:slug>/", views.chapter, name="chapter"),
]
