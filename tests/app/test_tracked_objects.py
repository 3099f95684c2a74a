"""The tracked objects of an org: six standard objects, less those taken away, plus those added."""

import pytest

from fakes import MemoryTrackedObjects
from seatwise.app.entries.tracked_objects import add_object, remove_object, similar_standard_objects, tracked_objects_of
from seatwise.domain.errors import UsageError
from seatwise.sources.activity import TRACKED_OBJECTS


def test_they_are_the_standard_ones_until_something_is_changed() -> None:
    assert tracked_objects_of("acme", MemoryTrackedObjects()) == TRACKED_OBJECTS


def test_added_objects_stand_after_the_standard_ones_by_name() -> None:
    store = MemoryTrackedObjects()
    for name in ("Zebra__c", "ns__Ant__c", "Contract"):
        assert add_object("acme", name, store) == name
    assert tracked_objects_of("acme", store) == (*TRACKED_OBJECTS, "Contract", "ns__Ant__c", "Zebra__c")
    assert tracked_objects_of("beta", store) == TRACKED_OBJECTS


def test_a_standard_object_can_be_taken_away_and_added_again_and_leaves_no_trace() -> None:
    store = MemoryTrackedObjects()
    assert remove_object("acme", "lead", store) == "Lead"
    assert "Lead" not in tracked_objects_of("acme", store)
    assert add_object("acme", "LEAD", store) == "Lead"
    assert tracked_objects_of("acme", store) == TRACKED_OBJECTS
    assert store.objects("acme") == {}


@pytest.mark.parametrize(
    "typed",
    ["", " ", "Invoice c", "Invoice__d", "Invoice__mdt", "Order__e", "1st__c", "a__b__d__c", "A__", "_A", "A;DROP",
     "Lead'", "Ünvoice__c", "x" * 81],
)  # fmt: skip
def test_what_no_object_can_be_called_is_refused(typed: str) -> None:
    store = MemoryTrackedObjects()
    with pytest.raises(UsageError, match="No object can be named"):
        add_object("acme", typed, store)
    assert not store.told


@pytest.mark.parametrize("typed", ["case", "Case", " Case "])
def test_what_is_there_is_not_added_twice(typed: str) -> None:
    with pytest.raises(UsageError, match="Case is already a tracked object of acme"):
        add_object("acme", typed, MemoryTrackedObjects())


def test_what_is_not_there_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="Oportunity is not a tracked object") as refusal:
        remove_object("acme", "Oportunity", MemoryTrackedObjects())
    assert refusal.value.next_step == "Did you mean Opportunity?"


def test_an_added_name_that_looks_like_a_standard_one_may_be_a_slip() -> None:
    assert similar_standard_objects("Oportunity") == ["Opportunity"]
    assert similar_standard_objects("Opportunity") == similar_standard_objects("Invoice__c") == []


def test_the_last_object_stays() -> None:
    store = MemoryTrackedObjects()
    for name in TRACKED_OBJECTS[1:]:
        remove_object("acme", name, store)
    with pytest.raises(UsageError, match="Lead is the only tracked object"):
        remove_object("acme", "Lead", store)
    assert tracked_objects_of("acme", store) == ("Lead",)
