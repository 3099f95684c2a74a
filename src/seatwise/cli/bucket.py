"""`seatwise bucket`: say by hand how a user license is bought."""

from typing import Annotated

import typer

from seatwise.cli.console import ListFormat, notes, print_list, suggest_next
from seatwise.cli.org_option import OrgOption, chosen_org

app = typer.Typer(
    no_args_is_help=True,
    help="Say how a user license is bought, where Seatwise guesses wrong: Named, Community Login or Other.",
)

KEY = Annotated[str, typer.Argument(metavar="KEY", help="Key or label of a user license.")]


@app.command("set")
def set_one(
    key: KEY,
    bucket: Annotated[str, typer.Argument(metavar="BUCKET", help="named, community-login or other.")],
    org: OrgOption = None,
) -> None:
    """Put a user license into a bucket. The report then says that you did.

    seatwise bucket set --org acme PID_Customer_Community community-login
    """
    from seatwise import wiring
    from seatwise.app.license_overrides import parse_bucket, set_bucket

    connection = chosen_org(org)
    chosen = parse_bucket(bucket)
    known = wiring.known_licenses(connection)
    meant = set_bucket(connection.name, key, chosen, known=known, book=wiring.price_book())
    notes().print(f"{meant.label} ({meant.key}) is in the bucket {chosen.value}, in every snapshot.", soft_wrap=True)
    suggest_next(f"seatwise report licenses --org {connection.name}")


@app.command("clear")
def clear(key: KEY, org: OrgOption = None) -> None:
    """Take an override back: the bucket is again the one that Seatwise finds."""
    from seatwise import wiring
    from seatwise.app.license_overrides import set_bucket

    connection = chosen_org(org)
    meant = set_bucket(connection.name, key, None, known=wiring.known_licenses(connection), book=wiring.price_book())
    notes().print(f"The bucket of {meant.key} is no longer set by hand.", soft_wrap=True)
    suggest_next(f"seatwise report licenses --org {connection.name}")


@app.command("list")
def list_buckets(
    form: Annotated[ListFormat, typer.Option("--format", "-f", help="How to print it.")] = ListFormat.TABLE,
    org: OrgOption = None,
) -> None:
    """The buckets set by hand. The others, and why: seatwise report licenses."""
    from seatwise import wiring

    name = chosen_org(org).name
    rows = [(key, bucket.value) for key, bucket in wiring.price_book().buckets(name).items()]
    print_list(("Key", "Bucket"), rows, form, empty="No bucket is set by hand.")
