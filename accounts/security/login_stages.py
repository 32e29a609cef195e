"""The steps of a sign-in that wait for a code."""

from __future__ import annotations

from allauth.account import stages
from django.http import HttpRequest


class Interruptible(stages.LoginStage):
    """A step that the sign-in page does not lead back to: it always begins a new sign-in.

    For some addresses the code never comes. The step is the same for those that get one, so that
    nobody learns from it which addresses have an account.
    """

    def is_resumable(self, request: HttpRequest) -> bool:
        return False


class LoginByCodeStage(Interruptible, stages.LoginByCodeStage):
    pass


class EmailVerificationStage(Interruptible, stages.EmailVerificationStage):
    pass
