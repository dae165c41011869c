"""Roles and expiry as people type and read them."""

import pytest

from edge_agent.errors import BadRequest
from edge_agent.identity.roles import expiry_words, parse_expiry, parse_roles, role_words
from meshwire.trust import AUTHORITY, MEMBER, TRUSTED

NOW = 1_800_000_000.5  # 2027-01-15


def test_roles_are_words():
    assert parse_roles("member, Authority") == MEMBER | AUTHORITY
    assert role_words(MEMBER | TRUSTED) == ["member", "trusted"]


@pytest.mark.parametrize("text", ["", "king", "member,", "31"])
def test_another_word_is_no_role(text):
    with pytest.raises(BadRequest, match="the roles are member, trusted"):
        parse_roles(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("never", "never"), ("30d", "2027-02-14"), ("2027-12-31", "2027-12-31"), ("999999999d", "2126-12-22")],
)
def test_an_expiry_is_a_span_a_date_or_never(text, shown):
    assert expiry_words(parse_expiry(text, NOW)) == shown


@pytest.mark.parametrize("text", ["", "soon", "d", "30", "30m", "2027-13-01", "1e9d"])
def test_anything_else_is_no_expiry(text):
    with pytest.raises(BadRequest, match="730d, 2027-12-31 or never"):
        parse_expiry(text, NOW)


@pytest.mark.parametrize("text", ["2027-01-15", "0d", "-5d", "1970-01-01"])
def test_a_certificate_never_starts_expired(text):
    with pytest.raises(BadRequest, match="in the past"):
        parse_expiry(text, NOW)
