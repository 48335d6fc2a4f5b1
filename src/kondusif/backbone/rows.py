"""Inserting many plain rows at once, past the model instances: for the writes that come by the thousand.

Same columns, same formats as Django's own `bulk_create`, at about a tenth of its time for each row. No defaults, no
signals, no keys come back: every column that the table needs is given.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Model, UUIDField

Convert = Callable[[Any], Any]


def insert(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts `rows`, each with the values of the columns `names` (field names, "station_id" for a key) in order."""
    fields = [_field(model, name) for name in names]
    converts = [_convert(field) for field in fields]
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(quote(str(f.column)) for f in fields)
    plain = [
        tuple(
            convert(value) if convert and value is not None else value
            for convert, value in zip(converts, row, strict=True)
        )
        for row in rows
    ]
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({columns}) FROM STDIN", plain)
        return
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", plain)  # noqa: S608


def _copy(statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    return by_name[name]


def _convert(field: Field[Any, Any]) -> Convert | None:
    """How a value is written to this column; None where it is written as it is."""
    sqlite = connection.vendor == "sqlite"
    if isinstance(field, JSONField):
        return _json_text if sqlite else _json_value
    if isinstance(field, DateTimeField):
        return _naive_text if sqlite else None
    if isinstance(field, UUIDField):
        return _hex if sqlite else None
    return None


def _naive_text(moment: datetime) -> str:
    return str(moment.astimezone(UTC).replace(tzinfo=None))


def _hex(value: UUID) -> str:
    return value.hex


def _json_text(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder)


def _json_value(value: Any) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(value)
