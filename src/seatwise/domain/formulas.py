"""Texts that a spreadsheet would run as a formula, and how they are written to a CSV file so that it does not."""

import unicodedata

_SIGNS = frozenset("=+-@")
_BREAKS = ("\t", "\r", "\n")
_QUOTE = "'"


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run the text: its first visible character is one of = + - @, at full width too.

    Blanks, line breaks, a byte order mark and other invisible characters before it do not stop every spreadsheet.
    """
    if text.startswith(_BREAKS):
        return True
    first = next((character for character in text if unicodedata.category(character)[0] not in "CZ"), "")
    return unicodedata.normalize("NFKC", first)[:1] in _SIGNS if first else False


def escape_formula(text: str) -> str:
    """The text for a CSV file: with an apostrophe in front, if a spreadsheet may run it."""
    return f"{_QUOTE}{text}" if is_formula(text) else text


def unescape_formula(text: str) -> str:
    """The text as it was before `escape_formula`."""
    return text[1:] if text.startswith(_QUOTE) and is_formula(text[1:]) else text
