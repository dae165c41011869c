"""The events of what people say: small enough for one frame, safe to show, whole again from their parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.errors import BadRequest
from edge_agent.phones.model import KINDS, MAX_PARTS, MAX_TEXT, label, parse, said
from meshwire import event, frame
from meshwire.event import CHECK_IN, MESSAGE, PEOPLE, POST, SOS, assemble, encode_part

AUTHOR = b"a" * 32


def signed(kind, body, *, seq=1, lamport=1, time=0):
    return assemble(AUTHOR, encode_part(PEOPLE, seq, lamport, time, kind, body), bytes(64))


@given(st.sampled_from(KINDS), st.text(max_size=80), st.text(max_size=40), st.integers(1, (1 << 32) - 1))
def test_what_was_said_is_read_again(kind, text, name, radio):
    to = radio if kind == MESSAGE else None
    parts = said(kind, text, radio=radio, name=name, to=to)

    read = [parse(signed(kind, part.body())) for part in parts]
    assert read == parts


@pytest.mark.parametrize("kind", KINDS)
def test_the_longest_event_fits_one_radio_frame(kind):
    to = 0xFFFFFFFF if kind == MESSAGE else None
    parts = said(kind, "界" * (MAX_PARTS * MAX_TEXT // 3), radio=0xFFFFFFFF, name="n" * 60, to=to)
    sizes = [
        len(
            frame.encode_event(
                signed(kind, one.body(), seq=(1 << 32) - 1, lamport=(1 << 48) - 1, time=(1 << 32) - 1), 0
            )
        )
        for one in parts
    ]

    assert len(parts) == MAX_PARTS
    assert max(sizes) <= frame.MAX_FRAME


def test_a_text_longer_than_its_parts_is_refused_with_the_limit():
    with pytest.raises(BadRequest, match="288 bytes"):
        said(POST, "x" * 289, radio=1)


@pytest.mark.parametrize(
    "body",
    [
        {0: 0}, {0: -1}, {0: 1 << 32}, {0: True}, {0: "radio"}, {0: b"x"}, {1: 7}, {1: "n" * 21}, {2: "t" * 97},
        {2: b"t"}, {3: 5}, {4: [2, 1]}, {4: [1, 99]}, {4: 1}, {4: [0, 1]}, {4: ["a", "b"]},
    ],
)  # fmt: skip
def test_a_body_of_another_shape_says_nothing(body):
    assert parse(signed(SOS, {0: 7, 2: "roof", **body})) is None


@pytest.mark.parametrize("to", [None, 0, b"abc", b"abcde", "Anna"])
def test_a_message_to_nobody_says_nothing(to):
    assert parse(signed(MESSAGE, {0: 7, 2: "hi", **({} if to is None else {3: to})})) is None


def test_other_kinds_of_the_topic_say_nothing():
    assert parse(signed(event.ACKNOWLEDGEMENT, {0: 7})) is None


def test_a_forged_name_cannot_draw_on_the_screen_or_look_like_a_number():
    read = parse(signed(CHECK_IN, {0: 0x9E7595A8, 1: "An\x1b[2J\u202ena!0001"}))
    assert label(read.name, read.radio) == "An\ufffd[2J\ufffdna0001!95a8"


@pytest.mark.parametrize(
    ("kind", "body", "part"),
    [
        (CHECK_IN, {0: 0x9E7595A8, 1: "Anna"}, "860301050902a2001a9e7595a80164416e6e61"),
        (SOS, {0: 7, 2: "roof"}, "860301050903a200070264726f6f66"),
        (POST, {2: "water"}, "860301050904a102657761746572"),
        (
            MESSAGE,
            {0: 7, 2: "come", 3: b"\x01\x02\x03\x04", 4: [1, 2]},
            "860301050905a400070264636f6d6503440102030404820102",
        ),
    ],
)
def test_the_bytes_are_those_of_the_protocol(kind, body, part):
    assert encode_part(PEOPLE, 1, 5, 9, kind, body) == bytes.fromhex(part)
    assert parse(signed(kind, body)) is not None
