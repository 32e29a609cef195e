"""Questionnaires besides the self-assessment; a person can save one and finish it later."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessment.forms import QuestionnaireForm
from assessment.models import AssessmentResult, UnfinishedSheet, kept_until
from assessment.questionnaires import actions
from assessment.views import blank_page, status_of
from content.catalogue import SELF_ASSESSMENT, Catalogue, Questionnaire
from content.errors import NotFound
from content.published import published_catalogue

TEMPLATE = "assessment/questionnaires/questionnaire.html"
LATER = "later"
"""The name of the button that saves without finishing."""
SAVED_ELSEWHERE = (
    "Deze vragenlijst is intussen op een ander scherm bewaard. Hieronder staan de antwoorden van "
    "dit scherm, aangevuld met die van het andere. Kijk ze na en verstuur het formulier opnieuw."
)


@dataclass(frozen=True)
class Saved:
    """A saved unfinished sheet. `version`: the one that the page shows."""

    sheet: UnfinishedSheet
    version: str
    address: str
    changed: int = 0
    """How many stored answers are to questions that the playbook changed later."""


@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request: HttpRequest, questionnaire: str) -> HttpResponseBase:
    catalogue = published_catalogue()
    asked = questionnaire_of(catalogue, questionnaire)
    if asked.slug == SELF_ASSESSMENT:
        return redirect("assessment:quiz")
    if request.method != "POST":
        blank = partial(QuestionnaireForm, catalogue, asked)
        return blank_page(request, f"questionnaire {asked.slug}", TEMPLATE, blank)
    form = sent_form(request, catalogue, asked)
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form}, status=status_of(form))
    today = timezone.localdate()
    if form.is_partial:
        sheet = actions.begin(questionnaire=asked.slug, sheet=form.cleaned(), today=today)
        return redirect("assessment:unfinished", sheet.token)
    result = AssessmentResult.objects.create(
        questionnaire=asked.slug,
        playbook_version=catalogue.number,
        sheet=form.cleaned(),
        kept_until=kept_until(today),
    )
    return redirect("assessment:result", result.token)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def unfinished(request: HttpRequest, token: str) -> HttpResponseBase:
    catalogue, today = published_catalogue(), timezone.localdate()
    stored = UnfinishedSheet.objects.alive(today).filter(pk=token).first()
    if stored is None:
        return finished(token)
    asked = questionnaire_of(catalogue, stored.questionnaire)
    if request.method != "POST":
        answers = actions.unchanged_answers(asked, stored.sheet)
        form = QuestionnaireForm(catalogue, asked, initial=answers)
        changed = len(stored.sheet) - len(answers)
        return saved_page(request, form, stored, str(stored.version), changed=changed)
    form, version = sent_form(request, catalogue, asked), request.POST.get("version", "")
    if not form.is_valid():
        return saved_page(request, form, stored, version, status=status_of(form))
    try:
        write(form, token, version, catalogue)
    except actions.SavedElsewhere as conflict:
        form = merged_form(request, catalogue, asked, conflict.stored)
        return saved_page(request, form, stored, str(conflict.stored.version), status=409)
    except UnfinishedSheet.DoesNotExist:  # finished by a click before this one
        return finished(token)
    return redirect("assessment:unfinished" if form.is_partial else "assessment:result", token)


def questionnaire_of(catalogue: Catalogue, slug: str) -> Questionnaire:
    """Raises NotFound."""
    found = catalogue.questionnaire_by_slug.get(slug)
    if found is None:
        raise NotFound("Deze vragenlijst staat niet in deze uitgave van het playbook.")
    return found


def sent_form(
    request: HttpRequest, catalogue: Catalogue, asked: Questionnaire
) -> QuestionnaireForm:
    return QuestionnaireForm(catalogue, asked, request.POST, is_partial=LATER in request.POST)


def finished(token: str) -> HttpResponse:
    """Redirects to the result that replaced the sheet. Raises Http404 if there is none."""
    results = AssessmentResult.objects.alive(timezone.localdate())
    return redirect("assessment:result", get_object_or_404(results, pk=token).token)


def write(form: QuestionnaireForm, token: str, version: str, catalogue: Catalogue) -> None:
    """Saves or finishes the sheet of a valid form. Raises as these acts."""
    made_from = int(version) if version.isdecimal() and len(version) < 10 else None
    sheet, today = form.cleaned(), timezone.localdate()
    if form.is_partial:
        actions.save(token=token, version=made_from, sheet=sheet, today=today)
    else:
        actions.finish(
            token=token, version=made_from, sheet=sheet, playbook=catalogue.number, today=today
        )


def merged_form(
    request: HttpRequest, catalogue: Catalogue, asked: Questionnaire, stored: UnfinishedSheet
) -> QuestionnaireForm:
    """The sent answers; for questions without one, the answer that another screen saved."""
    merged = QueryDict(mutable=True)
    merged.update(actions.unchanged_answers(asked, stored.sheet))
    for name in request.POST:
        merged[name] = request.POST[name]
    form = QuestionnaireForm(catalogue, asked, merged, is_partial=LATER in request.POST)
    form.add_error(None, SAVED_ELSEWHERE)
    return form


def saved_page(
    request: HttpRequest,
    form: QuestionnaireForm,
    stored: UnfinishedSheet,
    version: str,
    *,
    changed: int = 0,
    status: int = 200,
) -> HttpResponse:
    saved = Saved(stored, version, request.build_absolute_uri(), changed)
    return render(request, TEMPLATE, {"form": form, "saved": saved}, status=status)
