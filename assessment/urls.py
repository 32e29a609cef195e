from django.urls import path, register_converter

from assessment import views
from assessment.questionnaires import views as questionnaires


class QuestionnaireConverter:
    """The slug of a questionnaire: 30 characters at most, and a result's key has 32."""

    regex = "[a-z0-9-]{1,30}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(QuestionnaireConverter, "questionnaire")

app_name = "assessment"
urlpatterns = [
    path("zelfevaluatie/", views.quiz, name="quiz"),
    path("zelfevaluatie/verder/<slug:token>/", questionnaires.unfinished, name="unfinished"),
    path(
        "zelfevaluatie/<questionnaire:questionnaire>/",
        questionnaires.questionnaire,
        name="questionnaire",
    ),
    path("zelfevaluatie/<slug:token>/", views.result, name="result"),
]
