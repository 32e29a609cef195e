"""Queries whose SQL never changes: compiled once in a process, with new values at each use.

For the few that every page asks: to compile one of them takes Django ten times as long as the
database takes to answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar, cast

from django.db import connection, models
from django.db.models.expressions import Expression

M = TypeVar("M", bound=models.Model)


class _Parameter(Expression):
    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def written(self, value: object) -> Any:
        return self.output_field.get_db_prep_value(value, connection)


def parameter(name: str, field: models.Field[Any, Any]) -> Any:
    """Stands in a queryset for a value that each use has of its own; `field` says how a database
    writes it. Methods of querysets take it as they take the value, which Any lets them.
    """
    return _Parameter(name, field)


class _Compiled(NamedTuple):
    sql: str
    params: tuple[Any, ...]
    converters: list[tuple[str, Any, Callable[..., Any]]]
    """Name and expression of an annotation, and what makes a database's value one of Python. Of the
    model's own columns `raw` knows them.
    """


class CompiledQuery(Generic[M]):
    """The first row of the queryset that `make` returns, with a `parameter` for each value.

    Rows have the model's columns and the queryset's annotations; `select_related` has no effect.
    """

    def __init__(self, make: Callable[[], models.QuerySet[M, Any]]) -> None:
        self.make = make
        self._model: type[M]
        self._by_vendor: dict[str, _Compiled] = {}

    def first(self, **values: object) -> M | None:
        """The row with these values for the parameters, by their names; None without a row."""
        compiled, params = self._with(values)
        for row in self._model._default_manager.raw(compiled.sql, params):
            for name, expression, convert in compiled.converters:
                setattr(row, name, convert(getattr(row, name), expression, connection))
            return row
        return None

    def columns(self, **values: object) -> tuple[Any, ...] | None:
        """The row as the database gives it, for a queryset of texts and numbers."""
        compiled, params = self._with(values)
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, params)
            return cast("tuple[Any, ...] | None", cursor.fetchone())

    def _with(self, values: Mapping[str, object]) -> tuple[_Compiled, list[Any]]:
        compiled = self._by_vendor.get(connection.vendor) or self._compile()
        return compiled, [
            param.written(values[param.name]) if isinstance(param, _Parameter) else param
            for param in compiled.params
        ]

    def _compile(self) -> _Compiled:
        queryset = self.make()[:1]
        self._model = queryset.model
        converters = [
            (name, one, convert)
            for name, one in queryset.query.annotations.items()
            for convert in (
                *connection.ops.get_db_converters(one),
                *one.get_db_converters(connection),
            )
        ]
        compiled = _Compiled(*queryset.query.sql_with_params(), converters)
        self._by_vendor[connection.vendor] = compiled
        return compiled
