"""What is not known: a column whose source is a gap is NULL in its model, so nothing can be computed from it."""

from seatwise.engine.sql_text import quoted
from seatwise.metrics.model import Metric


def masked(metric: Metric, unmet: frozenset[str]) -> str:
    """The model's SQL, with NULL for each column that needs what could not be read."""
    masks = metric.masks or {column.name: column.needs for column in metric.columns}
    unknown = [quoted(name) for name, needs in masks.items() if unmet.intersection(needs)]
    if not unknown:
        return metric.sql
    nulls = ",\n    ".join(f"CASE WHEN false THEN {name} END AS {name}" for name in unknown)  # NULL, of the same type
    return f"SELECT * REPLACE (\n    {nulls}\n)\nFROM (\n{metric.sql}\n) AS model"
