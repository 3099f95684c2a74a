"""The measure of actors that nobody knows. The SQL stands beside it."""

from seatwise.measures.model import Column, Measure, Unit

UNKNOWN_ACTORS = Measure(
    name="unknown_actors",
    sentence="One row: how many ids that touched records are of no user.",
    tables=("record_touch", "user"),
    columns=(Column("unknown_actors", "Unknown actors", Unit.USERS, "Ids that touched records and are of no user."),),
)
