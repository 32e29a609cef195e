from django.urls import path

from assessment import views

app_name = "assessment"
urlpatterns = [
    path("zelfevaluatie/", views.quiz, name="quiz"),
    path("zelfevaluatie/<slug:token>/", views.result, name="result"),
]
