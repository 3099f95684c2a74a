"""A query prepared to be run: its tables, its models with masks, and keys of what it depends on."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from seatwise.app.snapshot_ports import SnapshotFiles
from seatwise.domain.snapshots import Snapshot, TableFile
from seatwise.engine.masking import masked
from seatwise.engine.page_index import index_path
from seatwise.engine.sql_text import quoted, table_text
from seatwise.metrics.model import Metric
from seatwise.metrics.query import InputTable, Query, Union
from seatwise.metrics.selection import Selection
from seatwise.sources.needs import unmet_needs
from seatwise.sources.registry import REGISTRY
from seatwise.sources.source import Source
from seatwise.sql.text import parquet_rows


@dataclass(frozen=True)
class SnapshotTable:
    """One table of a snapshot."""

    name: str  # in the SQL of metrics: `user`, or `earlier_user` where there are two snapshots
    source: Source  # which object it is of
    file: TableFile | None  # what the manifest says of its file; None where the snapshot lacks it
    path: Path | None  # the file

    @property
    def digest(self) -> str | None:
        """Of its content; None where the snapshot lacks it."""
        return self.file.sha256 if self.file else None

    @property
    def is_small(self) -> bool:
        """Whether it is read once, into memory."""
        return not self.source.bulk and not self.source.made

    @property
    def sql(self) -> str:
        """Its rows."""
        file = parquet_rows(self.path) if self.path else None
        return table_text(self.source, self.file.columns if self.file else (), file)


@dataclass(frozen=True)
class Plan:
    """A query, prepared."""

    query: Query  # the query
    tables: tuple[SnapshotTable, ...]  # the tables of its snapshots that it reads
    # The metrics behind it with their SQL, each after those it reads; itself last.
    models: tuple[tuple[Metric, str], ...]
    inputs: Mapping[str, str]  # a digest of each input: equal digests, equal rows

    @property
    def metric(self) -> Metric:
        """The metric."""
        return self.query.metric

    @property
    def sql(self) -> str:
        """Its SQL."""
        return self.models[-1][1]

    def statement(self, model: Metric, *, without: Metric | None = None) -> str:
        """One statement that returns the rows of one of its models, and reads nothing but files and inputs.

        `without` a model that is a table already.
        """
        tables = [(table.name, table.sql) for table in self.tables]
        models = [(each.name, sql) for each, sql in self.models if each is not without]
        with_ = ",\n".join(f"{quoted(name)} AS (\n{sql}\n)" for name, sql in (*tables, *models))
        return f"WITH {with_}\nSELECT * FROM {quoted(model.name)}"

    @cached_property
    def base_key(self) -> str:
        """A digest of what the rows of its last base depend on: not of what the metric alone reads, prices say."""
        models = [(model.name, self.version(model, sql)) for model, sql in self.models[:-1]]
        return _digest(models, self.content)

    @property
    def content(self) -> list[tuple[str, str | None]]:
        """The digests of the files it reads."""
        return [(table.name, table.digest) for table in self.tables]

    @cached_property
    def rows_key(self) -> str:
        """A digest of what all rows of the metric depend on; not of which ones are selected."""
        models = [(model.name, _sql_digest(sql)) for model, sql in self.models]
        return _digest(models, self.content, sorted(self.inputs.items()))

    @cached_property
    def key(self) -> str:
        """A digest of what the result depends on."""
        return self.key_of(self.query.selection)

    def key_of(self, selection: Selection) -> str:
        """A digest of what the result of another selection of the same rows depends on."""
        return _digest(self.rows_key, selection)

    def version(self, model: Metric, sql: str) -> str:
        """A digest of what the rows of one of its models depend on, besides the snapshots."""
        read = _read_by(model)
        return _digest(_sql_digest(sql), [(name, key) for name, key in sorted(self.inputs.items()) if name in read])

    @property
    def index_models(self) -> tuple[tuple[Metric, str], ...]:
        """The models that a page index is made from: not those of inputs alone, which change more often."""
        return tuple((model, sql) for model, sql in self.models[:-1] if not model.reads_inputs_only)

    def index_path(self, folder: Path) -> Path:
        """The file of its page index in the folder of the snapshot's, named after all that it is made from."""
        models = self.index_models
        read = {table for model, _ in models for table in model.tables}
        tables = [(table.name, table.digest) for table in self.tables if table.name in read]
        versions = [(model.name, self.version(model, sql)) for model, sql in models]
        return index_path(folder, self.metric.name, (tables, versions))


def plan(query: Query, files: SnapshotFiles) -> Plan:
    """Prepare a query. Checks the files that it reads. Raises Corrupt: one cannot be trusted; it is named."""
    unmet = unmet_needs(query.snapshots)
    return Plan(
        query,
        tuple(_tables(query, files)),
        tuple((model, masked(model, unmet)) for model in query.metric.closure),
        {name: _input_key(each, files) for name, each in query.inputs.items()},
    )


def _tables(query: Query, files: SnapshotFiles) -> list[SnapshotTable]:
    names = {name for model in query.metric.closure for name in model.tables}
    sources = [source for source in REGISTRY if source.name in names]
    sides = ("",) if len(query.snapshots) == 1 else ("earlier_", "later_")
    return [
        table
        for side, snapshot in zip(sides, query.snapshots, strict=False)
        for table in _of_snapshot(side, snapshot, sources, files)
    ]


def _of_snapshot(side: str, snapshot: Snapshot, sources: list[Source], files: SnapshotFiles) -> list[SnapshotTable]:
    paths = files.verified(snapshot, [source.name for source in sources])
    return [
        SnapshotTable(f"{side}{source.name}", source, snapshot.tables.get(source.name), paths.get(source.name))
        for source in sources
    ]


def _input_key(given: InputTable | Query | Union, files: SnapshotFiles) -> str:
    match given:
        case InputTable():
            return given.digest
        case Query():
            return plan(given, files).key
        case Union():
            names = [column.name for column in given.columns]
            return _digest(given.labels, names, [plan(query, files).key for query in given.queries])


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@lru_cache(maxsize=512)  # of 20 kB of SQL the same again and again
def _sql_digest(sql: str) -> str:
    return _digest(sql)


def _read_by(model: Metric) -> frozenset[str]:
    """The names of the inputs that a model, or a model that it reads, may read."""
    lookups = [lookup.name for lookup in model.all_lookups]
    sides = [f"{side}_{name}" for side in ("earlier", "later") for name in lookups]
    shown = ["shown"] if any(each.over for each in model.closure) else []
    return frozenset((*model.all_inputs, *lookups, *sides, *shown))
