"""The reference of panels and their columns, as Markdown: `docs/reference/columns.md` is made from it."""

from collections.abc import Iterable, Iterator

from seatwise.metrics.model import Column
from seatwise.panels.declaration.panel import Panel


def column_reference(panels: Iterable[Panel]) -> str:
    """Every panel, its columns and the columns of its totals, each with its sentence, formula, source and needs."""
    return "\n".join(line for panel in panels for line in _panel(panel))


def _panel(panel: Panel) -> Iterator[str]:
    yield f"## `{panel.name}`: {panel.title}\n"
    yield f"{panel.question} {panel.metric.sentence}\n"
    if panel.all_params:
        yield "| parameter | |\n|---|---|"
        for param in panel.all_params:
            yield f"| `{param.name}` | {param.help} |"
        yield ""
    yield from _columns(panel.name, panel.columns)
    for table in panel.facts:
        yield f"### `{panel.name}` · {table.title}\n"
        yield from _columns(f"{panel.name}.{table.name}", table.columns)
    if panel.totals:
        yield f"### Totals of `{panel.name}`\n"
        yield f"{panel.totals.sentence}\n"
        yield from _columns(f"{panel.name}.totals", panel.total_columns)


def _columns(name: str, columns: Iterable[Column]) -> Iterator[str]:
    for column in columns:
        yield f"#### `{name}.{column.name}`: {column.label}\n"
        yield f"{column.sentence}\n"
        facts = (
            ("unit", column.type.unit),
            ("formula", column.formula),
            ("source", column.source),
            ("not known without", ", ".join(column.needs)),
        )
        yield "\n".join(f"- {what}: {text}" for what, text in facts if text) + "\n"
