from django.urls import path, register_converter

from assessment import views
from assessment.questionnaires import views as questionnaires
from assessment.survey.views import files, maker, meeting, outcome, respondent


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
    path("bevraging/<slug:key>/", respondent.survey, name="survey"),
    path("bevraging/<slug:key>/bedankt/", respondent.thanks, name="survey-thanks"),
    path("bevraging/<slug:key>/uitkomst/", respondent.outcome, name="survey-outcome"),
    path("bevragingen/", maker.surveys, name="surveys"),
    path("bevragingen/samen/", meeting.meeting, name="survey-meeting"),
    path(
        "bevragingen/samen/<questionnaire:questionnaire>/",
        meeting.meeting,
        name="survey-meeting-questionnaire",
    ),
    path("bevragingen/<uuid:survey_id>/", maker.survey, name="survey-maker"),
    path("bevragingen/<uuid:survey_id>/codes.csv", files.codes_csv, name="survey-codes"),
    path("bevragingen/<uuid:survey_id>/verschuiven/", maker.move, name="survey-move"),
    path("bevragingen/<uuid:survey_id>/verwijderen/", maker.delete, name="survey-delete"),
    path("bevragingen/<uuid:survey_id>/uitkomst/", outcome.outcome, name="survey-outcome-maker"),
    path("bevragingen/<uuid:survey_id>/json", outcome.outcome_json, name="survey-json"),
]
