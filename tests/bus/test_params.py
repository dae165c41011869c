"""Params: alternatives, prefixes, exceptions; a provider that lists nothing takes anything that is named whole."""

import pytest

from edge_agent.bus.params import chosen, refusal, resolved, values

OFFERED = ("medicine-de", "medicine-nl", "water")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("water", "water"),
        ("food, water", "water"),
        ("medicine-*", "medicine-de"),
        ("medicine-nl,medicine-*", "medicine-nl"),
        ("!medicine-*", "water"),
        ("!water", "medicine-de"),
        ("*", "medicine-de"),
        ("food", None),
        ("Water", None),
        ("!*", None),
        ("", None),
    ],
)
def test_the_first_alternative_that_is_on_offer_is_chosen(wanted, found):
    assert chosen(wanted, OFFERED) == found


@pytest.mark.parametrize(("wanted", "found"), [("mine", "mine"), ("a*,mine", "mine"), ("a*", None), ("!a", None)])
def test_a_provider_that_lists_no_values_takes_one_that_is_named_whole(wanted, found):
    assert chosen(wanted, ()) == found


def test_the_handler_gets_the_value_and_not_the_pattern():
    assert resolved({"corpus": "med*", "language": "nl"}, {"corpus": OFFERED}) == {"corpus": "medicine-de"}


def test_a_refusal_names_the_param_and_what_there_is():
    assert refusal({"corpus": "food"}, {"corpus": OFFERED}) == "corpus is medicine-de, medicine-nl, water; not food"
    assert refusal({"model": "x"}, {"corpus": OFFERED}) == "model cannot be chosen here"
    assert refusal({"corpus": "water"}, {"corpus": OFFERED}) == ""


def test_only_the_params_of_the_contract_are_offered():
    assert values(("corpus", "model"), {"corpus": ["a"], "else": ["b"]}) == {"corpus": ("a",), "model": ()}
