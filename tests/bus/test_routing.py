"""Routing: better is never worse, every candidate is listed with its reason, each strategy orders by its own rule."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.bus.routing import DEFAULT, PARTS, STRATEGIES, Candidate, Weights, parts_of, rank, score

SHARE = st.floats(0, 1)
CANDIDATE = st.builds(
    Candidate, st.text("abcdef", min_size=1, max_size=6), st.just("name"), st.booleans(),
    st.none() | st.floats(0, 1e6), SHARE, SHARE, SHARE, SHARE, SHARE, SHARE, st.sampled_from(("", "", "rests")),
)  # fmt: skip
CANDIDATES = st.lists(CANDIDATE, max_size=8, unique_by=lambda one: one.node)
WEIGHTS = st.builds(Weights, *[st.floats(0.01, 10)] * len(PARTS))
BETTER = {  # of each part: two values, the better one second
    "local": (False, True), "latency_ms": (900.0, 3.0), "load": (0.9, 0.1), "queue": (0.9, 0.1),
    "success": (0.4, 1.0), "cost": (1.0, 0.0), "trust": (0.25, 1.0), "energy": (0.1, 1.0),
}  # fmt: skip


@given(CANDIDATE, WEIGHTS, st.sampled_from(sorted(BETTER)))
def test_better_in_one_part_and_equal_in_the_others_is_never_worse(candidate, weights, part):
    worse, better = BETTER[part]
    assert score(replace(candidate, **{part: better}), weights) > score(replace(candidate, **{part: worse}), weights)


@given(CANDIDATE, WEIGHTS)
def test_a_score_and_its_parts_are_from_0_to_1(candidate, weights):
    assert 0 <= score(candidate, weights) <= 1 + 1e-9
    assert all(0 <= part <= 1 for part in parts_of(candidate).values())


@given(CANDIDATES, st.sampled_from(STRATEGIES), st.integers(0, 10_000))
def test_every_candidate_is_ranked_once_and_has_a_reason(candidates, strategy, turn):
    ranked = rank(candidates, strategy, turn=turn)

    assert sorted(one.candidate.node for one in ranked) == sorted(one.node for one in candidates)
    assert all(one.reason for one in ranked)
    refused = [bool(one.candidate.refusal) for one in ranked]
    assert refused == sorted(refused)


@given(CANDIDATES, st.sampled_from(STRATEGIES), st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(candidates, strategy, random):
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert rank(shuffled, strategy, turn=3) == rank(candidates, strategy, turn=3)


@given(CANDIDATES)
def test_scored_asks_the_best_score_first(candidates):
    scores = [one.score for one in rank(candidates, "scored") if not one.candidate.refusal]
    assert scores == sorted(scores, reverse=True)


@given(CANDIDATES)
def test_least_loaded_asks_who_has_least_to_do_first(candidates):
    ranked = [one.candidate for one in rank(candidates, "least_loaded") if not one.candidate.refusal]
    work = [one.load + one.queue for one in ranked]
    assert work == sorted(work)


@given(CANDIDATES)
def test_prefer_local_asks_this_node_first_however_busy_it_is(candidates):
    ranked = [one.candidate.local for one in rank(candidates, "prefer_local") if not one.candidate.refusal]
    assert ranked == sorted(ranked, reverse=True)


@given(CANDIDATES)
def test_round_robin_gives_every_node_its_turn(candidates):
    able = {one.node for one in candidates if not one.refusal}
    first = [rank(candidates, "round_robin", turn=turn)[0].candidate.node for turn in range(len(able))]
    assert set(first) == able


@pytest.mark.parametrize("part", PARTS)
def test_each_weight_is_used(part):
    candidate = Candidate("a", "a", False, 1e5, 0.9, 0.9, 0.1, 0.9, 0.1, 0.1)
    heavier = replace(DEFAULT, **{part: 50.0})
    assert score(candidate, heavier) != score(candidate, DEFAULT)


def test_a_node_that_was_never_asked_is_taken_for_a_usual_one():
    quick, unknown, slow = (Candidate("a", "a", latency_ms=ms) for ms in (1.0, None, 5000.0))
    assert score(quick) > score(unknown) > score(slow)
