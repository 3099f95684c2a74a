"""Secret options: env:, file:, asked for, or in the clear with a warning; never repeated in an error."""

from pathlib import Path

import pytest

from seatwise.cli.orgs.secret_options import ask_hidden, read_secret, with_asked
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
    monkeypatch.setenv("SW_TEST_SECRET", " spaces: kept ")
    (tmp_path / "s").write_text("päss word\r\n", "utf-8")
    assert read_secret("--password", "env:SW_TEST_SECRET") == " spaces: kept "
    assert read_secret("--password", f"file:{tmp_path / 's'}") == "päss word"
    assert read_secret("--password", "ask:", ask=lambda question: f"told after {question}") == "told after Password"
    assert capsys.readouterr().err == ""


def test_a_secret_in_the_clear_works_and_warns_without_repeating_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_secret("--token", "hunter2") == "hunter2"
    said = capsys.readouterr()
    assert "history" in said.err
    assert "env:NAME" in said.err
    assert "hunter2" not in said.err + said.out


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
        read_secret("--password", given, ask=ask_hidden)
    assert refusal.value.next_step
