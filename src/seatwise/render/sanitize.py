"""Texts from an org, without characters that control a terminal or reverse a line."""

_CONTROLS = {*range(32), *range(127, 160)} - {ord("\n")}
_DIRECTIONS = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}  # they would turn the figures beside a name around
_UNSEEN = dict.fromkeys(_CONTROLS | _DIRECTIONS, "\N{REPLACEMENT CHARACTER}")


def sanitize(text: object) -> str:
    """The text, with such characters replaced: it must not move the cursor, set a title or swap figures."""
    return str(text).translate(_UNSEEN)
