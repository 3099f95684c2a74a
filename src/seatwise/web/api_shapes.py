"""What the JSON API answers, field by field: the OpenAPI document is made from this, every answer is checked by it."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from seatwise.domain.connection import AuthMethod, Status
from seatwise.domain.licenses import Kind
from seatwise.export.rows import ROW_FIELDS, UNITS
from seatwise.metrics.field_types import FieldType
from seatwise.metrics.inventory import LICENSES

EXACT = ConfigDict(extra="forbid")
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"}, description="ISO 8601, UTC.")]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Money = Annotated[str, Field(pattern=r"^-?\d+\.\d{2}$", description="An amount in the org's currency.")]
Price = Annotated[str, Field(pattern=r"^\d+\.\d{2,4}$")]

_TYPES: dict[FieldType, Any] = {
    FieldType.TEXT: str,
    FieldType.FLAG: bool,
    FieldType.SEATS: int,
    FieldType.LOGINS: int,
    FieldType.SHARE: float,
    FieldType.MONEY: Money,
    FieldType.MONEY_TO_DATE: Money,
    FieldType.PRICE: Price,
    FieldType.DATE: Day,
}
_NEVER_UNKNOWN: dict[str, Any] = {"kind": Kind, "id": str, "key": str, "label": str}
_BESIDE: dict[str, tuple[Any, str]] = {
    "flags": (list[str], "What to notice about it, in words: over-assigned, unpriced, unlimited, ..."),
    "consumed_share": (float | None, "consumed / monthly_logins, from 0 to 1 and beyond."),
    "runs_out": (Day | None, "The day on which this month's logins end at the present pace."),
}


def _field(name: str) -> tuple[Any, Any]:
    if name in _BESIDE:
        kind, sentence = _BESIDE[name]
        return kind, Field(description=sentence)
    column = LICENSES.column(name)
    kind = _NEVER_UNKNOWN.get(name) or (_TYPES[UNITS[name]] | None)
    return kind, Field(description=column.sentence if column else "")


class Refusal(BaseModel):
    """An error: the mistake and the next step."""

    model_config = EXACT
    error: str
    next_step: str


class OrgShape(BaseModel):
    """An org that Seatwise knows. No secret is ever told."""

    model_config = EXACT
    name: str
    login_method: AuthMethod = Field(description="How Seatwise logs in.")
    login_url: str
    currency: str = Field(description="ISO 4217 code of its prices.")
    org_id: str | None = Field(description="Salesforce's 18-character id; null until the first login.")
    status: Status
    cause: str = Field(description="Why it has this status; may be empty.")
    checked_at: Moment | None


class Orgs(BaseModel):
    """Every org, by name."""

    model_config = EXACT
    orgs: list[OrgShape]


class GapShape(BaseModel):
    """Something that could not be read, and what would fix it. Never a zero."""

    model_config = EXACT
    table: str
    column: str | None
    reason: str
    remedy: str
    code: str


class SnapshotShape(BaseModel):
    """One org, whole, at one moment."""

    model_config = EXACT
    id: str
    as_of: Moment
    read_at: Moment
    api_version: str
    calls: int = Field(description="API calls the refresh made.")
    rows: dict[str, int] = Field(description="Rows by table.")
    gaps: list[GapShape]


class Damaged(BaseModel):
    """A snapshot that cannot be trusted."""

    model_config = EXACT
    id: str
    problem: str


class Snapshots(BaseModel):
    """The snapshots of an org, oldest first."""

    model_config = EXACT
    org: str
    snapshots: list[SnapshotShape]
    damaged: list[Damaged]


_FIELDS: dict[str, Any] = {name: _field(name) for name in ROW_FIELDS}
LicenseRow = create_model("LicenseRow", __config__=EXACT, __doc__="One license. Unknown is null, never 0.", **_FIELDS)


class Licenses(BaseModel):
    """The Licenses panel of one snapshot: as `seatwise report licenses --format json` writes it."""

    model_config = EXACT
    org: str
    snapshot: str
    as_of: Moment
    currency: str
    gaps: list[GapShape]
    summary: str
    notes: list[str]
    rows: list[LicenseRow]  # type: ignore[valid-type]
    totals: list[dict[str, Any]] = Field(description="Sums per bucket, per kind and overall, then Unattributed.")
