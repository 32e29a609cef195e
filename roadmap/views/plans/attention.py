"""'Aan zet': what needs attention in one plan or in all of a visitor's, and acting on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from content.published import published_catalogue
from roadmap import actions
from roadmap.access.permissions import Role, member_of, plan_for, plans_of
from roadmap.actions.activities import ActivityConflict
from roadmap.actions.plans import DetailsConflict
from roadmap.domain.overview.attention import next_review, postponed
from roadmap.domain.overview.filters import ME
from roadmap.domain.plan.fields import ActivityValues, Fields, Status
from roadmap.domain.plan.state import activity_ref
from roadmap.domain.plan.wording import Difference, Wording, day_in_words
from roadmap.drafts.session import draft_of, restores_draft
from roadmap.forms.attention import AttentionForm, PlanReviewForm
from roadmap.history.change_log import actor
from roadmap.history.errors import Gone
from roadmap.history.reading import StoredActivity, activity_of
from roadmap.models import Plan
from roadmap.queries.attention import GROUPS, attention_of, coming_milestones
from roadmap.queries.members import names_to_pick
from roadmap.views.pages import (
    UNDO,
    SeeOther,
    act_key,
    conflict_context,
    last_change_of,
    refused,
    revision_for,
)

OWNER = "eigenaar"
"""In the address and in forms, as in the filter of the grid: ME shows one's own lines."""
GROUP, PAGE = "groep", "pagina"
PAGE_NUMBER = re.compile("[1-9][0-9]{0,5}")
ALL = "alle"
"""Value of the field `lijst` on the page that has the lines of all plans."""
SIGNED_OUT = (
    "U was niet meer aangemeld. Kijk na wat er nu staat, en doe het opnieuw als u dat nog wilt."
)
DONE_IN = "in"
"""Query parameter after an act: the id of the plan in which the undo button works."""

CHANGED = (
    "Dit is intussen veranderd. Kijk na wat er nu staat, en doe het dan opnieuw als u dat nog wilt."
)

SENT_BEFORE = "Dit was al gedaan, en is niet nog eens gedaan. Hieronder ziet u wat er nu staat."


