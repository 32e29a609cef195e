"""Rights to edit and to publish: for members of two groups, and for administrators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
EDITOR, PUBLISHER = "redacteur", "uitgever"
"""Names of the groups; publishers may also edit."""


def may(request: HttpRequest, *groups: str) -> bool:
    """Whether this visitor is in one of these groups, or an administrator."""
    user = request.user
    if not user.is_authenticated or not user.is_active:
        return False
    return user.is_superuser or user.groups.filter(name__in=groups).exists()


def for_editors(view: View[P]) -> View[P]:
    return _for(view, EDITOR, PUBLISHER)


def for_publishers(view: View[P]) -> View[P]:
    return _for(view, PUBLISHER)


def _for(view: View[P], *groups: str) -> View[P]:
    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not may(request, *groups):
            raise PermissionDenied(f"Hiervoor moet u {groups[0]} van het playbook zijn.")
        return view(request, *args, **kwargs)

    return answer  # type: ignore[return-value]  # mypy names the argument, the alias does not
