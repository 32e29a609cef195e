"""What allauth's pages need to be pages of this site."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse


class AccountPagesMiddleware:
    """A form that comes back with errors is a 422."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

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
