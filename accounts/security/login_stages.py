"""The steps of a sign-in that wait for a code."""

from __future__ import annotations

from allauth.account import stages
from django.http import HttpRequest


class Interruptible(stages.LoginStage):
    """A stage that ends when the visitor opens the sign-in page again, which begins a new sign-in.

    Addresses without an account see the same stage but get no code, so that the stage does not
    reveal which addresses have an account.
    """

    def is_resumable(self, request: HttpRequest) -> bool:
        return False


class LoginByCodeStage(Interruptible, stages.LoginByCodeStage):
    pass


class EmailVerificationStage(Interruptible, stages.EmailVerificationStage):
    pass
