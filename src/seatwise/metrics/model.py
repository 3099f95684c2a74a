"""What a metric is: a SQL model, and for each column that people read the sentence, formula, type and source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

from seatwise.metrics.field_types import FieldType

_EACH_SUM = "    /* each sum */\n"  # in the SQL of totals


@dataclass(frozen=True)
class Column:
    """One column of a metric."""

    name: str  # as in SQL and JSON
    sentence: str  # what it means, in one or two sentences
    formula: str = ""  # how it is computed; empty where it is copied from Salesforce
    source: str = ""  # the Salesforce field, or what people entered
    label: str = ""  # as displayed; by default the name in words
    rank: str = ""  # the column with each row's precomputed position in the order of this one; empty: none
    # The sources without which it is unknown: an object (`LoginHistory`) or a field (`User.LastLoginDate`).
    needs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()  # sources that explain why a row has no value, without which other rows still have one
    left_out: str = ""  # of a share in totals: the column with how many rows are left out of it
    missing: bool = False  # whether `<name>_missing` is beside it, with how many are left out of a count or sum
    signed: bool = False  # whether it may be negative: a sum that leaves some out is then not the least it can be
    # (flag column, word): the word displayed where it is blank and the flag holds; `not ` in front of the column:
    # where it does not hold.
    blank: tuple[tuple[str, str], ...] = ()
    internal: bool = False  # whether it is there for other models only, and in no file
    shown: bool = False  # whether a panel of the metric that names no columns shows it on screen
    type: FieldType = field(kw_only=True)  # what its values are
    summed: str = ""  # SQL that holds for the rows that have such a figure, where totals sum it; empty: they do not

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", self.name.replace("_", " ").capitalize())

    def source_or(self, table: str) -> str:
        """Where its values come from, or how they are computed; else the source of the whole `table`."""
        return self.source or self.formula or table


def masks_of(*columns: Column) -> dict[str, tuple[str, ...]]:
    """What makes each of the columns unknown."""
    return {column.name: column.needs for column in columns}


@dataclass(frozen=True)
class Metric:
    """One SQL model and what its columns mean."""

    name: str  # `licenses`; its SQL is `<name>.sql` in a folder of `metrics`
    sentence: str = ""  # what one row is
    columns: tuple[Column, ...] = ()  # in reading order; none where only other models read it
    tables: tuple[str, ...] = ()  # the snapshot tables that it reads
    bases: tuple["Metric", ...] = ()  # metrics that it reads as tables of their names; each may read those before it
    # What else it reads, by name: what people entered, tables that ship, what could not be read.
    inputs: tuple[str, ...] = ()
    large: bool = False  # whether its bases have a row per user; their joins are written with the users on the left
    # Small metrics whose rows it reads as inputs of their names; they change with what people enter.
    lookups: tuple["Metric", ...] = ()
    # Whether it needs only a part of what its lookups are made from: then only the gaps matter that its own columns
    # name.
    partial_lookups: bool = False
    over: "Metric | None" = None  # the metric whose selected rows it sums; it reads them as the input `shown`
    # Column -> its needs, where only other models read it.
    masks: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    text: str = ""  # its SQL, where it is in no file

    @cached_property
    def sql(self) -> str:
        """The model's text."""
        sql = self.text or _sql_files()[f"{self.name}.sql"].read_text(encoding="utf-8").rstrip()
        return _with_sums(sql, self.over.columns) if self.over else sql

    @cached_property
    def closure(self) -> tuple["Metric", ...]:
        """The metrics whose SQL it needs, each after those it reads, and itself last."""
        found: dict[str, Metric] = {}
        for each in self.bases:
            found |= {one.name: one for one in each.closure if one.name not in found}
        return (*found.values(), self)

    @cached_property
    def all_inputs(self) -> tuple[str, ...]:
        """The inputs of the metric and of its bases; lookups and shown rows are not among them."""
        return tuple(dict.fromkeys(name for each in self.closure for name in each.inputs))

    @cached_property
    def all_lookups(self) -> tuple["Metric", ...]:
        """The lookups of the metric and of its bases."""
        return tuple({one.name: one for each in self.closure for one in each.lookups}.values())

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Every object or field that a column of it, or of its bases, needs or reads."""
        columns = [(*column.needs, *column.reads) for each in self.closure for column in each.columns]
        masks = [needs for each in self.closure for needs in each.masks.values()]
        return tuple(dict.fromkeys(need for needs in (*columns, *masks) for need in needs))

    @property
    def is_paged(self) -> bool:
        """Whether it has too many rows to be computed whole: its column `number` is in its last base, too."""
        return bool(self.bases and self.column("number") and self.bases[-1].column("number"))

    @property
    def counts_pages(self) -> bool:
        """Whether it counts rows that are read page by page: then they are counted with the page."""
        return self.over is not None and self.over.is_paged

    @property
    def reads_inputs_only(self) -> bool:
        """Whether it is made of inputs alone, of no snapshot."""
        return not self.tables and not self.bases

    def known_column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        found = self.column(name)
        if found is None:
            raise KeyError(f"{self.name}.{name}")
        return found

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def choose(self, *names: str) -> tuple[Column, ...]:
        """The columns of these names. Raises KeyError."""
        return tuple(self.known_column(name) for name in names)


@cache
def _sql_files() -> dict[str, Traversable]:
    folders = (folder for folder in files("seatwise.metrics").iterdir() if folder.is_dir())
    return {file.name: file for folder in folders for file in folder.iterdir()}


def _with_sums(sql: str, columns: Sequence[Column]) -> str:
    """The SQL of totals with its summed columns in place of the comment that stands for them.

    The sum of a group is `<name>`, and `<name>_missing` counts the rows, with a `kind`, that have such a figure and of
    which it is not known; it is blank in a group from which rows may be missing, `is_partial`.
    """
    sums = "".join(
        f"    cast(sum({each.name}) as {each.type.sql}) as {each.name},\n"
        f"    case when not is_partial then count(case when {each.name} is null and {each.summed} then kind end) end\n"
        f"        as {each.name}_missing,\n"
        for each in columns
        if each.summed
    )
    return sql.replace(_EACH_SUM, sums)
