"""A page never shows a command of the terminal: whoever reads it has buttons and links."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import seatwise
from seatwise.app.connections.auth_methods import FIELDS, LOGIN_METHODS
from seatwise.domain.errors import without_command
from seatwise.web.templating import environment

SOURCE = Path(seatwise.__file__).parent
# Parsed before any test runs: beside a server's thread that parses, too, Python 3.11 says "recursion depth mismatch".
TREES = {str(file.relative_to(SOURCE)): ast.parse(file.read_text()) for file in SOURCE.rglob("*.py")}
COMMAND = re.compile(r"\b(?:seatwise|sf) [a-z]+ ?|(?<![-\w])--[a-z]")
# What only the terminal shows, and the help of its options.
TERMINAL = (
    *("__main__.py", "settings.py", "cli/", "sandbox/", "render/terminal.py", "web/server.py"),
    "web/access/site.py",  # of the page that asks for a token: only a terminal has one
    "app/connections/auth_methods.py",  # what the page shows of it is tested below
)


def texts(tree: ast.Module) -> Iterator[str]:
    """Every text of a file but its docstrings; what is filled in as NAME."""
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "NAME" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings | inside:
            yield node.value


def test_what_a_page_may_show_of_a_text_holds_no_command() -> None:
    found = {
        (name, text)
        for name, tree in TREES.items()
        if not name.startswith(TERMINAL)
        for text in texts(tree)
        if " " in text and COMMAND.search(without_command(text))
    }
    assert found == set()


def test_what_the_connect_page_says_of_a_login_method_holds_no_command() -> None:
    shown = {
        text for login in LOGIN_METHODS.values() for text in (login.label, login.summary, login.warning, *login.steps)
    } | {text for field in FIELDS.values() for text in (field.label, field.help, field.example)}
    assert {text for text in shown if COMMAND.search(text)} == set()


def test_no_template_and_no_script_holds_a_command() -> None:
    static = (SOURCE / "web" / "static").glob("*.js")
    templates = (SOURCE / "web" / "templates" / name for name in environment().list_templates())
    assert [file.name for file in (*static, *templates) if COMMAND.search(file.read_text())] == []


def test_the_rest_of_the_step_stays() -> None:
    assert without_command("Read it first: seatwise refresh acme") == "Read it first."
    assert without_command("Add it: sf org login web --alias acme") == "Add it."
    assert without_command("Check the login URL.") == "Check the login URL."
