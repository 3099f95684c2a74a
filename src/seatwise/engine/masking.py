"""What is not known: a column whose source is a gap is NULL in its model, so nothing can be computed from it."""

from seatwise.engine.sql_text import quoted
from seatwise.metrics.model import Metric


def masked(metric: Metric, unmet: frozenset[str]) -> str:
    """The model's SQL, with NULL for each column that needs what could not be read."""
    if not any(unmet.intersection(column.needs) for column in metric.columns):
        return metric.sql
    columns = ",\n    ".join(
        f"CAST(NULL AS {column.type.sql}) AS {quoted(column.name)}"
        if unmet.intersection(column.needs)
        else quoted(column.name)
        for column in metric.columns
    )
    return f"SELECT\n    {columns}\nFROM (\n{metric.sql}\n) AS model"
