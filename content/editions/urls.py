from django.urls import path, register_converter

from content.editions import views


class NumberConverter:
    regex = r"[0-9]{4}-[0-9]{2}(?:\.[0-9]{1,2})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberConverter, "edition")

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
