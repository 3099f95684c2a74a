"""Parses SOQL into a syntax tree, or raises the error that Salesforce would return."""

from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedToken, v_args

from seatwise.sandbox.soql.errors import MALFORMED_QUERY, OUTSIDE_RANGE, TOO_COMPLICATED, SoqlError, soql_error
from seatwise.sandbox.soql.parser.syntax import (
    Among,
    Call,
    ChildQuery,
    Compare,
    Condition,
    Day,
    Expression,
    Item,
    Junction,
    Moment,
    Not,
    Number,
    Ordering,
    Path,
    Query,
    SemiJoin,
    Text,
    TypeOf,
    Value,
    Word,
)

MAX_QUERY = 100_000  # characters
MAX_STRING = 4_000  # characters of one string in WHERE
MAX_OFFSET = 2_000
MAX_DEPTH = 100  # levels of AND, OR, NOT; our own, Salesforce does not document one
_INTEGER_DIGITS = 18  # fits 64 bits


def parse(text: str) -> Query:
    """Parse one query.

    Raises:
        SoqlError: and no other exception, whatever the text.
    """
    if len(text) > MAX_QUERY:
        raise SoqlError(MALFORMED_QUERY, f"SOQL statements cannot be longer than {MAX_QUERY} characters.")
    try:
        query = _parser().parse(text)
    except UnexpectedToken as error:
        raise _unexpected(text, error.token) from None
    except UnexpectedCharacters as error:
        at = error.pos_in_stream or 0
        reason = f"line {error.line}:{error.column} no viable alternative at character {text[at]!r}"
        raise soql_error(MALFORMED_QUERY, text, at, reason) from None
    except _InvalidQuery as error:
        raise soql_error(error.code, text, error.at, error.reason) from None
    assert isinstance(query, Query)
    return replace(query, text=text)


def _unexpected(text: str, token: Token) -> SoqlError:
    if token.type == "$END":
        return soql_error(MALFORMED_QUERY, text, len(text), "unexpected token: '<EOF>'")
    if token.value == ":":
        return soql_error(MALFORMED_QUERY, text, _at(token), "Bind variables only allowed in Apex code")
    return soql_error(MALFORMED_QUERY, text, _at(token), f"unexpected token: '{token.value}'")


class _InvalidQuery(Exception):
    """An invalid literal or clause; `parse` adds the text around it."""

    def __init__(self, at: int, reason: str, code: str = MALFORMED_QUERY) -> None:
        super().__init__(reason)
        self.code, self.at, self.reason = code, at, reason


def _at(token: Token) -> int:
    return token.start_pos or 0


def _depth(*parts: Condition) -> int:
    depth = 1 + max(part.depth if isinstance(part, Junction | Not) else 0 for part in parts)
    if depth > MAX_DEPTH:
        raise _InvalidQuery(0, "The query's conditions are nested too deeply", TOO_COMPLICATED)
    return depth


def _whole(token: Token) -> int:
    if len(token) > _INTEGER_DIGITS:
        raise _InvalidQuery(_at(token), f"Number out of range: {token}", OUTSIDE_RANGE)
    return int(token)


