"""What a command works with: the Services object that `main` passes to the command line."""

import click

from seatwise.bootstrap import Services


def services() -> Services:
    """The services of the command that runs."""
    return click.get_current_context().ensure_object(Services)
