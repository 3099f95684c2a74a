"""Which user is meant by what a person typed: an id, a username or a name."""

from dataclasses import replace

from seatwise.app.inputs import query_of
from seatwise.app.report_context import ReportContext
from seatwise.domain.errors import UsageError
from seatwise.domain.ids import id_or_none
from seatwise.domain.suggestions import did_you_mean
from seatwise.metrics.model import Metric
from seatwise.metrics.query import Row
from seatwise.metrics.users.user_matches import USER_MATCHES, USER_SUGGESTIONS
from seatwise.panels.declaration.params import ParamValue


def user_id(typed: ParamValue, context: ReportContext) -> str:
    """The id of the user with this id (15 or 18 characters), username or name, in any case.

    Raises:
        UsageError: there is no such user, or several have that name; says who could be meant.
    """
    text = str(typed).strip()
    text = id_or_none(text) or text
    found = _users(USER_MATCHES, text, context)
    by_username = [row for row in found if str(row["username"]).casefold() == text.casefold()]
    meant = by_username or found
    if len(meant) == 1:
        return str(meant[0]["user_id"])
    if meant:
        names = ", ".join(str(row["username"]) for row in meant)
        raise UsageError(f"{len(meant)} users are named {text[:80]!r}.", f"Their usernames: {names}.")
    near = [str(row["username"]) for row in _users(USER_SUGGESTIONS, text, context)]
    hint = did_you_mean(near) or "Search for a part of the name in the list of users."
    raise UsageError(f"No user of this snapshot is named {text[:80]!r}.", hint)


def _users(metric: Metric, text: str, context: ReportContext) -> list[Row]:
    asking = replace(context, texts={"key": text})
    return list(context.sources.engine.query(query_of(metric, asking)).rows)
