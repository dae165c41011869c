"""What a board signs is an event like any other, and no number of it is ever used twice."""

import os

import pytest

from meshwire import event, frame
from meshwire.errors import WireError
from meshwire.event import PEOPLE, SENSE, SOS
from node.author import BEACONS, FILE, SEQ_BLOCK, Author
from node.own_key import OwnKey
from tests.node.fake_board import Parts, pynacl_verify

ROOT = b"r" * 32


@pytest.fixture
def parts() -> Parts:
    return Parts({}, 0)


def author(parts: Parts) -> Author:
    return Author(OwnKey(parts, os.urandom, parts), ROOT, parts, parts)


def number_of(said: bytes | None) -> int:
    assert said is not None
    return frame.decode_event(said).fields.seq


def test_an_event_of_a_board_is_authentic_in_its_community(parts):
    own = OwnKey(parts, os.urandom, parts)
    said = frame.decode_event(Author(own, ROOT, parts, parts).say(PEOPLE, SOS, {2: "kitchen"}, 1_790_000_000))

    signed = event.assemble(own.public, said.part, said.signature)
    assert event.is_authentic(signed, event.community_id(ROOT), pynacl_verify)
    assert not event.is_authentic(signed, event.community_id(b"x" * 32), pynacl_verify)
    assert said.author_id == own.id
    assert (said.fields.kind, said.fields.time, said.fields.body) == (SOS, 1_790_000_000, {2: "kitchen"})


def test_numbers_rise_by_one_and_a_block_costs_one_write(parts):
    writer = author(parts)
    writer.say(SENSE, 1, {}, 0)
    before = parts.writes

    numbers = [number_of(writer.say(SENSE, 1, {}, 0)) for _ in range(3 * SEQ_BLOCK)]

    assert numbers == list(range(2, 3 * SEQ_BLOCK + 2))
    assert parts.writes - before == 3


class Cut(Exception):
    """The power failed."""


@pytest.mark.parametrize("is_written", [True, False], ids=["after the write", "before the write"])
def test_no_number_is_used_twice_whenever_the_power_fails(parts, is_written):
    def write(name: str, data: bytes) -> None:
        if is_written:
            parts.files[name] = data
        raise Cut

    author(parts)  # its key is on the flash
    used: list[int] = []
    for said_before_the_cut in range(10):
        writer = author(parts)
        used += [number_of(writer.say(PEOPLE, SOS, {}, 0)) for _ in range(said_before_the_cut % 5)]
        parts.write = write  # type: ignore[method-assign]
        try:
            for _ in range(2 * SEQ_BLOCK):
                used.append(number_of(writer.say(PEOPLE, SOS, {}, 0)))
        except Cut:
            pass
        finally:
            del parts.write

    assert len(used) == len(set(used)) > 20
    assert used == sorted(used)


def test_what_a_board_says_comes_after_what_it_heard_also_when_it_was_started_again(parts):
    writer = author(parts)
    writer.heard(5000)
    writer.heard(5000 + (1 << 21))  # nobody would take an event that is numbered after it
    first = frame.decode_event(writer.say(PEOPLE, SOS, {}, 0)).fields.lamport

    again = frame.decode_event(author(parts).say(PEOPLE, SOS, {}, 0)).fields.lamport

    assert first == 5001
    assert first < again < first + 1000


def test_topics_are_numbered_apart(parts):
    writer = author(parts)

    assert [number_of(writer.say(topic, 1, {}, 0)) for topic in (PEOPLE, SENSE, PEOPLE)] == [1, 1, 2]
    assert [writer.number(BEACONS, 64) for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("data", [b"", b"\xff", b"\x01", b"\x82\x01\x02", b"\x82\x61x\xa0", b"\x82\x01\xa1\x61x\x01"])
def test_a_damaged_file_is_told_and_does_not_stop_the_board(parts, data):
    parts.files[FILE] = data

    assert number_of(author(parts).say(PEOPLE, SOS, {}, 0)) == 1
    assert "damaged" in parts.notes[0]


def test_what_no_frame_can_carry_is_refused(parts):
    with pytest.raises(WireError, match="too long"):
        author(parts).say(PEOPLE, SOS, {2: "x" * 200}, 0)


def test_without_a_key_nothing_is_said(parts):
    writer = Author(OwnKey(parts, lambda count: bytes(count), parts), ROOT, parts, parts)

    assert writer.say(PEOPLE, SOS, {}, 0) is None
