"""Hours of virtual time over the peer table: who stays callable, who goes stale, whom to dial."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.mesh.table import (
    LONGEST_RETRY_S,
    MAX_ADDRESSES,
    MAX_PEERS,
    REFRESH_S,
    STALE_S,
    Address,
    PeerTable,
    Source,
)

OWN, ANNA, BEN = b"\0" * 32, b"a" * 32, b"b" * 32
LAN = Address("192.0.2.7", 7081, Source.MDNS)
HOUR_S = 3600


@pytest.fixture
def table() -> PeerTable:
    return PeerTable(OWN)


def test_a_peer_that_keeps_answering_stays_callable_for_hours(table: PeerTable) -> None:
    for tick in range(0, 6 * HOUR_S, int(REFRESH_S)):
        table.heard(ANNA, "anna", tick)

        assert [peer.node for peer in table.callable(tick + REFRESH_S)] == [ANNA]


def test_a_peer_that_falls_silent_goes_stale_and_comes_back_when_it_is_heard(table: PeerTable) -> None:
    table.heard(ANNA, "anna", 0)
    assert table.callable(STALE_S)
    assert not table.callable(STALE_S + 1)

    table.heard(ANNA, "anna", 2 * HOUR_S)

    assert table.callable(2 * HOUR_S)


def test_a_goodbye_ends_at_once_what_could_be_called(table: PeerTable) -> None:
    table.heard(ANNA, "anna", 10)

    table.gone(ANNA, 11)

    assert table.callable(11) == []


def test_a_node_never_lists_itself(table: PeerTable) -> None:
    table.seen(OWN, [LAN], 0)
    table.heard(OWN, "me", 0)

    assert table.peers() == []


def test_a_silent_address_is_dialled_ever_more_rarely_for_a_week(table: PeerTable) -> None:
    table.seen(ANNA, [LAN], 0)
    dials = []
    for now in range(7 * 24 * HOUR_S // 10):
        if table.due((), now * 10):
            dials.append(now * 10)
            table.failed(ANNA, now * 10)

    pauses = [after - before for before, after in zip(dials, dials[1:], strict=False)]

    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_RETRY_S


def test_news_of_a_better_kind_makes_a_silent_peer_worth_a_dial_at_once(table: PeerTable) -> None:
    table.seen(ANNA, [Address("198.51.100.1", 7081, Source.GOSSIP)], 0)
    for _ in range(12):
        table.failed(ANNA, 0)
    assert not table.due((), 100)

    table.seen(ANNA, [LAN], 100)

    assert [peer.addresses[0] for peer in table.due((), 100)] == [LAN]


def test_the_same_rumour_again_does_not_make_it_dial_again(table: PeerTable) -> None:
    table.seen(ANNA, [LAN], 0)
    for _ in range(12):
        table.failed(ANNA, 0)

    table.seen(ANNA, [LAN], 1)

    assert not table.due((), 1)


def test_those_with_a_link_are_not_dialled(table: PeerTable) -> None:
    table.seen(ANNA, [LAN], 0)
    table.seen(BEN, [LAN], 0)

    assert [peer.node for peer in table.due([ANNA], 0)] == [BEN]


def test_of_many_addresses_the_newest_of_the_best_kind_stay(table: PeerTable) -> None:
    fixed = Address("10.0.0.1", 7081, Source.OPERATOR)
    table.seen(ANNA, [fixed], 0)

    table.seen(ANNA, [Address(f"192.0.2.{n}", 7081, Source.MDNS) for n in range(20)], 0)

    peer = table.get(ANNA)
    assert peer is not None
    assert len(peer.addresses) == MAX_ADDRESSES
    assert peer.addresses[:2] == [fixed, Address("192.0.2.19", 7081, Source.MDNS)]


def test_endless_rumours_push_out_neither_who_was_heard_nor_who_was_configured(table: PeerTable) -> None:
    table.seen(ANNA, [Address("10.0.0.1", 7081, Source.OPERATOR)], 0)
    table.seen(BEN, [LAN], 0)
    table.heard(BEN, "ben", 0)

    for n in range(3 * MAX_PEERS):
        table.seen(n.to_bytes(32, "big") + b"", [Address("203.0.113.1", n % 65535, Source.GOSSIP)], n)

    assert len(table.peers()) == MAX_PEERS
    assert table.get(ANNA)
    assert table.get(BEN)


@given(st.lists(st.tuples(st.sampled_from(["heard", "failed", "gone", "seen"]), st.integers(1, 600)), max_size=60))
def test_a_peer_that_was_heard_last_is_callable_and_one_that_went_last_is_not(steps: list[tuple[str, int]]) -> None:
    table, now = PeerTable(OWN), 0
    last: tuple[str, int] | None = None
    table.seen(ANNA, [LAN], 0)
    for step, pause in steps:
        now += pause
        if step == "heard":
            table.heard(ANNA, "anna", now)
        elif step == "seen":
            table.seen(ANNA, [LAN], now)
        else:
            getattr(table, step)(ANNA, now)
        last = (step, now) if step in ("heard", "gone") else last

        expected = last is not None and last[0] == "heard" and now - last[1] <= STALE_S
        assert bool(table.callable(now)) == expected
