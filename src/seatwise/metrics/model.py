"""What a metric is: a SQL model, and for each of its columns the sentence, formula, type and source."""

from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files

from seatwise.metrics.field_types import FieldType


@dataclass(frozen=True)
class Column:
    """One column of a metric.

    Attributes:
        name: as in SQL and JSON.
        label: as people read it.
        type: what its values are.
        sentence: what it means, in one or two sentences.
        formula: how it is computed; empty for what is read as it is.
        source: the Salesforce field, or what people told Seatwise.
        place: the column with each row's place in the order of this one, where it was computed beforehand.
    """

    name: str
    label: str
    type: FieldType
    sentence: str
    formula: str = ""
    source: str = ""
    place: str = ""


@dataclass(frozen=True)
class Metric:
    """One SQL model and what its columns mean.

    Attributes:
        name: `licenses`; its SQL stands in `metrics/<name>.sql`.
        sentence: what one row is.
        columns: in reading order.
        tables: the snapshot tables that it reads.
        bases: metrics that it reads as tables of their names; each may read those before it.
        inputs: what else it reads, by name: what people told Seatwise, the rules of the house, what could not be read.
        large: whether its bases have a row per user; their joins are written with the users on the left.
    """

    name: str
    sentence: str
    columns: tuple[Column, ...]
    tables: tuple[str, ...]
    bases: tuple["Metric", ...] = ()
    inputs: tuple[str, ...] = ()
    large: bool = False

    @cached_property
    def sql(self) -> str:
        """The model's text."""
        return files("seatwise.metrics").joinpath(f"{self.name}.sql").read_text(encoding="utf-8")

    @property
    def is_told(self) -> bool:
        """Whether it is made of what was told alone, of no snapshot."""
        return not self.tables and not self.bases

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)
