"""A panel as columns with SQL types: what a Parquet file of it holds. The lake writes the file."""

import json

from seatwise.export.rows import ROW_FIELDS, UNITS
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.query import InputTable
from seatwise.views.panel import Panel

SQL_TYPES = {
    FieldType.TEXT: "VARCHAR",
    FieldType.FLAG: "BOOLEAN",
    FieldType.SEATS: "BIGINT",
    FieldType.LOGINS: "BIGINT",
    FieldType.SHARE: "DOUBLE",
    FieldType.MONEY: "DECIMAL(38,2)",
    FieldType.MONEY_TO_DATE: "DECIMAL(38,2)",
    FieldType.PRICE: "DECIMAL(18,4)",
    FieldType.DATE: "DATE",
}
_BESIDE = {"flags": "VARCHAR[]", "consumed_share": "DOUBLE", "runs_out": "DATE"}  # what the view adds to the metric


def parquet_rows(panel: Panel) -> tuple[InputTable, dict[str, str]]:
    """The rows exactly as shown, and what the file is about: org, snapshot, as_of, currency, gaps (JSON)."""
    columns = {name: (sql_type(name), [row[name] for row in panel.rows]) for name in ROW_FIELDS}
    about = {
        "org": panel.org,
        "snapshot": panel.snapshot,
        "as_of": panel.as_of.isoformat(),
        "currency": panel.currency,
        "gaps": json.dumps([gap.as_json() for gap in panel.gaps], ensure_ascii=False),
    }
    return InputTable(columns), about


def sql_type(field: str) -> str:
    """The SQL type of an exported field."""
    return _BESIDE.get(field) or SQL_TYPES[UNITS[field]]
