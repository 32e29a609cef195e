from django.urls import path

from content.editing.views import items, publishing
from content.editions import converters as converters

app_name = "editing"
urlpatterns = [
    path("", items.overview, name="overview"),
    path("logboek/", items.log, name="log"),
    path("verschil/", publishing.difference, name="difference"),
    path("uitgeven/", publishing.publish, name="publish"),
    path("uitgeven/intrekken/", publishing.revoke, name="revoke"),
    path("voorvertoning/", items.preview, name="preview"),
    path("terug/<edition:number>/", publishing.go_back, name="go-back"),
    path("<slug:kind>/", items.items, name="items"),
    path("<slug:kind>/nieuw/", items.add, name="add"),
    path("<slug:kind>/volgorde/", items.move, name="move"),
    path("<slug:kind>/wijzig/<path:key>/", items.item, name="item"),
    path("<slug:kind>/weg/<path:key>/", items.drop, name="drop"),
    path("<slug:kind>/herstel/<path:key>/", items.reset, name="reset"),
]
