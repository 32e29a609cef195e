"""Sets `request.user`, and makes allauth's pages behave like the site's other pages."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib.auth import middleware as auth
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.functional import SimpleLazyObject

from accounts.security.session_store import person_of
from roadmap.drafts.session import remember_typist

SIGNED_IN = "accounts.signed_in"
"""Key in a request's META: the id of the person who signed in or proved an address by it."""


class AuthenticationMiddleware(auth.AuthenticationMiddleware):
    """Django's, with the person that was read together with the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]


class AccountPagesMiddleware:
    """Gives forms with errors status 422, and sets the typist cookie at sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if user_id := request.META.get(SIGNED_IN):
            remember_typist(response, user_id)
        return response

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        shown = (response.context_data or {}).values()
        if (
            request.method == "POST"
            and response.status_code == 200
            and any(isinstance(form, forms.BaseForm) and form.errors for form in shown)
        ):
            response.status_code = 422
        return response
