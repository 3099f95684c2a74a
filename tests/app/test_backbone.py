"""The backbone of an org: six standard objects, less those taken away, plus those added."""

import pytest

from fakes import MemoryBackbones
from seatwise.app.backbone import add_object, backbone_of, near_standard, remove_object
from seatwise.domain.errors import UsageError
from seatwise.sources.activity import TRACKED_OBJECTS


def test_it_is_the_standard_one_until_something_is_told() -> None:
    assert backbone_of("acme", MemoryBackbones()) == TRACKED_OBJECTS


def test_added_objects_stand_after_the_standard_ones_by_name() -> None:
    kept = MemoryBackbones()
    for name in ("Zebra__c", "ns__Ant__c", "Contract"):
        assert add_object("acme", name, kept) == name
    assert backbone_of("acme", kept) == (*TRACKED_OBJECTS, "Contract", "ns__Ant__c", "Zebra__c")
    assert backbone_of("beta", kept) == TRACKED_OBJECTS


def test_a_standard_object_can_be_taken_away_and_added_again_and_leaves_no_trace() -> None:
    kept = MemoryBackbones()
    assert remove_object("acme", "lead", kept) == "Lead"
    assert "Lead" not in backbone_of("acme", kept)
    assert add_object("acme", "LEAD", kept) == "Lead"
    assert backbone_of("acme", kept) == TRACKED_OBJECTS
    assert kept.objects("acme") == {}


@pytest.mark.parametrize(
    "typed",
    ["", " ", "Invoice c", "Invoice__d", "Invoice__mdt", "Order__e", "1st__c", "a__b__d__c", "A__", "_A", "A;DROP",
     "Lead'", "Ünvoice__c", "x" * 81],
)  # fmt: skip
def test_what_no_object_can_be_called_is_refused(typed: str) -> None:
    kept = MemoryBackbones()
    with pytest.raises(UsageError, match="No object is called"):
        add_object("acme", typed, kept)
    assert not kept.told


@pytest.mark.parametrize("typed", ["case", "Case", " Case "])
def test_what_is_there_is_not_added_twice(typed: str) -> None:
    with pytest.raises(UsageError, match="Case is in the backbone of acme already"):
        add_object("acme", typed, MemoryBackbones())


def test_what_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="Oportunity is not in the backbone") as refusal:
        remove_object("acme", "Oportunity", MemoryBackbones())
    assert refusal.value.next_step == "Did you mean Opportunity?"


def test_an_added_name_that_looks_like_a_standard_one_may_be_a_slip() -> None:
    assert near_standard("Oportunity") == ["Opportunity"]
    assert near_standard("Opportunity") == near_standard("Invoice__c") == []


def test_the_last_object_stays() -> None:
    kept = MemoryBackbones()
    for name in TRACKED_OBJECTS[1:]:
        remove_object("acme", name, kept)
    with pytest.raises(UsageError, match="Lead is the only object"):
        remove_object("acme", "Lead", kept)
    assert backbone_of("acme", kept) == ("Lead",)
