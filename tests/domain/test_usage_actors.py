"""usage-actors.json: written as the reference writes it, and read with everything that can be wrong in it named."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.domain.errors import UsageError
from seatwise.domain.ids import checked18, to18
from seatwise.domain.usage_actors import MASTER, Entry, actors_text, parse_actors

ANN, BOB = "0053X00000BoLQRQA3", "0050O000008bidxQAA"  # facts section 1
TYPE = "012000000000001AAA"


def file(*entries: object) -> bytes:
    return json.dumps({"actors": list(entries)}).encode()


def entry(**changes: object) -> dict[str, object]:
    return {"objectType": "Case", "recordTypeId": TYPE, "modifierIds": [ANN], "creatorIds": [], **changes}


def test_it_is_written_in_the_references_shape_in_one_order() -> None:
    text = actors_text(
        [
            Entry("Opportunity", TYPE, frozenset((BOB, ANN)), frozenset((BOB,))),
            Entry("Case", None, frozenset(), frozenset((ANN,))),
        ]
    )
    assert json.loads(text) == {
        "actors": [
            {"objectType": "Case", "recordTypeId": None, "modifierIds": [], "creatorIds": [ANN]},
            {"objectType": "Opportunity", "recordTypeId": TYPE, "modifierIds": [BOB, ANN], "creatorIds": [BOB]},
        ]
    }
    assert text.index('"objectType"') < text.index('"recordTypeId"') < text.index('"modifierIds"')


_IDS = st.frozensets(st.text("abcXYZ019", min_size=12, max_size=12).map(lambda tail: to18(f"005{tail}")), max_size=4)
_TYPES = st.none() | st.text("abcXYZ019", min_size=12, max_size=12).map(lambda tail: to18(f"012{tail}"))
_KEYS = st.tuples(st.sampled_from(("Case", "Lead", "Invoice__c")), _TYPES)


@given(st.dictionaries(_KEYS, st.tuples(_IDS, _IDS), min_size=1))
def test_what_is_written_reads_back(found: dict[tuple[str, str | None], tuple[frozenset[str], frozenset[str]]]) -> None:
    entries = [Entry(*key, *ids) for key, ids in found.items()]
    if not any(entry.modifiers or entry.creators for entry in entries):
        return
    text = actors_text(entries)
    back = parse_actors(text.encode())
    assert set(back) == set(entries)
    assert actors_text(reversed(back)) == text


def test_ids_of_15_letters_become_18_and_entries_of_one_key_become_one() -> None:
    (one,) = parse_actors(
        file(entry(modifierIds=[ANN[:15]]), entry(recordTypeId=TYPE[:15], modifierIds=[ANN], creatorIds=[BOB[:15]]))
    )
    assert one == Entry("Case", TYPE, frozenset((ANN,)), frozenset((BOB,)))


@pytest.mark.parametrize("none", [None, "", MASTER, MASTER[:15]])
def test_a_record_type_that_is_none_is_none(none: str | None) -> None:
    assert parse_actors(file(entry(recordTypeId=none)))[0].record_type is None


def test_an_absent_record_type_and_fields_nobody_knows_do_no_harm() -> None:
    raw = entry(label="x")
    del raw["recordTypeId"]
    assert parse_actors(b"\xef\xbb\xbf" + file(raw))[0].record_type is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not JSON"),
        (b'{"actors": [\n{,}]}', "in line 2"),
        (b"\xff\xfe", "not UTF-8 text"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", 'no list "actors"'),
        (b'{"actors": {}}', 'no list "actors"'),
        (file(3), "Entry 1 of the file is not an object"),
        (file(entry(), entry(objectType="")), "Entry 2 has no usable objectType: ''"),
        (file(entry(objectType=None)), "objectType"),
        (file(entry(objectType="Case; DROP")), "objectType"),
        (file(entry(recordTypeId=7)), "recordTypeId that is not text"),
        (file(entry(modifierIds=None)), "no list of ids called modifierIds"),
        (file(entry(creatorIds=[1])), "creatorIds has something that is not an id: 1"),
        (file(entry(creatorIds=ANN)), "no list of ids called creatorIds"),
        (file(), "names no user"),
        (file(entry(modifierIds=[])), "names no user"),
    ],
)
def test_what_is_no_such_file_is_refused_and_says_where(content: bytes, told: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse_actors(content)
    assert told in refusal.value.message
    assert refusal.value.next_step


@pytest.mark.parametrize(
    "bad", ["", "x", ANN[:14], f"{ANN[:15]}AAA", ANN.lower(), "001000000000001AAA", f"{ANN[:-1]}é", TYPE]
)
def test_bad_ids_are_named_and_counted(bad: str) -> None:
    with pytest.raises(UsageError, match="1 id is not a Salesforce id: Entry 1 \\(Case\\) modifierIds: ") as refusal:
        parse_actors(file(entry(modifierIds=[ANN, bad])))
    assert repr(bad) in refusal.value.message


def test_of_many_bad_ids_the_first_five_are_named() -> None:
    with pytest.raises(UsageError) as refusal:
        parse_actors(file(entry(recordTypeId=ANN, modifierIds=[f"bad{number}" for number in range(8)])))
    assert refusal.value.message.startswith("9 ids are not Salesforce ids: Entry 1 (Case) recordTypeId: ")
    assert "bad3" in refusal.value.message
    assert "bad4" not in refusal.value.message


def test_the_last_three_letters_of_an_id_follow_from_the_others() -> None:
    assert checked18(ANN) == checked18(ANN[:15]) == ANN
    with pytest.raises(UsageError, match="do not fit"):
        checked18(f"{ANN[:15]}QA4")
