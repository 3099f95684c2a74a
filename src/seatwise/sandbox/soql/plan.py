"""A translated query: its SQL, and the path of each column in the JSON record."""

from collections.abc import Sequence
from dataclasses import dataclass

from seatwise.sandbox.soql.errors import ID_LIMIT, MALFORMED_QUERY, SoqlError
from seatwise.sandbox.soql.expressions import AGGREGATES, DATE_FUNCTIONS, operand
from seatwise.sandbox.soql.parser.syntax import Call, Expression, Item, Ordering, Query
from seatwise.sandbox.soql.scope import Scope

BATCH = 2_000  # rows of one page, and groups of an aggregate


@dataclass(frozen=True)
class Column:
    """One column of the result, in the order of the SELECT list.

    Attributes:
        json_path: its path in the JSON record: `("Profile", "UserLicense", "Name")`.
        type: Salesforce's type (`datetime`, `double`, `reference`); `children` for a subquery.
        header: the path as in the query, for CSV.
        sql: its expression.
        child: the plan of the subquery, for `children`.
    """

    json_path: tuple[str, ...]
    type: str
    header: str
    sql: str
    child: "Plan | None" = None


@dataclass(frozen=True)
class Entity:
    """An object with fields in the record, its path there (`()` is the record itself) and the SQL of its ID."""

    json_path: tuple[str, ...]
    sobject: str
    id_sql: str


@dataclass(frozen=True)
class Plan:
    """The SQL to run. A row has the columns, then the ID of each entity.

    Attributes:
        query: the parsed query.
        sobject: the object's name.
        columns: the selected fields; empty for `SELECT COUNT()`.
        entities: of records and their parents, for their `attributes`; empty for aggregates.
        body: FROM ... HAVING.
        order: the ORDER BY terms of the query.
        stable: more terms, which make the order total.
        parameters: of `sql`, numbered $1, $2, ...
        query_more: whether Salesforce pages this result.
    """

    query: Query
    sobject: str
    columns: tuple[Column, ...]
    entities: tuple[Entity, ...]
    body: str
    order: tuple[str, ...]
    stable: tuple[str, ...]
    parameters: tuple[object, ...]
    query_more: bool

    @property
    def count_only(self) -> bool:
        """Whether it is `SELECT COUNT()`: the count is totalSize, and there are no records."""
        return not self.columns

    @property
    def aggregate(self) -> bool:
        """Whether the records are AggregateResults."""
        return not self.entities and not self.count_only

    @property
    def sql(self) -> str:
        """The statement, in a total order, so that its pages never overlap."""
        if self.count_only:
            return f"SELECT count(*) FROM (SELECT 1 {self.body}{self.window})"
        terms = ", ".join(f"{sql} AS {name}" for name, sql in self.terms())
        return f"SELECT {terms} {self.body}{self.ordered((*self.order, *self.stable))}{self.window}"

    def terms(self) -> list[tuple[str, str]]:
        """The row: (name, SQL) of each column, then of the ID of each entity."""
        every = [*(column.sql for column in self.columns), *(entity.id_sql for entity in self.entities)]
        return [(f"c{index}", sql) for index, sql in enumerate(every)]

    @property
    def window(self) -> str:
        """LIMIT and OFFSET."""
        limit = "" if self.query.limit is None else f" LIMIT {self.query.limit}"
        return limit + (f" OFFSET {self.query.offset}" if self.query.offset else "")

    @staticmethod
    def ordered(terms: Sequence[str]) -> str:
        """The ORDER BY clause, or nothing."""
        return f" ORDER BY {', '.join(terms)}" if terms else ""

    def check_size(self, rows: int) -> None:
        """Check the size of a result that Salesforce does not page, or that has metadata.

        Args:
            rows: number of rows.

        Raises:
            SoqlError: EXCEEDED_ID_LIMIT; MALFORMED_QUERY for metadata of more than one record (as seen in an issue of
                a public client).
        """
        if rows > 1 and any(
            column.type == "complexvalue" or column.json_path[-1:] == ("FullName",) for column in self.columns
        ):
            reason = "the query qualifications must specify no more than one row for retrieval"
            message = (
                f"When retrieving results with Metadata or FullName fields, {reason}. Result size: {min(rows, BATCH)}"
            )
            raise SoqlError(MALFORMED_QUERY, message)
        if rows <= BATCH or (self.query_more and not self.aggregate):
            return
        what = "Aggregate query" if self.aggregate else self.sobject
        reason = "does not support queryMore(), use LIMIT to restrict the results to a single batch"
        raise SoqlError(ID_LIMIT, f"{what} {reason}")


def is_aggregate(query: Query) -> bool:
    """Whether it is an aggregate query. A date function makes it one: SOQL allows them only with GROUP BY."""
    selected = [item.expression for item in query.items if isinstance(item, Item)]
    ordered = [ordering.expression for ordering in query.order]
    return bool(query.group) or _calls(selected, AGGREGATES | DATE_FUNCTIONS) or _calls(ordered, AGGREGATES)


def _calls(expressions: Sequence[Expression], functions: frozenset[str]) -> bool:
    return any(isinstance(expression, Call) and expression.name in functions for expression in expressions)


def ordering_sql(ordering: Ordering, scope: Scope) -> str:
    """One term of ORDER BY.

    Raises:
        SoqlError: MALFORMED_QUERY, if the field cannot be sorted.
    """
    found = operand(ordering.expression, scope)
    if found.field is not None and not found.field.sortable:
        raise scope.context.error(MALFORMED_QUERY, found.at, f"field '{found.name}' can not be sorted in a query call")
    nulls = "FIRST" if ordering.nulls_first else "LAST"
    return f"{found.sort_sql} {'DESC' if ordering.descending else 'ASC'} NULLS {nulls}"
