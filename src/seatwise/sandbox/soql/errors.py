"""SOQL errors in Salesforce's own format, with the arrow."""

INVALID_FIELD = "INVALID_FIELD"
INVALID_TYPE = "INVALID_TYPE"
MALFORMED_QUERY = "MALFORMED_QUERY"
FILTER_OPERATOR = "INVALID_QUERY_FILTER_OPERATOR"
OUTSIDE_RANGE = "NUMBER_OUTSIDE_VALID_RANGE"
TOO_COMPLICATED = "QUERY_TOO_COMPLICATED"
ID_LIMIT = "EXCEEDED_ID_LIMIT"

_BEFORE, _AFTER = (
    35,
    40,
)  # characters of a long line that are shown; as seen in errors of real orgs, the exact rule is unknown


class SoqlError(Exception):
    """The HTTP 400 response of the query resource: Salesforce's `code` and `message`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


def soql_error(code: str, text: str, at: int, reason: str) -> SoqlError:
    """The error at a position in the query.

    Args:
        code: Salesforce's error code.
        text: the whole query.
        at: the offset in `text`, in characters, for the arrow.
        reason: the last line of the message.
    """
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[start : end if end >= 0 else len(text)]
    column = at - start
    left = 0
    if column > _BEFORE:
        left = line.find(" ", column - _BEFORE, column) + 1 or column - _BEFORE
    shown = line[left:]
    if len(shown) > column - left + _AFTER:
        right = shown.rfind(" ", column - left + 1, column - left + _AFTER)
        shown = shown[: right if right > 0 else column - left + _AFTER]
    row = text.count("\n", 0, at) + 1
    arrow = " " * (column - left) + "^"
    return SoqlError(code, f"\n{shown}\n{arrow}\nERROR at Row:{row}:Column:{column + 1}\n{reason}")
