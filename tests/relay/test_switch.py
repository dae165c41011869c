"""The switch of a hub, message by message: what a hostile member can and cannot do to the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.errors import BadRequest
from edge_agent.relay.switch import Member, Sent, Switch
from edge_agent.relay.wire import MAX_STREAMS, PIECE, TO_HUB, TO_MEMBER, WINDOW, decode, encode

HERE = b"c" * 8


def member(switch: Switch, number: int, community: bytes = HERE) -> Member:
    made = Member(bytes([number]) * 32, community)
    switch.join(made)
    return made


@pytest.fixture
def switch() -> Switch:
    return Switch()


def opened(switch: Switch, near: Member, far: Member, number: int = 1) -> int:
    """The number of the stream at the far end."""
    [(to, message)] = switch.receive(near, ("open", number, far.key))
    assert (to, message[0], message[2]) == (far, "open", near.key)
    assert isinstance(message[1], int)
    return message[1]


def test_who_sends_more_than_the_reader_asked_for_is_cut_off(switch: Switch) -> None:
    anna, ben = member(switch, 1), member(switch, 2)
    opened(switch, anna, ben)
    for _ in range(WINDOW // PIECE):
        switch.receive(anna, ("data", 1, bytes(PIECE)))

    with pytest.raises(BadRequest):
        switch.receive(anna, ("data", 1, b"x"))


def test_credit_comes_back_with_what_was_read_and_not_beyond(switch: Switch) -> None:
    anna, ben = member(switch, 1), member(switch, 2)
    far = opened(switch, anna, ben)
    switch.receive(anna, ("data", 1, bytes(PIECE)))

    assert switch.receive(ben, ("more", far, PIECE)) == [(anna, ("more", 1, PIECE))]
    with pytest.raises(BadRequest):
        switch.receive(ben, ("more", far, 1))


def test_streams_are_counted_on_both_sides(switch: Switch) -> None:
    anna, ben, carla = (member(switch, number) for number in (1, 2, 3))
    for number in range(MAX_STREAMS):
        opened(switch, anna, ben, 2 * number + 1)

    assert switch.receive(anna, ("open", 999, ben.key)) == [(anna, ("end", 999))]
    assert switch.receive(carla, ("open", 1, ben.key)) == [(carla, ("end", 1))]


@pytest.mark.parametrize("number", [0, 2, 1])
def test_a_number_that_is_the_hubs_or_taken_is_refused(switch: Switch, number: int) -> None:
    anna, ben = member(switch, 1), member(switch, 2)
    opened(switch, anna, ben)

    with pytest.raises(BadRequest):
        switch.receive(anna, ("open", number, ben.key))


def test_nobody_opens_a_stream_to_himself_or_to_another_community(switch: Switch) -> None:
    anna, stranger = member(switch, 1), member(switch, 2, b"d" * 8)

    assert switch.receive(anna, ("open", 1, anna.key)) == [(anna, ("end", 1))]
    assert switch.receive(anna, ("open", 3, stranger.key)) == [(anna, ("end", 3))]


def test_who_leaves_ends_his_streams_and_all_are_told(switch: Switch) -> None:
    anna, ben = member(switch, 1), member(switch, 2)
    far = opened(switch, anna, ben)

    told = switch.leave(anna)

    assert told == [(ben, ("end", far)), (ben, ("gone", anna.key))]
    assert ben.streams == {}
    assert switch.receive(ben, ("data", far, b"late")) == []


def test_a_node_that_comes_again_takes_its_own_place(switch: Switch) -> None:
    old, ben = member(switch, 1), member(switch, 2)
    opened(switch, old, ben)
    new = Member(old.key, HERE)

    replaced, _ = switch.join(new)

    assert replaced is old
    assert switch.leave(old) == []
    assert switch.here(HERE) == [ben.key, new.key]


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["open", "data", "more", "end", "leave"]), st.integers(0, 3), st.integers(0, 8),
        st.integers(0, WINDOW),
    ),
    max_size=120,
)  # fmt: skip


@given(ACTIONS)
def test_whatever_members_do_both_ends_agree_and_only_members_are_told(
    actions: list[tuple[str, int, int, int]],
) -> None:
    switch = Switch()
    members = [member(switch, number) for number in range(1, 5)]
    for what, who, number, size in actions:
        one, told = members[who], Sent()
        try:
            if what == "leave":
                told = switch.leave(one)
                members[who] = Member(one.key, HERE)
                told += switch.join(members[who])[1]
            else:
                rest = {"open": members[number % 4].key, "data": bytes(size % PIECE + 1), "more": size}
                told = switch.receive(one, (what, number, *([rest[what]] if what in rest else [])))
        except BadRequest:
            switch.leave(one)
            members[who] = Member(one.key, HERE)
            switch.join(members[who])
        assert all(to is not one or message[0] in ("end", "welcome") or what == "leave" for to, message in told)
        for there in members:
            for end in there.streams.values():
                assert end.other is not None
                assert end.other.other is end
                assert end.other.member.streams[end.other.number] is end.other
                assert 0 <= end.credit <= WINDOW


@given(st.binary(max_size=300), st.sampled_from([TO_HUB, TO_MEMBER]))
def test_noise_is_no_message(data: bytes, forms: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        decode(data, forms)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "message",
    [
        ("data", 1, bytes(PIECE + 1)), ("data", -1, b"x"), ("data", True, b"x"), ("data", 1), ("open", 1, b"short"),
        ("hello", bytes(32), b"", bytes(64)), ("mail", bytes(16), bytes(32), bytes(16385)), ("welcome", []),
        ("more", 1.5, 1),
    ],
)  # fmt: skip
def test_what_is_out_of_bounds_is_no_message(message: tuple[object, ...]) -> None:
    with pytest.raises(BadRequest):
        decode(encode(*message), TO_HUB)
