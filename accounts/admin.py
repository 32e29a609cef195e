"""The admin's page of people: whom it deletes leaves as everybody does."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.deletion import delete_account

admin.site.unregister(User)


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """Django's, but a plan that was one person's alone goes with them, and every trace of them.

    Else that plan would stay without an owner, without an end, and open to nobody.
    """

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        delete_account(user_id=obj.pk)
        if obj == request.user:  # who deletes themselves has no session any more
            logout(request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in list(queryset):
            self.delete_model(request, user)
