"""What people call what could not be read: the Salesforce object and field, not the table that holds them."""

from seatwise.domain.gaps import ENTERED, ROWS, SNAPSHOT, Gap
from seatwise.sources.activity import RECORD_TOUCH
from seatwise.sources.registry import by_table

TRACKED_RECORDS = "tracked records"


def gap_name(gap: Gap) -> str:
    """`LoginHistory`, `UserLicense.Status`, `some rows of tracked records`, `Case records`."""
    if gap.table == SNAPSHOT:
        return f"snapshot {gap.column}"
    if gap.table in ENTERED:
        one = ENTERED[gap.table]
        return f"some entries ({one})" if gap.column == ROWS else f"{one} of {gap.column}"
    source = by_table(gap.table)
    is_tracked = source is RECORD_TOUCH
    name = TRACKED_RECORDS if is_tracked else source.sobject if source else gap.table
    if gap.column is None:
        return name
    if gap.column == ROWS:
        return f"some rows of {name}"
    if not is_tracked:
        return f"{name}.{gap.column}"
    is_field = any(field.name == gap.column for field in RECORD_TOUCH.fields)
    return f"{gap.column} of {name}" if is_field else f"{gap.column} records"


def gap_sentence_start(gap: Gap) -> str:
    """The same at the start of a sentence."""
    name = gap_name(gap)
    return name[:1].upper() + name[1:]
