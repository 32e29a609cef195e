"""The admin's page of people, which deletes an account as its own person would."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.deletion import delete_account
from roadmap.actions.members import renamed

admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """Django's, but with a person it deletes their traces and the plans that are theirs alone.

    Such a plan would otherwise stay without an owner, without an end, and open to nobody.
    """

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change:
            renamed(user_id=obj.pk)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        delete_account(user_id=obj.pk)
        if obj == request.user:  # nobody is left to be signed in
            logout(request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in list(queryset):
            self.delete_model(request, user)
