"""The kinds of license of which some may be missing: a sum over them is "at least", by an unknown number."""

from seatwise.metrics.field_types import FieldType
from seatwise.metrics.model import Column, Metric

UNREAD_KINDS = Metric(
    name="unread_kinds",
    subject="licenses",
    sentence="One row per kind of license of which the snapshot may lack some.",
    tables=(),
    inputs=("gap",),
    columns=(Column("kind", "Kind", FieldType.TEXT, "user, permission_set (an add-on), feature or package."),),
)