@dataclass(frozen=True, slots=True)
class AttentionFilter:
    """Which lines to show: one's own only or all, and a page of one group ('': all groups)."""

    is_mine: bool
    group: str
    page: int

    @classmethod
    def from_query(cls, asked: QueryDict) -> AttentionFilter:
        """From a query string or a form; invalid values are ignored."""
        group, page = asked.get(GROUP, ""), asked.get(PAGE, "")
        is_known = group in {one.slug for one in GROUPS}
        return cls(
            is_mine=asked.get(OWNER) == ME,
            group=group if is_known else "",
            page=int(page) if is_known and PAGE_NUMBER.fullmatch(page) else 1,
        )

    @property
    def query(self) -> dict[str, str]:
        """As parameters of the list's address."""
        page = str(self.page) if self.page > 1 else ""
        asked = {OWNER: ME if self.is_mine else "", GROUP: self.group, PAGE: page}
        return {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class NotDone:
    """Why an act on a line was refused. `typed`: the owner that was sent.

    `differences`: between the stored and the requested values.
    """

    row: int
    title: str
    reason: str
    typed: str = ""
    actor: str = ""
    differences: tuple[Difference, ...] = ()


@require_safe
def plan_attention(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    return _of_plan(request, plan_for(request, plan_id))


@require_safe
def my_attention(request: HttpRequest) -> HttpResponse:
    return _of_all(request)


@restores_draft
def act(request: HttpRequest, plan_id: UUID, row_id: int) -> HttpResponse:
    """Does the act of a line's button, and returns to the list that the button is on."""
    plan = plan_for(request, plan_id, Role.EDITOR)
    if request.method != "POST":
        return _list_with_draft(request, plan, row_id)
    sent = request.GET.copy()  # fields in the address of the button
    sent.update(request.POST)
    form = AttentionForm(sent)
    if not form.is_valid() and "owner" not in form.errors:
        return refused(request, plan, form)
    try:
        stored = activity_of(plan.pk, row_id)
        if not form.is_valid():
            return _page(request, plan, _refused(row_id, stored, form), 422)
        fields = _changed_fields(form, stored.values)
        version = _act(request, plan, row_id, form, fields)
    except ActivityConflict as conflict:
        return _page(request, plan, _conflict(plan, row_id, conflict.stored, fields, form), 409)
    except Gone:
        return _page(request, plan, _gone(plan, row_id, form), 410)
    now = {**stored.values.as_fields(), **fields}
    _add_message(request, _outcome(form.cleaned_data["act"], now) if version else "")
    return SeeOther(_address(request, plan))


def _act(
    request: HttpRequest, plan: Plan, row_id: int, form: AttentionForm, fields: Fields
) -> int | None:
    """The activity's new version; None when the same request was done before."""
    is_review = form.cleaned_data["act"] == AttentionForm.REVIEW
    do = actions.activities.review if is_review else actions.activities.edit
    revision, version = revision_for(request, plan, act_key(request)), form.cleaned_data["version"]
    return do(revision, row_id=row_id, version=version, fields=fields)


@require_POST
def review_plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Marks the review of the whole plan as done."""
    plan = plan_for(request, plan_id, Role.EDITOR)
    form = PlanReviewForm(request.POST)
    if not form.is_valid():
        return refused(request, plan, form)
    revision, due = revision_for(request, plan, act_key(request)), form.cleaned_data["due"]
    try:
        is_done = actions.plans.review(revision, due=due)
    except DetailsConflict:
        return _page(request, plan_for(request, plan_id), NotDone(0, plan.title, CHANGED), 409)
    now = plan_for(request, plan_id)
    _add_message(request, _reviewed(f"‘{plan.title}’", now.review_on) if is_done else "")
    return SeeOther(_address(request, plan))


def _add_message(request: HttpRequest, outcome: str) -> None:
    """Adds the message after an act, with an undo button. `outcome`: '' for a repeated request.

    The act of a repeated request may be undone by now, so the message does not state its outcome.
    """
    if outcome:
        messages.success(request, outcome, extra_tags=UNDO)
    else:
        messages.info(request, SENT_BEFORE)


def _list_with_draft(request: HttpRequest, plan: Plan, row_id: int) -> HttpResponse:
    """The plan's list with the act that was sent after the session expired."""
    draft = draft_of(request)
    form = AttentionForm(draft or QueryDict())
    try:
        title = activity_of(plan.pk, row_id).values.title
    except Gone:
        return _of_plan(request, plan, _gone(plan, row_id, form), 410)
    if draft is None:
        return SeeOther(resolve_url("roadmap:attention", plan.pk))
    return _of_plan(request, plan, NotDone(row_id, title, SIGNED_OUT, form.typed))


def _changed_fields(form: AttentionForm, now: ActivityValues) -> Fields:
    """The fields that the act changes. The owner is a typed name: the act looks up the member."""
    match form.cleaned_data["act"]:
        case AttentionForm.FINISH:
            return {"status": Status.DONE}
        case AttentionForm.POSTPONE:
            return {"due_date": postponed(now, timezone.localdate())}
        case AttentionForm.REVIEW:
            return {"review_on": next_review(now.review, timezone.localdate())}
    return {"owner": form.cleaned_data["owner"] if form.is_other_owner else str(now.owner)}


def _outcome(act: str, now: Fields) -> str:
    title = f"‘{now['title']}’"
    match act:
        case AttentionForm.FINISH:
            return f"{title} is klaar."
        case AttentionForm.POSTPONE:
            return f"{title} moet nu klaar zijn tegen {day_in_words(now['due_date'])}."
        case AttentionForm.REVIEW:
            return _reviewed(title, now["review_on"])
    return f"{title}: {now['owner'] or 'niemand'} trekt dit."


def _reviewed(what: str, again: date | None) -> str:
    return f"{what} is herzien." + (f" De volgende keer: {day_in_words(again)}." if again else "")


def _refused(row_id: int, stored: StoredActivity, form: AttentionForm) -> NotDone:
    error = " ".join(map(str, form.errors["owner"]))
    return NotDone(row_id, stored.values.title, error, form.typed)


def _conflict(
    plan: Plan, row_id: int, stored: StoredActivity, wanted: Fields, form: AttentionForm
) -> NotDone:
    wording, held = Wording(published_catalogue()), stored.values.as_fields()
    differences = wording.differing(ActivityValues, held, wanted)
    found = conflict_context(plan, activity_ref(row_id), differences, wanted)
    title, both = stored.values.title, found["differences"]
    return NotDone(row_id, title, CHANGED, form.typed, found["actor"], both)


def _gone(plan: Plan, row_id: int, form: AttentionForm) -> NotDone:
    """For an activity that was removed. Raises NotFound if it never was in this plan."""
    who = actor(last_change_of(plan, activity_ref(row_id), "activiteit"))
    return NotDone(row_id, "", "De activiteit is intussen uit het plan genomen.", form.typed, who)


def _address(request: HttpRequest, plan: Plan) -> str:
    """The address of the list that the button is on, with its filter."""
    is_all = request.POST.get("lijst") == ALL
    list_of = resolve_url(*(["roadmap:my-attention"] if is_all else ["roadmap:attention", plan.pk]))
    shown = AttentionFilter.from_query(request.POST).query
    return f"{list_of}?{urlencode({**shown, DONE_IN: plan.pk})}"


def _page(request: HttpRequest, plan: Plan, problem: NotDone, status: int) -> HttpResponse:
    if request.POST.get("lijst") == ALL:
        return _of_all(request, problem, status)
    return _of_plan(request, plan, problem, status)


def _of_plan(
    request: HttpRequest, plan: Plan, problem: NotDone | None = None, status: int = 200
) -> HttpResponse:
    context = {"plan": plan, **_context(request, [plan], problem)}
    return render(request, "roadmap/plans/attention.html", context, status=status)


def _of_all(
    request: HttpRequest, problem: NotDone | None = None, status: int = 200
) -> HttpResponse:
    plans = list(plans_of(request).filter(is_archived=False))
    context = {"is_all": True, **_context(request, plans, problem)}
    return render(request, "roadmap/plans/my_attention.html", context, status=status)


def _context(request: HttpRequest, plans: list[Plan], problem: NotDone | None) -> dict[str, Any]:
    shown = AttentionFilter.from_query(request.POST if request.method == "POST" else request.GET)
    me, today = member_of(request), timezone.localdate()
    groups = attention_of(
        published_catalogue(),
        plans if me or not shown.is_mine else [],
        today,
        me=me if shown.is_mine else None,
        only=shown.group,
        page=shown.page,
    )
    editable = {plan.pk: plan for plan in plans if plan.may_edit}
    lines = [line for group in groups for line in group.lines if line.plan.may_edit]
    is_whole = not (shown.is_mine or shown.group)
    return {
        "groups": groups,
        "is_empty": not any(group.count for group in groups),
        "milestones": coming_milestones(plans, today) if is_whole else [],
        "people": names_to_pick({line.plan.pk for line in lines}) if lines else {},
        "problem": problem,
        "key": uuid4(),
        "has_people": me is not None,
        "shown": shown,
        "may_act": bool(editable),
        "undo_in": next((pk for pk in editable if str(pk) == request.GET.get(DONE_IN)), None),
    }
