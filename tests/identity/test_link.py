"""Invite links and the words of a community."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.errors import BadRequest
from edge_agent.identity.link import LONGEST, Link, parse_link
from edge_agent.identity.words import WORDS, community_words

LINK = Link(bytes(range(16)), bytes(range(16, 32)), 1_800_000_000, ("192.168.178.20:7080",))
ADDRESSES = st.one_of(
    st.ip_addresses(v=4).map(lambda ip: f"{ip}:7080"), st.ip_addresses(v=6).map(lambda ip: f"[{ip}]:7080")
)
LINKS = st.builds(
    Link, st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16), st.integers(1, (1 << 32) - 1),
    st.lists(ADDRESSES, min_size=1, max_size=4).map(tuple),
)  # fmt: skip


@given(LINKS)
def test_a_link_is_read_as_it_was_written(link):
    assert parse_link(str(link)) == link


def test_a_link_is_short():
    assert len(str(LINK)) == 82


def test_a_link_that_was_broken_into_lines_is_read():
    text = str(LINK)

    assert parse_link(f" {text[:40]}\n  {text[40:]}\n") == LINK


def test_a_name_leads_to_the_page_as_an_address_does():
    link = Link(LINK.secret, LINK.root_hash, LINK.expires, ("mill.local:7080",))

    assert parse_link(str(link)) == link


@pytest.mark.parametrize(
    "text",
    [
        "", "http://", "hn1abc", str(LINK)[:-1], str(LINK) + "A", str(LINK).replace("/join", "/other"),
        str(LINK).replace("http", "https"), str(LINK).replace("#", "?"), "http://[::1/join#AA",
        f"http:///join#{'A' * 50}",
        "http://192.168.178.20:99999/join#" + str(LINK).partition("#")[2], "http://a/join#" + "é" * 50,
    ],
)  # fmt: skip
def test_what_is_no_whole_link_is_refused(text):
    with pytest.raises(BadRequest, match="not a whole invite link"):
        parse_link(text)


def test_an_endless_link_is_refused():
    with pytest.raises(BadRequest, match=f"longer than the {LONGEST}"):
        parse_link(str(LINK) + "A" * LONGEST)


@given(LINKS, st.data())
def test_whatever_is_altered_in_a_link_names_another_invite(link, data):
    head, _, packed = str(link).partition("#")
    place = data.draw(st.integers(0, 48))  # the first 37 bytes; the addresses behind them prove nothing
    other = data.draw(st.sampled_from([char for char in "ABCDEFabcdef0123456789-_" if char != packed[place]]))

    altered = f"{head}#{packed[:place]}{other}{packed[place + 1 :]}"

    try:
        assert parse_link(altered).invite_seed != link.invite_seed
    except BadRequest:
        assert place < 2  # the format


def test_the_words_tell_communities_apart():
    said = {community_words(bytes([number]) * 16) for number in range(8)}

    assert len(said) == 8
    assert all(word in WORDS for words in said for word in words.split())
    assert {len(words.split()) for words in said} == {4}


def test_the_words_of_a_community_never_change():
    assert community_words(bytes(16)) == "organ dinner ticket village"


def test_there_are_256_different_words():
    assert len(WORDS) == len(set(WORDS)) == 256
