"""The seal of a row: SHA-256 over the name of its table and the names and values of its columns."""

import hashlib
import json
from collections.abc import Iterable

WHOLE = 2**256  # sums of seals are taken modulo this


def row_seal(table: str, columns: Iterable[tuple[str, object]]) -> str:
    """The seal of a row, of its values as SQLite stores them: text, numbers, bytes, None.

    JSON keeps them apart: 1 from "1", None from "". Text that is no UTF-8 is read with surrogates in it, and escaped.
    """
    named = [
        [name, value.hex() if isinstance(value, bytes) else value, type(value).__name__] for name, value in columns
    ]
    return hashlib.sha256(json.dumps([table, named]).encode("ascii")).hexdigest()


def sum_of(seals: Iterable[object]) -> int:
    """The sum of seals, in any order: it changes when one is added, lost or altered. What is no seal adds 1."""
    return sum(_number(seal) for seal in seals) % WHOLE


def as_digest(total: int) -> str:
    """A sum as it is stored."""
    return f"{total % WHOLE:064x}"


def printable(text: object) -> str:
    """A damaged text, fit for a message: a question mark for what no terminal or page can show."""
    return "".join(each if each.isprintable() else "?" for each in str(text))


def _number(seal: object) -> int:
    try:
        return int(str(seal), 16)
    except ValueError:
        return 1
