"""The pages of the repo: citations and links lead somewhere, and every command in them exists with its options."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from seatwise.cli.main import app

ROOT = Path(__file__).parents[1]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
CITING = [
    path for name in ("src", "tests", "bench") for path in (ROOT / name).rglob("*") if path.suffix in {".py", ".sql"}
]
DEFINITIONS = ROOT / "docs" / "explanation" / "definitions.md"
CITATION = re.compile(r"definitions,? sections? (\d+)(?:(?:,| and| to) (\d+))?", re.IGNORECASE)
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(page: Path) -> Iterator[str]:
    """The commands of a page: indented lines that begin with `seatwise`, without what is said about them beside."""
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("    seatwise "):
            yield re.split(r"\s{2,}", line.strip())[0]


def test_every_citation_of_the_definitions_resolves() -> None:
    sections = set(re.findall(r"^## (\d+)\. ", DEFINITIONS.read_text(encoding="utf-8"), re.MULTILINE))
    cited = {
        (str(path.relative_to(ROOT)), number)
        for path in CITING
        for match in CITATION.finditer(path.read_text(encoding="utf-8"))
        for number in match.groups()
        if number
    }
    assert len(cited) > 30
    assert {(path, number) for path, number in cited if number not in sections} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        target, _, anchor = link.partition("#")
        if "://" not in link:
            there = (page.parent / target).resolve() if target else page
            assert there.exists(), link
            assert not anchor or anchor in anchors(there), link


def test_every_claim_about_security_names_a_test_that_exists() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and "`tests/" in line]
    claims = [line for line in page.splitlines() if line.startswith("| ") and not re.search(r"\| test \|$", line)]
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", page)
    assert rows == claims
    assert len(named) > 30
    for path, name in named:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), (path, name)


@pytest.mark.slow
def test_every_command_of_the_pages_exists_with_its_options() -> None:
    written = [(page, command) for page in PAGES for command in commands(page)]
    assert len(written) > 50
    for page, command in written:
        where = f"{page.relative_to(ROOT)}: {command}"
        words, found = shlex.split(command)[1:], get_command(app)
        while words and hasattr(found, "commands"):
            assert words[0] in found.commands, where
            found, words = found.commands[words[0]], words[1:]
        known = {name for option in found.params for name in (*option.opts, *option.secondary_opts)}
        assert {word for word in words if word.startswith("--")} <= known, where
