from django.urls import path

from content.editions import converters as converters
from content.editions import views

app_name = "editions"
urlpatterns = [
    path("", views.editions, name="editions"),
    path("index.json", views.index, name="index"),
    path("feed.atom", views.feed, name="feed"),
    path("activiteiten/<slug:slug>/", views.activity_history, name="activity-history"),
    path("nieuwste/<path:name>", views.newest_file, name="newest-file"),
    path("<edition:number>/", views.edition, name="edition"),
    path("<edition:number>:<slug:slug>/", views.cited, name="cited"),
    path("<edition:number>/<path:name>", views.edition_file, name="file"),
]
