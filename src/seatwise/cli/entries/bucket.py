"""`seatwise bucket`: set how a user license is bought."""

from typing import Annotated

import typer

from seatwise.cli.console import ListFormat, notes, print_list, suggest_next
from seatwise.cli.context import services
from seatwise.cli.entries.start_option import StartOption, first_day
from seatwise.cli.org_option import OrgOption, chosen_org

app = typer.Typer(
    no_args_is_help=True,
    help="Set the bucket of a user license where the automatic one is wrong: Named, Community Login or Other.",
)

KEY = Annotated[str, typer.Argument(metavar="KEY", help="Key or label of a user license.")]


@app.command("set")
def set_one(
    key: KEY,
    bucket: Annotated[str, typer.Argument(metavar="BUCKET", help="named, community-login or other.")],
    start: StartOption = None,
    org: OrgOption = None,
) -> None:
    """Set the bucket of a user license. The report then says that you chose it.

    seatwise bucket set PID_Customer_Community community-login
    """
    from seatwise.app.entries.license_overrides import parse_bucket

    _set(key, parse_bucket(bucket).value, start, org)


@app.command("clear")
def clear(key: KEY, start: StartOption = None, org: OrgOption = None) -> None:
    """Clear a bucket you set: from that day on it is automatic again. Snapshots of earlier days keep theirs."""
    _set(key, None, start, org)


@app.command("list")
def list_buckets(
    form: Annotated[ListFormat, typer.Option("--format", "-f", help="Output format.")] = ListFormat.TABLE,
    org: OrgOption = None,
) -> None:
    """List the buckets you set, and from which day each is in effect; without one it is automatic."""
    from seatwise.app.entries.license_overrides import effective_overrides

    rows = [
        (
            override.key,
            override.bucket.value if override.bucket else None,
            override.effective_from.isoformat(),
            f"{override.recorded_at:%Y-%m-%dT%H:%M:%SZ}",
        )
        for override in effective_overrides(services().book.bucket_overrides(chosen_org(org).name))
    ]
    print_list(("Key", "Bucket", "Effective from", "Entered at"), rows, form, empty="No bucket set.")


def _set(key: str, bucket: str | None, start: str | None, org: str | None) -> None:
    from seatwise.app.entries.license_overrides import set_bucket
    from seatwise.domain.licensing.entries import day_text
    from seatwise.domain.licensing.license_kinds import Bucket

    connection = chosen_org(org)
    update = set_bucket(
        connection.name,
        key,
        Bucket(bucket) if bucket else None,
        start=first_day(connection, start),
        known=services().known_licenses(connection),
        book=services().book,
        clock=services().clock,
        latest=services().latest_day(connection),
    )
    where = f"in the bucket {bucket}" if bucket else "in its automatic bucket again"
    day = day_text(update.override.effective_from)
    notes().print(f"{update.license.label} ({update.license.key}) is {where} from {day} on.", soft_wrap=True)
    for note in update.notes:
        notes().print(note, soft_wrap=True)
    suggest_next(f"seatwise licenses --org {connection.name}")
