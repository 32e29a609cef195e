"""The steps of a sign-in that wait for a code, and what the sign-in page does meanwhile."""

from __future__ import annotations

from allauth.account import stages
from django.http import HttpRequest


class BeginsAnew(stages.LoginStage):
    """A step that does not hold the visitor: the sign-in page always begins a new sign-in.

    A code for an address without account, or for one that has an account already, never comes. For
    codes that do come it is the same, so that nobody learns from it which addresses are known.
    """

    def is_resumable(self, request: HttpRequest) -> bool:
        return False


class LoginByCodeStage(BeginsAnew, stages.LoginByCodeStage):
    pass


class EmailVerificationStage(BeginsAnew, stages.EmailVerificationStage):
    pass
