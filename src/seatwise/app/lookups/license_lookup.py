"""Which license is meant by what was typed: a key, kind:key, or a label."""

from collections.abc import Sequence

from seatwise.app.inputs import rows_of
from seatwise.app.report_context import ReportSources, report_context
from seatwise.domain.connection import Connection
from seatwise.domain.errors import UsageError
from seatwise.domain.licensing.license_kinds import Kind, LicenseName
from seatwise.domain.snapshots import Snapshot
from seatwise.domain.suggestions import did_you_mean, suggestions
from seatwise.metrics.licenses.licenses import LICENSE_NAMES
from seatwise.metrics.query import Row
from seatwise.sources.needs import unmet_needs

NO_SNAPSHOT = "There is no snapshot to check this key against: an entry under a wrong key has no effect."


# Without one of these the org may have licenses, or names of them, that nobody could read.
_LISTED = {
    *("UserLicense", "UserLicense.LicenseDefinitionKey", "UserLicense.Name", "UserLicense.MasterLabel"),
    *("PermissionSetLicense", "PermissionSetLicense.PermissionSetLicenseKey", "PermissionSetLicense.MasterLabel"),
    *("PackageLicense", "PackageLicense.NamespacePrefix", "User"),
}


def are_all_listed(snapshot: Snapshot) -> bool:
    """Whether every license of the org could be read, by its key and its name."""
    return _LISTED.isdisjoint(unmet_needs((snapshot,)))


def find_license(typed: str, known: Sequence[LicenseName], *, all_listed: bool = True) -> LicenseName:
    """The license that was meant.

    Tried in this order: the key as it is, kind:key, the key in any case, the label in any case. With nothing known (no
    snapshot yet) the key is taken as it is, as a user license unless a kind is named. Raises UsageError: none fits
    (names those that look like it; where not `all_listed`, it may be there all the same), or several do (names the form
    that tells them apart).
    """
    typed = typed.strip()
    kind, _, bare = typed.partition(":")
    word = kind.casefold().replace("-", "_").replace(" ", "_")
    named = next((each for each in Kind if each.value == word), None)
    if not known:
        license_kind, key = (named, bare) if named and bare else (Kind.USER, typed)
        if not key:
            raise UsageError(
                "The license key is empty.", "It is a key as in SFDC, or kind:key as in feature:SupportUser."
            )
        return LicenseName(license_kind, key, key)
    folded, bare_folded = typed.casefold(), bare.casefold()
    tries = (
        lambda one: one.key == typed,
        lambda one: named is one.kind and one.key == bare,
        lambda one: one.key.casefold() == folded,
        lambda one: named is one.kind and bare_folded in (one.key.casefold(), one.label.casefold()),
        lambda one: one.label.casefold() == folded,
    )
    for fits in tries:
        found = {(one.kind, one.key): one for one in known if fits(one)}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            forms = [f"{kind.value}:{key}" for kind, key in found]
            raise UsageError(f"{typed} could be {len(found)} licenses.", f"Write {' or '.join(forms)}.")
    raise _unknown(typed, known, all_listed=all_listed)


def license_name(row: Row) -> LicenseName:
    """The names of a license, from its row of `license_names`."""
    by_login = row["by_login"]
    return LicenseName(
        Kind(str(row["kind"])), str(row["key"]), str(row["label"]), None if by_login is None else bool(by_login)
    )


def _unknown(typed: str, known: Sequence[LicenseName], *, all_listed: bool) -> UsageError:
    names = {name: one for one in known for name in (one.key, one.label)}
    close = dict.fromkeys(names[name] for name in suggestions(typed, names))
    keys = "See the keys: seatwise licenses --disabled --format csv"
    hint = did_you_mean(one.key if one.key == one.label else f"{one.key} ({one.label})" for one in close) or keys
    if not all_listed:
        said = f"Whether the org has a license {typed} is not known: its licenses could not be read completely."
        return UsageError(said, f"The Licenses panel says what could not be read. {hint}")
    return UsageError(f"The org has no license {typed} in its latest snapshot.", hint)


def known_licenses(connection: Connection, sources: ReportSources) -> list[LicenseName]:
    """Every license of the org's latest snapshot."""
    return [license_name(row) for row in rows_of(LICENSE_NAMES, report_context(connection.name, sources))]
