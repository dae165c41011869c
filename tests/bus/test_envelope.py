"""What comes from another node: every field is looked at, nothing of it crashes us or is believed."""

import re
from contextlib import suppress
from pathlib import Path

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.bus.adverts import advert_map, adverts_of
from edge_agent.bus.capability import Trust
from edge_agent.bus.envelope import MAX_HOPS, answer_of, request_map, request_of
from edge_agent.bus.peer import Advert, Answer, Meta, Request
from edge_agent.bus.refusal import error_of
from edge_agent.errors import BadAnswer, BadRequest, EdgeError, RateLimited, error_from

REQUEST = Request(
    "llm.chat", (1, 2), {"messages": [{"text": "Straße"}]}, {"model": "small*"}, "00112233445566ff", 2.5,
    ("hn1a", "hn1b"), Trust.TRUSTED, True,
)  # fmt: skip
ADVERT = Advert(
    "llm.chat", (1, 2), "blake3:" + "ab" * 32, Trust.MEMBER, {"model": ("small", "large")}, 120.0, 1 << 20, 2, 8, True,
    True, True, "heavy", 0.5, 3,
)  # fmt: skip
LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=5)
KEY = st.text(max_size=5) | st.integers()
ANYTHING = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner), max_leaves=8)


def every_error():
    """Those that travel; a part of the agent may have others of its own."""
    kinds, waiting = [], [EdgeError]
    while waiting:
        kind = waiting.pop()
        waiting += [below for below in kind.__subclasses__() if below.__module__ == EdgeError.__module__]
        kinds.append(kind)
    return kinds


def over_the_wire(told):
    return cbor2.loads(cbor2.dumps(told))


def test_a_request_arrives_as_it_was_sent():
    assert request_of(over_the_wire(request_map(REQUEST))) == REQUEST


def test_an_answer_arrives_as_it_was_sent():
    answer = Answer({"text": "hello", "tokens": 2}, Meta("hn1b", 12.5, ("hn1b",), "00112233445566ff"))
    arrived = answer_of(over_the_wire(answer.as_json()))
    assert (arrived.output, arrived.meta.node, arrived.meta.ms) == (answer.output, "hn1b", 12.5)
    assert arrived.meta.path == ("hn1b",)


def test_an_error_arrives_with_its_class_its_time_and_its_alternatives():
    error = RateLimited("wait a little", retry_after_s=2.5, alternatives=["hn1c"])
    with pytest.raises(RateLimited, match="wait a little") as raised:
        answer_of(over_the_wire({"error": error.as_json()}))
    assert (raised.value.retry_after_s, raised.value.alternatives) == (2.5, ("hn1c",))


def test_an_error_of_an_unknown_code_is_an_error_all_the_same():
    assert type(error_of({"code": "of_a_later_version", "message": "x"})) is EdgeError


def test_a_message_cannot_write_over_a_terminal():
    assert "\x1b" not in str(error_of({"code": "internal", "message": "\x1b[2J" + "x" * 10_000}))
    assert len(str(error_of({"code": "internal", "message": "x" * 10_000}))) <= 500


@pytest.mark.parametrize("wait", [-1, float("nan"), float("inf"), True, "soon"])
def test_a_time_that_is_none_is_passed_over(wait):
    assert error_of({"code": "too_busy", "message": "", "retry_after_s": wait}).retry_after_s is None


def test_codes_are_different_and_lead_back_to_their_class():
    kinds = every_error()
    assert len({kind.code for kind in kinds}) == len(kinds) > 15
    assert all(type(error_from(kind.code, "")) is kind for kind in kinds)
    assert all(400 <= kind.status < 600 for kind in kinds)


def test_every_code_is_documented_with_its_status():
    page = (Path(__file__).parents[2] / "docs/protocol/call.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \| (\d{3}) \|", page, re.MULTILINE))
    assert documented == {(kind.code, str(kind.status)) for kind in every_error()}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "LLM"), ("name", "a" * 65), ("name", "a b"), ("name", ""), ("version", [1]), ("version", [1, "0"]),
        ("version", [-1, 0]), ("version", [1, 1 << 40]), ("input", []), ("input", {"x": float("nan")}),
        ("input", {"x": b"raw"}), ("params", []), ("params", {"a": 1}), ("params", {1: "a"}),
        ("params", {str(one): "" for one in range(9)}), ("params", {"a": "x" * 300}), ("id", "xyz"), ("id", ""),
        ("timeout_ms", 0), ("timeout_ms", -5), ("timeout_ms", 1 << 40), ("timeout_ms", "soon"),
        ("hops", ["a"] * (MAX_HOPS + 1)), ("hops", [1]), ("hops", ["a b"]), ("hops", "abc"), ("trust", 6),
        ("trust", -1), ("trust", "operator"), ("stream", 1),
    ],
)  # fmt: skip
def test_a_request_with_a_wrong_field_is_refused(field, value):
    with pytest.raises(BadRequest):
        request_of(over_the_wire(request_map(REQUEST) | {field: value}))


@pytest.mark.parametrize("field", sorted(request_map(REQUEST)))
def test_a_request_without_a_field_is_refused(field):
    told = request_map(REQUEST)
    del told[field]
    with pytest.raises(BadRequest, match="a call is a map of"):
        request_of(told)


@pytest.mark.parametrize(
    "told",
    [
        {}, [], 7, {"output": {}}, {"output": [], "meta": {"node": "a", "ms": 1, "path": []}}, {"error": "text"},
        {"output": {}, "meta": {"node": "a b", "ms": 1, "path": []}},
        {"output": {}, "meta": {"node": "a", "ms": float("nan"), "path": []}},
        {"output": {"x": b"raw"}, "meta": {"node": "a", "ms": 1, "path": []}},
        {"output": {"x": float("inf")}, "meta": {"node": "a", "ms": 1, "path": []}},
        {"output": {}, "meta": {"node": "a", "ms": 1, "path": ["a"] * 9}},
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_a_bad_answer(told):
    with pytest.raises(BadAnswer):
        answer_of(over_the_wire(told))


def test_endless_nesting_is_refused():
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(BadRequest, match="input"):
        request_of(request_map(REQUEST) | {"input": {"x": deep}})


@given(ANYTHING)
def test_nothing_that_is_told_crashes_us(told):
    for parse in (request_of, answer_of, adverts_of):
        with suppress(EdgeError):
            parse(told)


def test_an_advert_arrives_as_it_was_sent():
    assert adverts_of(over_the_wire([advert_map(ADVERT)])) == [ADVERT]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "../etc"), ("hash", "short"), ("trust", 9), ("params", {"model": "small"}), ("params", {"m": [1]}),
        ("params", {"m": ["x" * 300]}), ("params", {"m": ["x"] * 300}), ("params", {str(one): [] for one in range(9)}),
        ("timeout_s", 0), ("timeout_s", float("nan")), ("load", 2), ("load", -1), ("queue", -1), ("max_body", 1 << 40),
        ("cost", "free"), ("shared", 1),
    ],
)  # fmt: skip
def test_an_advert_with_a_wrong_field_is_refused(field, value):
    with pytest.raises(BadRequest, match="capabilities"):
        adverts_of([advert_map(ADVERT) | {field: value}])


def test_a_list_of_adverts_has_an_end_and_no_name_twice():
    with pytest.raises(BadRequest, match="offered twice"):
        adverts_of([advert_map(ADVERT)] * 2)
    with pytest.raises(BadRequest, match="at most 256"):
        adverts_of([advert_map(ADVERT) | {"name": f"a{one}"} for one in range(257)])
