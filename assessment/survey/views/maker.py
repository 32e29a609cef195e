"""A trekker's surveys: start one, follow it while it runs, move its closing, delete it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.survey import actions, opening
from assessment.survey.access import note_start, own_survey, settled
from assessment.survey.answer_form import AnswerForm
from assessment.survey.code_slips import made_slips, qr_code
from assessment.survey.forms import CODES, EVERYBODY, ClosingForm, StartForm
from assessment.survey.models import Survey
from assessment.survey.questionnaires import askable, questionnaire_of
from assessment.survey.traces import survey_id_of
from content.published import published_catalogue

OPENED_BEFORE = (
    "Deze bevraging was al geopend. De codes stonden alleen toen op het scherm. Hebt u ze niet, "
    "verwijder de bevraging dan en begin opnieuw."
)


@require_safe
@login_required
def surveys(request: HttpRequest) -> HttpResponse:
    assert request.user.pk is not None
    today = timezone.localdate()
    found = [settled(survey, today) for survey in Survey.objects.of(request.user.pk)]
    return render(request, "assessment/survey/surveys.html", {"surveys": found, "today": today})


def start(request: HttpRequest, draft: QueryDict | None) -> HttpResponse:
    """First the form, then what a colleague will see, then the codes or the link.

    For a person who is signed in. `draft`: what they typed before their session ran out.
    """
    today = timezone.localdate()
    repeated = _repeated(request, draft or request.POST, today)
    asked = askable(published_catalogue(), repeated)
    if draft is not None:
        typed = _with_another_key(draft)
        return _form(request, StartForm(today, asked, typed), repeated, is_kept=True)
    if request.method != "POST":
        return _form(request, StartForm(today, asked, initial=_initial(repeated)), repeated)
    form = StartForm(today, asked, request.POST)
    if not form.is_valid():
        return _form(request, form, repeated, status=422)
    if "verander" in request.POST:
        return _form(request, form, repeated)
    if "open" not in request.POST:
        return _preview(request, form, repeated, today)
    return _open(request, form, repeated, today)


def _open(
    request: HttpRequest, form: StartForm, repeated: Survey | None, today: date
) -> HttpResponse:
    assert request.user.pk is not None
    opening_key: UUID = form.cleaned_data["opening_key"]
    survey_id = survey_id_of(opening_key)
    try:
        codes = opening.open_survey(
            opening_key=opening_key,
            maker_id=request.user.pk,
            proposal=proposal_of(form, repeated),
            today=today,
            repeats=repeated.pk if repeated else None,
        )
    except opening.AlreadyOpened:
        messages.info(request, OPENED_BEFORE)
        return redirect("assessment:survey-maker", survey_id)
    except opening.IdTaken:  # no page of ours sends somebody else's key
        questionnaires = askable(published_catalogue(), repeated)
        form = StartForm(today, questionnaires, _with_another_key(request.POST))
        form.add_error(None, "Deze pagina was niet meer geldig. Open de bevraging opnieuw.")
        return _form(request, form, repeated, status=409)
    except (opening.AlreadyRunning, opening.TooSoon) as refusal:
        form.add_error("organisation", reason_of(refusal))
        return _form(request, form, repeated, status=409)
    note_start(request, survey_id)
    return _opened(request, survey_id, codes)


def _with_another_key(sent: QueryDict) -> QueryDict:
    """The sent data with a new opening key."""
    typed = sent.copy()
    typed["opening_key"] = str(uuid4())
    return typed


def reason_of(refusal: opening.AlreadyRunning | opening.TooSoon) -> str:
    if isinstance(refusal, opening.TooSoon):
        return (
            "De vorige bevraging van deze organisatie is te kort geleden. Opnieuw vragen kan "
            f"vanaf {refusal.day:%d/%m/%Y}: anders verraden twee uitkomsten samen wat één collega "
            "antwoordde."
        )
    return "Voor deze organisatie loopt al een bevraging van u. Wacht tot die gesloten is."


def proposal_of(form: StartForm, repeated: Survey | None) -> opening.Proposal:
    catalogue, data = published_catalogue(), form.cleaned_data
    asked = questionnaire_of(catalogue, slug_of(data, repeated))
    return opening.Proposal(
        title=data["title"],
        organisation=data["organisation"],
        questionnaire=asked.slug,
        playbook_version=catalogue.number,
        questions=asked.questions,
        profiles=tuple(profile.slug for profile in catalogue.profiles),
        asked=data["asked"],
        has_codes=data["way"] == CODES,
        is_for_respondents=data["readers"] == EVERYBODY,
        closes_on=data["closes_on"],
    )


def slug_of(data: dict[str, Any], repeated: Survey | None) -> str:
    """The questionnaire that the form chose; a repeat asks what it repeats."""
    return repeated.questionnaire if repeated else data.get("questionnaire", "")


def _form(
    request: HttpRequest,
    form: StartForm,
    repeated: Survey | None,
    *,
    status: int = 200,
    is_kept: bool = False,
) -> HttpResponse:
    context = {"form": form, "repeated": repeated, "is_kept": is_kept}
    return render(request, "assessment/survey/start.html", context, status=status)


def _preview(
    request: HttpRequest, form: StartForm, repeated: Survey | None, today: date
) -> HttpResponse:
    """A preview for the maker of what respondents will see; nothing is stored yet."""
    data = form.cleaned_data
    asked = questionnaire_of(published_catalogue(), slug_of(data, repeated))
    survey = Survey(
        title=data["title"],
        organisation=data["organisation"],
        has_codes=data["way"] == CODES,
        is_for_respondents=data["readers"] == EVERYBODY,
        opened_on=today,
        closes_on=data["closes_on"],
        asked=data["asked"],
    )
    context = {
        "survey": survey,
        "sent": [(name, request.POST.get(name, "")) for name in form.fields],
        "form": AnswerForm(asked.questions, survey.has_codes),
        "repeated": repeated,
    }
    return render(request, "assessment/survey/preview.html", context)


def _opened(request: HttpRequest, survey_id: UUID, codes: list[str]) -> HttpResponse:
    """The only page that holds the codes: no redirect, since they are stored nowhere.

    A second click, and a reload while the survey is new, send the key again and get the same page.
    """
    survey = Survey.objects.get(pk=survey_id)
    address = address_of(request, survey)
    context = {
        "survey": survey,
        "address": address,
        "codes": " ".join(codes),
        "slips": made_slips(address, codes),
        "qr": "" if codes else qr_code(address),
    }
    return render(request, "assessment/survey/opened.html", context)


@require_safe
@login_required
@cache_control(no_store=True)
def survey(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    found = own_survey(request, survey_id, today)
    if found.is_released:
        return redirect("assessment:survey-outcome-maker", found.pk)
    return _running(request, found, today, None)


@require_POST
@login_required
def move(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    today = timezone.localdate()
    found = own_survey(request, survey_id, today)
    form = ClosingForm(found.schedule, today, found.morning_count, request.POST)
    if not form.is_valid():
        return _running(request, found, today, form, status=422)
    try:
        actions.move_closing(survey_id=found.pk, day=form.cleaned_data["day"], today=today)
    except actions.CannotMove:
        form.add_error("day", "De laatste dag kan niet naar die dag verschuiven, of verschoof al.")
        return _running(request, found, today, form, status=409)
    messages.success(request, "De laatste dag is verschoven. Nog eens verschuiven kan niet.")
    return redirect("assessment:survey-maker", found.pk)


def _running(
    request: HttpRequest, found: Survey, today: date, form: ClosingForm | None, status: int = 200
) -> HttpResponse:
    address = address_of(request, found)
    context: dict[str, Any] = {
        "survey": found,
        "is_open": found.is_open(today),
        "address": address,
        "qr": qr_code(address),
        "form": form or ClosingForm(found.schedule, today, found.morning_count),
        "may_move": found.schedule.may_move(today),
    }
    return render(request, "assessment/survey/running.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    found = own_survey(request, survey_id, timezone.localdate())
    if request.method != "POST":
        return render(request, "assessment/survey/delete.html", {"survey": found})
    actions.delete(survey_id=found.pk)
    messages.success(request, f"De bevraging ‘{found.title}’ is verwijderd.")
    return redirect("assessment:surveys")


def address_of(request: HttpRequest, survey: Survey) -> str:
    return request.build_absolute_uri(reverse("assessment:survey", args=[survey.key]))


def _repeated(request: HttpRequest, sent: QueryDict, today: date) -> Survey | None:
    """The survey that the form or `?herhaal=` asks to repeat; None for a broken id."""
    asked = sent.get("herhaal") or request.GET.get("herhaal", "")
    try:
        return own_survey(request, UUID(asked), today) if asked else None
    except ValueError:
        return None


def _initial(repeated: Survey | None) -> dict[str, Any]:
    if repeated is None:
        return {}
    return {
        "herhaal": repeated.pk,
        "title": repeated.title,
        "organisation": repeated.organisation,
        "asked": repeated.asked,
        "way": CODES if repeated.has_codes else "link",
        "readers": EVERYBODY if repeated.is_for_respondents else "trekker",
    }
