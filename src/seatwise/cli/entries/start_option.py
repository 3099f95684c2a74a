"""The option `--from` of what people enter: the first day on which it is in effect."""

from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.context import services

if TYPE_CHECKING:
    from datetime import date

    from seatwise.domain.connection import Connection

StartOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="DAY",
        help="First day it is in effect, as 2026-01-31. Default: the day of the latest snapshot, else today.",
    ),
]


def first_day(connection: "Connection", typed: str | None) -> "date":
    """The day that was typed, else that of the org's latest snapshot, else today. Raises UsageError: no day."""
    from seatwise.app.entries.prices import parse_day

    return parse_day(typed) if typed is not None else services().latest_day(connection) or services().clock().date()