@v_args(inline=True)
class _Tree(Transformer[Token, Query]):
    """Builds the tree during parsing; stateless, so one parser serves all threads."""

    def start(self, query: Query) -> Query:
        return query

    def query(  # noqa: PLR0917 - lark calls by position, one argument per clause
        self,
        items: tuple[Item | ChildQuery | TypeOf, ...],
        source: tuple[Token, Token | None],
        _scope: None,
        where: Condition | None,
        group: tuple[Expression, ...],
        having: Condition | None,
        order: tuple[Ordering, ...],
        limit: int | None,
        offset: int | None,
        _purpose: None,
        all_rows: bool,  # noqa: FBT001 - lark calls by position
    ) -> Query:
        name, alias = source
        first = items[0]
        return Query(
            items=items,
            source=str(name),
            source_at=_at(name),
            alias=None if alias is None else str(alias),
            where=where,
            group=group,
            having=having,
            order=order,
            limit=limit,
            offset=offset,
            all_rows=all_rows,
            at=first.expression.at if isinstance(first, Item) else first.at,
        )

    def items(self, *items: Item | ChildQuery | TypeOf) -> tuple[Item | ChildQuery | TypeOf, ...]:
        return items

    def item(self, expression: Expression, alias: Token | None = None) -> Item:
        return Item(expression, None if alias is None else str(alias))

    def child(self, query: Query) -> ChildQuery:
        return ChildQuery(query, query.at)

    def type_of(self, word: Token, *_parts: object) -> TypeOf:
        return TypeOf(_at(word))

    def paths(self, *_paths: Path) -> None:
        return None

    def path(self, *names: Token) -> Path:
        return Path(tuple(str(name) for name in names), _at(names[0]))

    def call(self, name: Token, *arguments: Expression) -> Call:
        return Call(name.upper(), arguments, _at(name))

    inner_call = call

    def source(self, name: Token, alias: Token | None = None) -> tuple[Token, Token | None]:
        return name, alias

    def scope(self, *_name: Token) -> None:
        return None

    def where(self, condition: Condition | None = None) -> Condition | None:
        return condition

    having = where

    def all_of(self, *parts: Condition) -> Junction:
        return Junction("AND", parts, _depth(*parts))

    def any_of(self, *parts: Condition) -> Junction:
        return Junction("OR", parts, _depth(*parts))

    def negation(self, part: Condition) -> Not:
        return Not(part, _depth(part))

    def compare(self, left: Expression, operator: Token, right: Value) -> Compare:
        return Compare(left, "!=" if operator == "<>" else str(operator), right)

    def like(self, left: Expression, right: Value) -> Compare:
        return Compare(left, "LIKE", right)

    def among(self, left: Expression, *rest: Token | Value) -> Among:
        values = tuple(value for value in rest if not isinstance(value, Token))
        return Among(left, values, negated=len(values) < len(rest))

    def semi_join(self, left: Expression, *rest: Token | Query) -> SemiJoin:
        query = rest[-1]
        assert isinstance(query, Query)
        return SemiJoin(left, query, negated=len(rest) > 1)

    def text(self, token: Token) -> Text:
        raw = token[1:-1]
        if len(raw) > MAX_STRING:
            raise _InvalidQuery(_at(token), f"String literals cannot be longer than {MAX_STRING} characters in WHERE.")
        return Text(raw, _at(token))

    def number(self, token: Token) -> Number:
        digits = token.lstrip("+-")
        small = digits.isdecimal() and len(digits) <= _INTEGER_DIGITS
        return Number(int(token) if small else float(token), _at(token))

    def day(self, token: Token) -> Day:
        try:
            return Day(date.fromisoformat(token), _at(token))
        except ValueError:
            raise _InvalidQuery(_at(token), f"Invalid date: {token}") from None

    def moment(self, token: Token) -> Moment:
        try:
            moment = datetime.fromisoformat(token.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise _InvalidQuery(_at(token), f"Invalid datetime: {token}") from None
        return Moment(moment.replace(tzinfo=None), _at(token))

    def word(self, name: Token, count: Token | None = None) -> Word:
        return Word(name.upper(), None if count is None else _whole(count), _at(name))

    def group(self, *expressions: Expression) -> tuple[Expression, ...]:
        return expressions

    def order(self, *orderings: Ordering) -> tuple[Ordering, ...]:
        return orderings

    def ordering(self, expression: Expression, *words: Token) -> Ordering:
        keywords = {word.upper() for word in words}
        return Ordering(expression, descending="DESC" in keywords, nulls_first="LAST" not in keywords)

    def limit(self, token: Token | None = None) -> int | None:
        return None if token is None else _whole(token)

    def offset(self, token: Token | None = None) -> int | None:
        if token is None:
            return None
        if _whole(token) > MAX_OFFSET:
            raise _InvalidQuery(_at(token), f"Maximum SOQL offset allowed is {MAX_OFFSET}", OUTSIDE_RANGE)
        return int(token)

    def purpose(self) -> None:
        return None

    def all_rows(self, *words: Token) -> bool:
        return bool(words)


@cache
def _parser() -> Lark:
    grammar = files(__package__).joinpath("soql.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", transformer=_Tree(), maybe_placeholders=False)
