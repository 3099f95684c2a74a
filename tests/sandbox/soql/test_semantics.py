"""WHERE means what it says: random conditions agree with the same conditions in Python."""

import operator as op
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples

Record = dict[str, Any]


@dataclass(frozen=True)
class Tree:
    """A condition in SOQL, and the same in Python."""

    soql: str
    holds: Callable[[Record], bool]


_LEVELS: dict[str, Callable[[Any, Any], bool]] = {
    "=": op.eq,
    "<": op.lt,
    "<=": op.le,
    ">": op.gt,
    ">=": op.ge,
}


def _level(operator: str, number: int) -> Tree:
    holds = _LEVELS[operator]
    return Tree(
        f"Level {operator} {number}",
        lambda record: record["Level"] is not None and holds(record["Level"], number),
    )


def _unlike(field: str, value: str) -> Tree:
    return Tree(
        f"{field} != '{value}'",
        lambda record: record[field] is None or record[field].lower() != value.lower(),
    )


def _in(numbers: list[int | None], *, negated: bool) -> Tree:
    listed = ", ".join("null" if number is None else str(number) for number in numbers)
    return Tree(
        f"Level {'NOT ' if negated else ''}IN ({listed})", lambda record: (record["Level"] in numbers) != negated
    )


_leaves = st.one_of(
    st.builds(_level, st.sampled_from(list(_LEVELS)), st.integers(0, 5)),
    st.builds(_unlike, st.sampled_from(["Name", "Department"]), st.sampled_from(["ann", "SALES", "r&d", "x"])),
    st.builds(_in, st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=1, max_size=4), negated=st.booleans()),
    st.just(Tree("Department = null", lambda record: record["Department"] is None)),
    st.just(Tree("IsActive = true", lambda record: record["IsActive"] is True)),
    st.just(Tree("Name LIKE '%n%'", lambda record: "n" in record["Name"].lower())),
)


def _joined(word: str, trees: list[Tree]) -> Tree:
    every = all if word == "AND" else any
    return Tree(
        "(" + f" {word} ".join(tree.soql for tree in trees) + ")",
        lambda record: every(tree.holds(record) for tree in trees),
    )


_trees = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(_joined, st.sampled_from(["AND", "OR"]), st.lists(inner, min_size=2, max_size=4)),
        inner.map(lambda tree: Tree(f"(NOT {tree.soql})", lambda record: not tree.holds(record))),
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def everyone(run: Callable[[str], list[Record]]) -> list[Record]:
    return run("SELECT Name, Department, Level, IsActive FROM User")


@examples(200)
@given(tree=_trees)
def test_where_agrees_with_its_meaning(tree: Tree, names: Callable[[str], list[str]], everyone: list[Record]) -> None:
    expected = [record["Name"][:3].title() for record in everyone if tree.holds(record)]
    assert names(f"WHERE {tree.soql}") == expected
