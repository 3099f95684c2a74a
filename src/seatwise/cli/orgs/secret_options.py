"""Secrets on the command line: env:NAME, file:PATH, a prompt without echo, or (with a warning) in the clear."""

import os
import sys
from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand

from seatwise.app.connections.auth_methods import FIELDS, FieldKind
from seatwise.cli.console import warn
from seatwise.domain.errors import UsageError

ASK = "ask:"
OPTIONS = tuple(field.option for field in FIELDS.values() if field.kind is FieldKind.SECRET)
FORMS = "Use {option} env:NAME or {option} file:PATH."

Ask = Callable[[str], str]


class TakesSecrets(TyperCommand):
    """A command whose secret options need no value: without one it prompts for it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments, after marking secret options without a value."""
        return super().parse_args(ctx, with_asked(args))


def with_asked(args: list[str]) -> list[str]:
    """The arguments, with `ask:` after each secret option without a value."""
    filled = []
    for arg, following in zip_longest(args, args[1:], fillvalue="--"):
        filled.append(arg)
        if arg in OPTIONS and following.startswith("--"):
            filled.append(ASK)
    return filled


def ask_hidden(question: str) -> str:
    """Prompt without echo. Raises UsageError without a terminal."""
    if not sys.stdin.isatty():
        raise UsageError(f"{question} is needed, and there is no terminal to enter it.")
    answer: str = typer.prompt(question, hide_input=True, default="", show_default=False, err=True)
    return answer


def read_secret(option: str, given: str, *, ask: Ask = ask_hidden) -> str:
    """The secret of an option like `--password`, given as env:NAME, file:PATH, `ask:`, or as it is.

    Raises UsageError, which never contains a secret: variable or file missing or empty, or no terminal.
    """
    if given == ASK:
        try:
            return ask(option.removeprefix("--").replace("-", " ").capitalize())
        except UsageError as error:
            raise UsageError(
                f"{option} has no value, and there is no terminal to enter it.", FORMS.format(option=option)
            ) from error
    source, separator, name = given.partition(":")
    if separator and source == "env":
        if secret := os.environ.get(name):
            return secret
        raise UsageError(
            f"{option}: the environment variable {name} is not set or empty.", f"Set {name} and try again."
        )
    if separator and source == "file":
        return read_secret_file(option, name)
    warn(f"{option} is in the shell's history now. {FORMS.format(option=option)}")
    return given


def read_secret_file(option: str, name: str) -> str:
    """The secret in a file, without the final line end. Raises UsageError if there is none."""
    try:
        secret = Path(name).expanduser().read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise UsageError(f"{option}: the file {name} cannot be read ({reason}).", "Check its path.") from error
    if not secret:
        raise UsageError(f"{option}: the file {name} is empty.", "Put the secret in it, on one line.")
    return secret
