"""SQL as text: literals, conditions and orders. Names and values of an org are data here, never SQL."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Metric
from seatwise.metrics.selection import Condition, Operator, Selection
from seatwise.sources.source import Source

_CONTROL = frozenset({"\0", "\n", "\r"})


def quoted(name: str) -> str:
    """A name as an identifier."""
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def literal(value: object) -> str:
    """A value as a literal. Raises TypeError: values of this kind have none."""
    match value:
        case None:
            return "NULL"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float() | Decimal():
            return f"{value}"
        case datetime():
            return f"TIMESTAMP '{value.replace(tzinfo=None).isoformat(sep=' ')}'"
        case date():
            return f"DATE '{value.isoformat()}'"
        case str():
            return _text(value)
        case list() | tuple():
            return f"[{', '.join(literal(each) for each in value)}]"
        case _:
            raise TypeError(f"{type(value).__name__} has no SQL literal")


def _text(value: str) -> str:
    """A text on one line: what would end a line, or a statement, is written by its number."""
    parts = re.split(r"([\x00\n\r])", value)
    texts = [f"chr({ord(part)})" if part in _CONTROL else "'" + part.replace("'", "''") + "'" for part in parts]
    return texts[0] if len(texts) == 1 else f"concat({', '.join(texts)})"


def condition_text(condition: Condition) -> str:
    """A condition as an expression that is true for the rows that meet it, and false or unknown for the others."""
    name = quoted(condition.columns[0])
    known = [literal(value) for value in condition.values if value is not None]
    blank = None in condition.values
    match condition.operator:
        case Operator.IN:
            among = f"{name} IN ({', '.join(known)})" if known else "false"
            return f"({among} OR {name} IS NULL)" if blank else among
        case Operator.NOT_IN:
            without = f"({name} IS NULL OR {name} NOT IN ({', '.join(known)}))" if known else "true"
            return f"({without} AND {name} IS NOT NULL)" if blank else without
        case Operator.AT_LEAST | Operator.BELOW:
            compared = f"{name} {'<' if condition.operator is Operator.BELOW else '>='} {known[0]}"
            return f"({compared} OR {name} IS NULL)" if blank else compared
        case Operator.MENTIONS:
            texts = ", ".join(f"CAST({quoted(column)} AS VARCHAR)" for column in condition.columns)
            return f"contains(lower(concat_ws(' ', {texts})), lower({known[0]}))"


def where_text(conditions: Sequence[Condition]) -> str:
    """All of the conditions together: ` WHERE ...`, or nothing."""
    return f" WHERE {' AND '.join(condition_text(each) for each in conditions)}" if conditions else ""


def order_column(metric: Metric, name: str) -> tuple[str, str]:
    """What a metric's rows are ordered by for a column, and its SQL type: its rank, or its value; texts in any case."""
    column = metric.known_column(name)
    if column.rank:
        return quoted(column.rank), metric.known_column(column.rank).type.sql
    return (f"lower({quoted(name)})" if column.type is FieldType.TEXT else quoted(name)), column.type.sql


def order_text(metric: Metric, selection: Selection, tie: str) -> str:
    """The order of the rows, ` ORDER BY ...`: texts in any case, unknown last either way, ties by the column `tie`."""
    by = [
        f"{order_column(metric, name)[0]} {'DESC' if descending else 'ASC'} NULLS LAST"
        for name, descending in selection.order
    ]
    return f" ORDER BY {', '.join([*by, quoted(tie)])}"


def table_text(source: Source, present: Sequence[str], file: str | None) -> str:
    """The rows of a table. A table or column that the snapshot lacks is there, without rows or blank.

    `present` are the columns that the file has; without a `file` the snapshot lacks the table.
    """
    columns = ", ".join(
        quoted(field.name) if field.name in present else f"CAST(NULL AS {field.type.sql}) AS {quoted(field.name)}"
        for field in source.fields
    )
    return f"SELECT {columns} FROM {file}" if file else f"SELECT {columns} WHERE false"
