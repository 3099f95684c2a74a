"""What a command is given besides what was typed."""

from inspect import Parameter
from typing import cast

import typer

from seatwise.bootstrap import Services

CONTEXT = Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)  # of commands that are made


def services_of(context: typer.Context) -> Services:
    """The services that the command works with."""
    return cast("Services", context.obj)
