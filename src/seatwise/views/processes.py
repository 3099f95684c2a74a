"""Business processes of a license or a bucket: those of its profiles, each once."""

from collections.abc import Sequence

from seatwise.views.panel import Row


def together(rows: Sequence[Row]) -> list[Row]:
    """The processes that some profiles work in, by object and name, each with how many of the profiles do.

    Args:
        rows: the metric `profile_processes`, of these profiles.
    """
    members: dict[object, list[Row]] = {}
    for row in rows:
        members.setdefault(row["process_id"], []).append(row)
    found: list[Row] = [
        {
            **{name: each[0][name] for name in ("sobject", "process_id", "process", "kind")},
            "profiles": len(each),
            "source": ", ".join(sorted({str(row["source"]) for row in each})),
        }
        for each in members.values()
    ]
    return sorted(found, key=lambda row: (str(row["sobject"]), str(row["process"]), str(row["process_id"])))
