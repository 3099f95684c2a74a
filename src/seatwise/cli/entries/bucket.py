"""`seatwise bucket`: set how a user license is bought."""

from typing import TYPE_CHECKING, Annotated

import typer

from seatwise.cli.console import FormOption, ListFormat
from seatwise.cli.context import services_of
from seatwise.cli.entries import license_entry
from seatwise.cli.org_option import OrgOption

if TYPE_CHECKING:
    from seatwise.domain.licensing.license_kinds import Bucket

app = typer.Typer(
    no_args_is_help=True,
    help="Set the bucket of a user license where the automatic one is wrong: Named, Community Login or Other.",
)


@app.command("set")
def set_one(
    context: typer.Context,
    key: license_entry.UserLicense,
    bucket: Annotated[str, typer.Argument(metavar="BUCKET", help="named, community-login or other.")],
    start: license_entry.StartOption = None,
    org: OrgOption = None,
) -> None:
    """Set the bucket of a user license. The Licenses panel then says that you chose it.

    seatwise bucket set PID_Customer_Community community-login
    """
    from seatwise.app.entries.license_overrides import parse_bucket

    _set(context, key, parse_bucket(bucket), start, org)


@app.command("clear")
def clear(
    context: typer.Context,
    key: license_entry.UserLicense,
    start: license_entry.StartOption = None,
    org: OrgOption = None,
) -> None:
    """Clear a bucket you set: from that day on it is automatic again. Snapshots of earlier days keep theirs."""
    _set(context, key, None, start, org)


@app.command("list")
def list_buckets(context: typer.Context, form: FormOption = ListFormat.TABLE, org: OrgOption = None) -> None:
    """List the buckets you set, and from which day each is in effect; without one it is automatic."""
    from seatwise.domain.licensing.entries import BucketOverride

    entries = [
        ((each.key, license_entry.entry_text(each, each.bucket, str)), each)
        for each in license_entry.entered(services_of(context), org, BucketOverride)
    ]
    license_entry.print_entries(("Key", "Bucket"), entries, form, empty="No bucket set.")


def _set(context: typer.Context, key: str, bucket: "Bucket | None", start: str | None, org: str | None) -> None:
    from seatwise.app.entries.license_overrides import set_bucket

    entering = license_entry.chosen_context(services_of(context), org)
    update = set_bucket(entering, key, bucket, start=entering.first_day(start))
    where = f"in the bucket {bucket.value}" if bucket else "in its automatic bucket again"
    license_entry.print_override(entering, update, f"is {where}")
