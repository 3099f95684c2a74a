"""Secrets on the command line: env:NAME, file:PATH, - (standard input) or a prompt; as they are only on request."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand

from seatwise.app.connections.auth_methods import FIELDS, FieldKind
from seatwise.domain.errors import UsageError

ASK, STANDARD_INPUT = "ask:", "-"
INSECURE = "--insecure-literal"
OPTIONS = tuple(field.option for field in FIELDS.values() if field.kind is FieldKind.SECRET)
FORMS = "Use {option} env:NAME, {option} file:PATH, {option} - (standard input), or {option} alone, which prompts."

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


@dataclass(frozen=True)
class SecretReader:
    """Reads the values of secret options. `literal`: a value may be the secret itself, which other users can see."""

    ask: Ask = ask_hidden
    literal: bool = False

    def read(self, option: str, given: str) -> str:
        """The secret of an option like `--password`, given as env:NAME, file:PATH, `-` or `ask:`.

        `-` takes the next line of standard input. Raises UsageError, which never contains a secret: a literal one is
        not allowed, a variable or file is missing or empty, or there is no terminal.
        """
        if given == ASK:
            return self._prompt(option)
        if given == STANDARD_INPUT:
            return _present(option, sys.stdin.readline().rstrip("\r\n"), "standard input has no line for it")
        source, separator, name = given.partition(":")
        if separator and source == "env":
            return _present(option, os.environ.get(name, ""), f"the environment variable {name} is not set or empty")
        if separator and source == "file":
            return read_secret_file(option, name)
        if self.literal:
            return given
        raise UsageError(
            f"{option} has the secret itself as its value, which other users of this machine can see.",
            f"{FORMS.format(option=option)} If that does not matter, add {INSECURE}.",
        )

    def _prompt(self, option: str) -> str:
        try:
            return self.ask(option.removeprefix("--").replace("-", " ").capitalize())
        except UsageError as error:
            raise UsageError(
                f"{option} has no value, and there is no terminal to enter it.", FORMS.format(option=option)
            ) from error


def read_secret_file(option: str, name: str) -> str:
    """The secret in a file (`-`: standard input), without the final line end. Raises UsageError if there is none."""
    if name == STANDARD_INPUT:
        return _present(option, sys.stdin.read().rstrip("\r\n"), "standard input is empty")
    try:
        secret = Path(name).expanduser().read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise UsageError(f"{option}: the file {name} cannot be read ({reason}).", "Check its path.") from error
    return _present(option, secret, f"the file {name} is empty")


def _present(option: str, secret: str, problem: str) -> str:
    if not secret:
        raise UsageError(f"{option}: {problem}.", "Put the secret there and try again.")
    return secret
