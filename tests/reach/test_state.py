"""What a node may claim of its reach, from evidence, over virtual time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.reach.state import (
    CLIMB_S,
    FALL_S,
    FRESH_S,
    KEPT,
    LONGEST_CLIMB_S,
    Evidence,
    Reach,
    ReachState,
)

NOTHING = Evidence()
RADIO = Evidence(radio=True)
LAN = Evidence(link=True, radio=True)
ONLINE = Evidence(link=True, radio=True, internet_s=1, asked=True)


@pytest.fixture
def state() -> ReachState:
    return ReachState()


@pytest.mark.parametrize(
    ("evidence", "reach"),
    [
        (NOTHING, Reach.ALONE),
        (RADIO, Reach.RADIO),
        (LAN, Reach.LAN),
        (Evidence(peers=1), Reach.LAN),
        (ONLINE, Reach.ONLINE),
        (Evidence(link=True, internet_s=FRESH_S + 1, asked=True), Reach.LAN),
        (Evidence(radio=True, internet_s=1, asked=True), Reach.RADIO),
        (Evidence(link=True, asked=True), Reach.LAN),
    ],
)
def test_each_state_needs_its_evidence(evidence: Evidence, reach: Reach) -> None:
    assert evidence.reach() == reach


def test_a_network_without_anything_to_ask_is_never_called_online(state: ReachState) -> None:
    for second in range(3600):
        state.look(LAN, second)

        assert state.now == Reach.LAN
    assert "nothing on the internet is configured" in state.reason


def test_the_first_look_is_believed_at_once(state: ReachState) -> None:
    change = state.look(LAN, 0)

    assert change is not None
    assert (change.before, change.after) == (Reach.ALONE, Reach.LAN)


def test_a_better_state_is_claimed_only_after_it_has_lasted(state: ReachState) -> None:
    state.look(LAN, 0)

    assert state.look(ONLINE, 1) is None
    assert state.look(ONLINE, CLIMB_S) is None
    assert state.look(ONLINE, 1 + CLIMB_S) is not None
    assert state.now == Reach.ONLINE


def test_only_what_lasted_is_claimed_of_what_came_together(state: ReachState) -> None:
    state.look(NOTHING, 0)
    state.look(LAN, 1)

    change = state.look(ONLINE, 1 + CLIMB_S)

    assert change is not None
    assert change.after == Reach.LAN


def test_a_cable_that_is_plugged_over_changes_nothing(state: ReachState) -> None:
    state.look(LAN, 0)

    state.look(NOTHING, 1)
    state.look(LAN, 1 + FALL_S - 0.1)
    state.look(NOTHING, 2 * FALL_S)

    assert [change.after for change in state.changes] == [Reach.LAN]


def test_a_loss_is_told_soon_with_its_reason(state: ReachState) -> None:
    state.look(LAN, 0)
    state.look(RADIO, 1)

    change = state.look(RADIO, 1 + FALL_S)

    assert change is not None
    assert change.reason == "no network; the radio works"


def test_a_line_that_comes_and_goes_has_to_last_ever_longer(state: ReachState) -> None:
    state.look(LAN, 0)
    changes = []
    for second in range(3600):
        evidence = ONLINE if second % 30 < 20 else LAN  # up for 20 s, down for 10
        if state.look(evidence, second):
            changes.append(second)

    assert len(changes) < 3600 // 30 / 2, "less than one claim in four came through"
    assert state.now == Reach.LAN


EVIDENCE = st.builds(
    Evidence,
    link=st.booleans(),
    peers=st.integers(0, 3),
    radio=st.booleans(),
    internet_s=st.none() | st.floats(0, 300),
    asked=st.booleans(),
)


@given(st.lists(st.tuples(EVIDENCE, st.floats(0.1, 120)), max_size=80))
def test_it_is_never_online_without_evidence_and_always_settles(steps: list[tuple[Evidence, float]]) -> None:
    state, now = ReachState(), 0.0
    for evidence, pause in steps:
        now += pause
        change = state.look(evidence, now)
        if change and change.after == Reach.ONLINE:
            assert evidence.reach() == Reach.ONLINE
    assert len(state.changes) <= KEPT

    last = steps[-1][0] if steps else NOTHING
    for _ in range(10):
        now += LONGEST_CLIMB_S
        state.look(last, now)

    assert state.now == last.reach()
