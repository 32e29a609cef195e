"""Queries that are compiled once per process, and run with new values at each use.

For the few queries of every page: Django takes ten times as long to compile one as the database
takes to answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    """A placeholder in a queryset for a value that differs at each use; `field` converts it for
    the database. Typed Any, so that queryset methods accept it as the value.
    """
    return _Parameter(name, field)


class RowReader(Generic[M]):
    """Makes instances of a model, with annotations, from the values of a database row.

    Looks up the converters once; `Manager.raw` would do so at each use.
    """

    def __init__(self, model: type[M], annotations: Mapping[str, Any]) -> None:
        """`annotations`: name → field, in the order of the values."""
        fields = {field.attname: field for field in model._meta.concrete_fields}
        self.names = [*fields, *annotations]
        self._model, self._count = model, len(fields)
        self._converters = [
            (place, kind, convert)
            for place, field in enumerate((*fields.values(), *annotations.values()))
            for kind in [models.Value(None, field)]
            for convert in (
                *connection.ops.get_db_converters(kind),
                *kind.get_db_converters(connection),
            )
        ]

    def row(self, values: Sequence[Any]) -> M:
        read = list(values)
        for place, kind, convert in self._converters:
            read[place] = convert(read[place], kind, connection)
        row = self._model.from_db(connection.alias, self.names[: self._count], read[: self._count])
        for name, value in zip(self.names[self._count :], read[self._count :], strict=True):
            setattr(row, name, value)
        return row


class _Compiled(NamedTuple):
    sql: str
    params: tuple[Any, ...]
    reader: RowReader[Any]


class CompiledQuery(Generic[M]):
    """The first row of the queryset that `make` returns, with a `parameter` for each value.

    Rows have the model's columns and the queryset's annotations; `select_related` has no effect.
    """

    def __init__(self, make: Callable[[], models.QuerySet[M, Any]]) -> None:
        self.make = make
        self._by_vendor: dict[str, _Compiled] = {}

    def first(self, **values: object) -> M | None:
        """The first row with these values for the parameters, by name; None if there is none."""
        compiled = self._compiled()
        params = [
            param.written(values[param.name]) if isinstance(param, _Parameter) else param
            for param in compiled.params
        ]
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, params)
            found = cursor.fetchone()
        return found and cast("M", compiled.reader.row(found))

    def _compiled(self) -> _Compiled:
        if found := self._by_vendor.get(connection.vendor):
            return found
        queryset = self.make()
        annotations = queryset.query.annotations
        fields = {name: annotations[name].output_field for name in annotations}
        reader = RowReader(queryset.model, fields)
        compiled = _Compiled(
            *queryset.values_list(*reader.names)[:1].query.sql_with_params(), reader
        )
        self._by_vendor[connection.vendor] = compiled
        return compiled
