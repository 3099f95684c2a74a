"""SOQL: parse, translate to SQL, run in DuckDB, and return rows as records."""

from seatwise.sandbox.soql.bulk import bulk_refusal, csv_select
from seatwise.sandbox.soql.errors import SoqlError
from seatwise.sandbox.soql.parser.parse import parse
from seatwise.sandbox.soql.parser.syntax import Query
from seatwise.sandbox.soql.plan import Plan
from seatwise.sandbox.soql.records import records
from seatwise.sandbox.soql.translate import translate

__all__ = ["Plan", "Query", "SoqlError", "bulk_refusal", "csv_select", "parse", "records", "translate"]
