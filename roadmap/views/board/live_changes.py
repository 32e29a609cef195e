"""What others changed since the page was rendered; a script asks every 15 seconds."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from content.http_cache import etag_of
from roadmap.access.permissions import author_of, plan_for
from roadmap.domain.changes.change_summary import LiveChanges, live_changes
from roadmap.forms.display import SinceForm
from roadmap.history.change_log import others_acts


@require_safe
def changes(request: HttpRequest, plan_id: UUID) -> HttpResponseBase:
    """304 while the plan is unchanged, which costs one query.

    Empty when the address has no version, or a version that the plan does not have.
    """
    plan = plan_for(request, plan_id)
    version = plan.version
    tag = etag_of("changes", version, plan.changed_at, plan.is_archived, plan.role)
    response = get_conditional_response(request, etag=tag)
    if response is None:
        found, form = LiveChanges(""), SinceForm(request.GET)
        if form.is_valid():
            acts = others_acts(plan_id, form.cleaned_data["sinds"], author_of(request))
            found = live_changes(acts)
        response = JsonResponse({"version": version, "text": found.text, "rows": found.rows})
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response
