"""The quiz and its result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from assessment.forms import QuestionnaireForm, QuizForm
from assessment.models import AssessmentResult, kept_until
from assessment.pillar_rows import pillar_rows, plan_query
from assessment.scoring import score
from assessment.trekker_mail import trekker_mail
from content.catalogue import Catalogue, Profile
from content.http_cache import account_link, etag_of, joined_page, page_version
from content.published import published_catalogue

QUIZ = "assessment/quiz.html"


@dataclass(frozen=True)
class ProfileBar:
    """One profile's row in the result: how many answers, and whether it has most."""

    profile: Profile
    count: int
    leads: bool


@require_http_methods(["GET", "HEAD", "POST"])
def quiz(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return blank_page(request, "quiz", QUIZ, lambda: QuizForm(published_catalogue()))
    catalogue = published_catalogue()
    form = QuizForm(catalogue, request.POST)
    if not form.is_valid():
        return render(request, QUIZ, {"form": form}, status=status_of(form))
    result = AssessmentResult.objects.create(
        playbook_version=catalogue.number,
        sheet=form.cleaned(),
        kept_until=kept_until(timezone.localdate()),
    )
    return redirect("assessment:result", result.token)


def status_of(form: QuestionnaireForm) -> int:
    """The status of a page that shows this form again."""
    return 409 if form.is_of_another_playbook else 422


def blank_page(
    request: HttpRequest, name: str, template: str, form: Callable[[], QuestionnaireForm]
) -> HttpResponseBase:
    """An unanswered form: rendered once for everyone, then given the visitor's token and name."""
    if "CSRF_COOKIE" not in request.META:
        get_token(request)  # the first visit
    key = page_version(name)
    etag = etag_of(key, request.META["CSRF_COOKIE"], account_link(request))
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = joined_page(request, key, template, lambda: {"form": form()})
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


@require_safe
@never_cache
def result(request: HttpRequest, token: str) -> HttpResponse:
    catalogue = published_catalogue()
    stored = get_object_or_404(AssessmentResult.objects.alive(timezone.localdate()), pk=token)
    outcome = score(
        [answer["profile"] for answer in stored.sheet], [p.slug for p in catalogue.profiles]
    )
    rows = pillar_rows(catalogue, stored.sheet)
    context = {
        "result": stored,
        "further": catalogue.further_questionnaires,
        "questionnaire": catalogue.questionnaire_by_slug.get(stored.questionnaire),
        "outcome": outcome,
        "pillar_rows": rows,
        "plan_query": plan_query(rows),
        "bars": bars(catalogue, outcome.counts),
        "profile": catalogue.profile_by_slug[outcome.profile],
        "tied": [catalogue.profile_by_slug[slug] for slug in outcome.tied],
        "tipping": outcome.tipping,
        "next_profile": outcome.tipping and catalogue.profile_by_slug[outcome.tipping.profile],
        "address": request.build_absolute_uri(),
        "mail_subject": "Ons AI-organisatieprofiel",
    }
    context["trekker_mail"] = trekker_mail(context)
    return render(request, "assessment/result.html", context)


def bars(catalogue: Catalogue, counts: tuple[int, ...]) -> list[ProfileBar]:
    return [
        ProfileBar(profile, count, leads=count == max(counts))
        for profile, count in zip(catalogue.profiles, counts, strict=True)
    ]
