"""The admin pages below /beheer/: the accounts and their rights.

They show what an administrator decides on. People change their own address, password and linked
sign-in themselves, and end their own sessions; what a plan holds is changed in the plan.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts.deletion import delete_account
from accounts.names import NameField, shown_name
from content.editing.access import EDITOR, PUBLISHER
from roadmap.actions.members import expire_pages_naming

ADMINISTRATOR = "beheerder"
MEANS = {"webauthn": "Passkey", "recovery_codes": "Herstelcodes"}
WITH_IT = "en de stappenplannen waarvan niemand anders eigenaar is"
RIGHTS = ("groups", "is_staff", "is_superuser")


def in_words(at: datetime | None) -> str:
    return date_format(localtime(at), "j F Y, H.i") + " uur" if at else "nog niet"


class PlaybookAdmin(admin.AdminSite):
    site_title = site_header = "Beheer van het AI Playbook"
    index_title = "Wat u hier beheert"
    enable_nav_sidebar = False  # there is one list

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        return redirect("admin:index")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Redirect to the account's own page, which asks to confirm the identity first."""
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("accounts:overview")


class GroupsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The groups that give a right, each labelled with what its members may do."""

    widget = forms.CheckboxSelectMultiple
    may = {EDITOR: "schrijft aan de volgende uitgave", PUBLISHER: "schrijft en geeft uit"}

    def __init__(self) -> None:
        groups = Group.objects.filter(name__in=self.may)
        super().__init__(groups, required=False, label="Redactie van het playbook")

    def label_from_instance(self, obj: Group) -> str:
        return f"{obj.name}: {self.may[obj.name]}"


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    first_name = NameField("Zo heet deze persoon in de plannen.")
    groups = GroupsField()

    class Meta:
        model = User
        fields = ("first_name", "is_active", *RIGHTS)
        labels = {
            "is_active": "Kan zich aanmelden",
            "is_staff": "Kan deze beheerpagina’s openen",
            "is_superuser": "Mag alles, ook op de pagina’s van de redactie",
        }
        help_texts = {
            "is_active": "Vink dit uit om iemand te weren zonder iets te verwijderen.",
            "is_staff": "",
            "is_superuser": "",
        }

    def clean_groups(self) -> list[Group]:
        """Groups that have no box here stay as they are."""
        others = self.instance.groups.exclude(name__in=GroupsField.may)
        return [*self.cleaned_data["groups"], *others]


class MeansOfPerson(admin.TabularInline):  # type: ignore[type-arg]
    """Passkeys and recovery codes, which can be deleted for a person who lost them."""

    model = Authenticator
    verbose_name, verbose_name_plural = "Aanmeldmiddel", "Passkeys en herstelcodes"
    fields = readonly_fields = ("kind", "since", "used")
    extra = 0

    @admin.display(description="Soort")
    def kind(self, means: Authenticator) -> str:
        return MEANS.get(means.type, str(means.type))

    @admin.display(description="Toegevoegd op")
    def since(self, means: Authenticator) -> str:
        return in_words(means.created_at)

    @admin.display(description="Laatst gebruikt op")
    def used(self, means: Authenticator) -> str:
        return in_words(means.last_used_at)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RightsFilter(admin.SimpleListFilter):
    title, parameter_name = "rechten", "recht"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(ADMINISTRATOR, "Beheerder"), (EDITOR, "Redacteur"), (PUBLISHER, "Uitgever")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        match self.value():
            case None:
                return queryset
            case str(name) if name == ADMINISTRATOR:
                return queryset.filter(Q(is_staff=True) | Q(is_superuser=True))
            case name:
                return queryset.filter(groups__name=name)


class PersonAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Deletes with a person all their data and the plans that nobody else owns.

    Such a plan would otherwise stay for ever, with nobody who can open it.
    """

    form = PersonForm
    inlines = (MeansOfPerson,)
    readonly_fields = ("email", "addresses", "linked", "since", "seen")
    fieldsets = (
        (None, {"fields": ("first_name", "email", "addresses", "linked")}),
        ("Rechten", {"fields": ("is_active", *RIGHTS)}),
        ("Gebruik", {"fields": ("since", "seen")}),
    )
    list_display = ("name", "email", "rights", "may_sign_in", "seen")
    list_filter = (RightsFilter,)
    list_per_page = 50
    ordering = ("-pk",)
    search_fields = ("email",)
    search_help_text = "Typ het begin van een e-mailadres, of een deel van een naam."
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    object_history_template = "admin/person_history.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[User], search_term: str
    ) -> tuple[QuerySet[User], bool]:
        """Search addresses by their index (stored in lower case), and names.

        A term with '@' is an address: names, which have no index, are then not searched.
        """
        term = search_term.strip()
        if not term:
            return queryset, False
        start = term.lower()
        own = EmailAddress.objects.filter(email__startswith=start)
        if connection.vendor == "sqlite":  # which uses no index for a LIKE with an escape
            own = own.filter(email__range=(start, f"{start}\U0010ffff"))
        found = Q(pk__in=own.values("user"))
        if "@" not in term:
            for written in {term, term.lower(), term.title()}:
                found |= Q(first_name__contains=written) | Q(email__startswith=written)
        return queryset.filter(found), False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Gebruikers"})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What the confirmation page lists; `delete_account` deletes it."""
        lines = [f"{shown_name(user)} ({user.email}): het account, {WITH_IT}" for user in objs]
        return lines, {"Accounts": len(lines)}, set(), []

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Only a superuser may change rights."""
        return (
            self.readonly_fields if request.user.is_superuser else (*self.readonly_fields, *RIGHTS)
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """False: people make their own account, which proves their address."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        expire_pages_naming(user_id=obj.pk)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        delete_account(user_id=obj.pk)
        if obj == request.user:  # the session ended with the account
            logout(request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in list(queryset):
            self.delete_model(request, user)

    @admin.display(description="Rechten")
    def rights(self, user: User) -> str:
        names = [group.name for group in user.groups.all()]
        if user.is_staff or user.is_superuser:
            names.append(ADMINISTRATOR)
        return ", ".join(names) or "-"

    @admin.display(description="Naam")
    def name(self, user: User) -> str:
        return shown_name(user)

    @admin.display(description="Kan zich aanmelden", boolean=True)
    def may_sign_in(self, user: User) -> bool:
        return user.is_active

    @admin.display(description="Account sinds")
    def since(self, user: User) -> str:
        return in_words(user.date_joined)

    @admin.display(description="Laatst aangemeld")
    def seen(self, user: User) -> str:
        return in_words(user.last_login)

    @admin.display(description="Bewezen e-mailadressen")
    def addresses(self, user: User) -> str:
        """Read-only: only the person can change these, with a mailed code."""
        own = EmailAddress.objects.filter(user=user, verified=True).order_by("email")
        return ", ".join(own.values_list("email", flat=True)) or "nog geen"

    @admin.display(description="Gekoppelde aanmelding")
    def linked(self, user: User) -> str:
        own = SocialAccount.objects.filter(user=user).order_by("provider")
        return ", ".join(own.values_list("provider", flat=True)) or "geen"


User.add_to_class("__str__", shown_name)  # the name that Django gives is an opaque key
apps.get_app_config("auth").verbose_name = "Toegang"
site = PlaybookAdmin()
site.register(User, PersonAdmin)
# The admin has no sign-in of its own, which would have other limits.
site.login = secure_admin_login(site.login)  # type: ignore[method-assign]
