from django.urls import path

from content.editing import views
from content.editions import converters as converters

app_name = "editing"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("logboek/", views.log, name="log"),
    path("verschil/", views.difference, name="difference"),
    path("uitgeven/", views.publish, name="publish"),
    path("voorvertoning/", views.preview, name="preview"),
    path("terug/<edition:number>/", views.go_back, name="go-back"),
    path("<slug:kind>/", views.items, name="items"),
    path("<slug:kind>/nieuw/", views.add, name="add"),
    path("<slug:kind>/wijzig/<path:key>/", views.item, name="item"),
    path("<slug:kind>/weg/<path:key>/", views.drop, name="drop"),
    path("<slug:kind>/herstel/<path:key>/", views.reset, name="reset"),
]
