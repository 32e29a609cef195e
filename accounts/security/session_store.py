"""Database sessions, read in one query with their signed-in person."""

from __future__ import annotations

from functools import cache
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.security.session_identities import identities_in, note
from content.compiled_query import RowReader


class SessionStore(db.SessionStore):
    """Django's, but one query reads the session and its account."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self.person: User | None = None
        self._loaded: tuple[str | None, str] = (None, "")

    def load(self) -> dict[str, Any]:
        now = Session._meta.get_field("expire_date").get_db_prep_value(timezone.now(), connection)
        statement, people = _statement()
        with connection.cursor() as cursor:
            cursor.execute(statement, [self.session_key, now])
            found = cursor.fetchone()
        if found is None:
            return super().load()
        data, *person = found
        self.person = people.row(person) if any(person) else None
        self._loaded = self.session_key, data
        return self.decode(data)

    def save(self, must_create: bool = False) -> None:
        """As Django's; also stores identities that are new since the session was loaded."""
        super().save(must_create)
        content = dict(self.items())
        named = identities_in(content)
        if self.session_key and named - self._named_before():
            note(self.session_key, named)
            self._loaded = self.session_key, self.encode(content)

    def _named_before(self) -> frozenset[str]:
        key, data = self._loaded
        return identities_in(self.decode(data)) if key == self.session_key else frozenset()


def person_of(request: HttpRequest) -> User | AnonymousUser:
    """As `auth.get_user`, without a query if the account that was read with the session is valid
    for it; otherwise Django's function decides.
    """
    session = request.session
    named, backend = session.get(auth.SESSION_KEY), session.get(auth.BACKEND_SESSION_KEY)
    person = session.person if isinstance(session, SessionStore) else None
    if (
        person is not None
        and person.is_active
        and named == str(person.pk)
        and [backend] == settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(
            session.get(auth.HASH_SESSION_KEY) or "", person.get_session_auth_hash()
        )
    ):
        return person
    return auth.get_user(request)


@cache
def _statement() -> tuple[str, RowReader[User]]:
    """The query, and the reader of its columns after the first, which is the session's data."""
    sessions, sign_ins, people = (
        connection.ops.quote_name(model._meta.db_table) for model in (Session, UserSession, User)
    )
    reader = RowReader(User, {})
    columns = ", ".join(f"{people}.{name}" for name in reader.names)
    return (
        f"SELECT {sessions}.session_data, {columns} FROM {sessions} "
        f"LEFT JOIN {sign_ins} ON {sign_ins}.session_key = {sessions}.session_key "
        f"LEFT JOIN {people} ON {people}.id = {sign_ins}.user_id "
        f"WHERE {sessions}.session_key = %s AND {sessions}.expire_date > %s"
    ), reader
