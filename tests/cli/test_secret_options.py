"""Secret options: env:, file:, standard input or a prompt; a literal one only on request; never in an error."""

import io
import sys
from pathlib import Path

import pytest

from seatwise.cli.orgs.secret_options import SecretReader, read_secret_file, with_asked
from seatwise.domain.errors import UsageError


@pytest.mark.parametrize(
    ("typed", "filled"),
    [
        (["acme", "--password"], ["acme", "--password", "ask:"]),
        (["--password", "--token", "--no-test"], ["--password", "ask:", "--token", "ask:", "--no-test"]),
        (["--password", "env:P", "acme"], ["--password", "env:P", "acme"]),
        (["--password", "-x"], ["--password", "-x"]),
        (["--password=", "--username", "u"], ["--password=", "--username", "u"]),
        ([], []),
    ],
)
def test_a_secret_option_without_a_value_asks(typed: list[str], filled: list[str]) -> None:
    assert with_asked(typed) == filled


def test_a_secret_comes_from_a_variable_or_a_file_without_its_line_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SW_TEST_SECRET", " with spaces ")
    (tmp_path / "s").write_text("päss word\r\n", "utf-8")
    reader = SecretReader(lambda question: f"answer to {question}")
    assert reader.read("--password", "env:SW_TEST_SECRET") == " with spaces "
    assert reader.read("--password", f"file:{tmp_path / 's'}") == "päss word"
    assert reader.read("--password", "ask:") == "answer to Password"
    assert capsys.readouterr().err == ""


def test_each_dash_takes_the_next_line_of_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("first \r\nsecond\n"))
    reader = SecretReader()
    assert [reader.read("--password", "-"), reader.read("--token", "-")] == ["first ", "second"]
    with pytest.raises(UsageError, match="--token: standard input has no line"):
        reader.read("--token", "-")


def test_a_key_file_may_be_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("BEGIN\nEND\n"))
    assert read_secret_file("--jwt-key", "-") == "BEGIN\nEND"


def test_a_literal_secret_is_refused_without_repeating_it_unless_it_is_asked_for() -> None:
    with pytest.raises(UsageError, match="other users of this machine") as refusal:
        SecretReader().read("--token", "hunter2")
    assert "--insecure-literal" in refusal.value.next_step
    assert "env:NAME" in refusal.value.next_step
    assert "hunter2" not in str(refusal.value)
    assert SecretReader(literal=True).read("--token", "hunter2") == "hunter2"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("env:SW_TEST_NOT_SET", "SW_TEST_NOT_SET is not set"),
        ("env:", "is not set"),
        ("file:/no/such/file", "cannot be read"),
        ("file:/dev/null", "is empty"),
        ("file:", "cannot be read"),
        ("ask:", "--password has no value, and there is no terminal"),
    ],
)
def test_a_secret_that_is_not_there_is_missed_by_name(given: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as refusal:
        SecretReader().read("--password", given)
    assert refusal.value.next_step
