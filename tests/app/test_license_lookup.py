"""A license is found by its key, kind:key or label; what is not clear is refused with a hint."""

import pytest

from fakes import LICENSES
from seatwise.app.lookups.license_lookup import find_license
from seatwise.domain.errors import UsageError
from seatwise.domain.licensing.license_kinds import Kind, LicenseName


@pytest.mark.parametrize(
    ("typed", "kind", "key"),
    [
        ("SFDC", Kind.USER, "SFDC"),
        (" sfdc ", Kind.USER, "SFDC"),
        ("user:SFDC", Kind.USER, "SFDC"),
        ("Salesforce", Kind.USER, "SFDC"),
        ("user:shared", Kind.USER, "Shared"),
        ("permission_set:Shared", Kind.PERMISSION_SET, "Shared"),
        ("Permission-Set:shared", Kind.PERMISSION_SET, "Shared"),
        ("Shared as an add-on", Kind.PERMISSION_SET, "Shared"),
        ("SupportUser", Kind.FEATURE, "SupportUser"),
        ("acme:pkg", Kind.PACKAGE, "acme:pkg"),
        ("package:acme:pkg", Kind.PACKAGE, "acme:pkg"),
        ("acme [pkg] <B>", Kind.PACKAGE, "acme:pkg"),
    ],
)
def test_a_license_is_meant_by_key_by_kind_and_key_or_by_label(typed: str, kind: Kind, key: str) -> None:
    found = find_license(typed, LICENSES)
    assert (found.kind, found.key) == (kind, key)


def test_a_key_of_several_kinds_asks_which_kind() -> None:
    with pytest.raises(UsageError, match="Shared could be 2 licenses") as refusal:
        find_license("Shared", LICENSES)
    assert refusal.value.next_step == "Write user:Shared or permission_set:Shared."


@pytest.mark.parametrize("typed", ["SFDD", "feature:SFDC", "Sales", "", ":", "user:"])
def test_an_unknown_license_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="no license"):
        find_license(typed, LICENSES)


def test_an_unknown_license_names_the_nearest() -> None:
    with pytest.raises(UsageError) as refusal:
        find_license("PID_Customer_Comunity_Login", LICENSES)
    assert "PID_Customer_Community_Login (Customer Community Login)" in refusal.value.next_step


def test_one_key_with_two_names_is_one_license() -> None:
    twins = [LicenseName(Kind.USER, "K", "One"), LicenseName(Kind.USER, "K", "Other")]
    assert find_license("K", twins).key == "K"


def test_where_not_every_license_could_be_read_it_is_not_known_whether_one_is_there() -> None:
    with pytest.raises(UsageError, match="Whether the org has a license NOPE is not known") as refused:
        find_license("NOPE", LICENSES, all_listed=False)
    assert "The Licenses panel says what could not be read." in refused.value.next_step
    assert find_license("SFDC", LICENSES, all_listed=False).key == "SFDC"
