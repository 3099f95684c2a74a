"""What a terminal shows has no control character and no bidi override, whoever wrote the text."""

import csv
import io
from contextlib import redirect_stderr, redirect_stdout

import pytest

from render.results import EVIL, license_row, table
from seatwise.cli.console import ListFormat, console, notes, print_error, print_list, say, warn
from seatwise.cli.safe_console import terminal_file
from seatwise.domain.errors import OrgError
from seatwise.render import Format, write

NEVER = {*map(chr, (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))} - {"\n"}


class Terminal(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb"), ("COLUMNS", "200")):
        monkeypatch.setenv(name, value)


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


def test_messages_and_errors_are_clean(terminal: Terminal) -> None:
    with redirect_stdout(terminal), redirect_stderr(terminal):
        say(f"Read {EVIL}")
        warn(f"Left out {EVIL}")
        notes().print(EVIL)
        console().print(EVIL, EVIL, soft_wrap=True)
        print_error(OrgError(f"Salesforce: {EVIL}", f"Ask {EVIL}"))
    shown = terminal.getvalue()
    assert shown.count("<script>") == 7
    assert not NEVER & {*shown}


@pytest.mark.parametrize("form", [Format.CSV, Format.JSON, Format.HTML])
def test_files_in_the_terminal_are_clean(terminal: Terminal, form: Format) -> None:
    write(table(license_row(label=EVIL)), form, terminal_file(terminal))
    assert "<script>" in terminal.getvalue() or "&lt;script&gt;" in terminal.getvalue()
    assert not NEVER & {*terminal.getvalue()}


def test_a_character_is_shown_whole_wherever_its_bytes_are_cut(terminal: Terminal) -> None:
    out = terminal_file(terminal)
    for byte in "Zürich \N{ROCKET}\r\n".encode():
        out.write(bytes([byte]))
    assert terminal.getvalue() == "Zürich \N{ROCKET}\n"


def test_a_list_as_csv_runs_nothing_and_is_clean_in_the_terminal(terminal: Terminal) -> None:
    rows = [(EVIL, None, -5)]
    with redirect_stdout(terminal):
        print_list(("Name", "Note", "Count"), rows, ListFormat.CSV)
    assert not NEVER & {*terminal.getvalue()}
    file = io.StringIO()
    with redirect_stdout(file):
        print_list(("Name", "Note", "Count"), rows, ListFormat.CSV)
    assert list(csv.reader(io.StringIO(file.getvalue(), newline="")))[1] == [f"'{EVIL}", "", "-5"]
