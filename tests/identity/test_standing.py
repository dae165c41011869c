"""The ladder from stranger to anchor, from what a root has signed."""

import pytest

from edge_agent.bus.capability import Trust
from edge_agent.identity.standing import is_revoked, name_of, trust_of
from meshwire import trust
from meshwire.trust import Roster
from tests.node.authority import NOW, Signer


@pytest.fixture
def root() -> Signer:
    return Signer("root")


@pytest.mark.parametrize(
    ("roles", "level"),
    [
        (trust.MEMBER, Trust.MEMBER),
        (trust.MEMBER | trust.TRUSTED, Trust.TRUSTED),
        (trust.MODERATOR, Trust.MODERATOR),
        (trust.MEMBER | trust.ANCHOR | trust.AUTHORITY, Trust.ANCHOR),
        (trust.AUTHORITY, Trust.STRANGER),
        (1 << 15, Trust.STRANGER),
        ((1 << 16) - 1, Trust.ANCHOR),
    ],
)
def test_the_highest_role_counts(root, roles, level):
    roster, node = Roster([root.public]), Signer("node")
    roster.add(root.certify(node, roles=roles))

    assert trust_of(roster, node.public, NOW) is level


def test_who_was_never_certified_is_a_stranger(root):
    roster = Roster([root.public])

    assert trust_of(roster, Signer("node").public, NOW) is Trust.STRANGER
    assert trust_of(roster, root.public, NOW) is Trust.STRANGER
    assert not is_revoked(roster, Signer("node").public)


def test_a_certificate_ends_with_its_expiry_where_there_is_a_clock(root):
    roster, node = Roster([root.public]), Signer("node")
    roster.add(root.certify(node, roles=trust.MEMBER, expires=NOW))

    levels = [trust_of(roster, node.public, now) for now in (NOW - 1, NOW, 0)]

    assert levels == [Trust.MEMBER, Trust.STRANGER, Trust.MEMBER]


def test_a_revoked_key_is_a_stranger_whatever_it_was(root):
    roster, node = Roster([root.public]), Signer("node")
    roster.add(root.certify(node, roles=trust.MEMBER | trust.ANCHOR))
    roster.add(root.revoke(node))

    assert trust_of(roster, node.public, NOW) is Trust.STRANGER
    assert is_revoked(roster, node.public)


def test_a_new_certificate_ends_a_revocation(root):
    roster, node = Roster([root.public]), Signer("node")
    for event in (root.certify(node, roles=trust.MEMBER), root.revoke(node), root.certify(node, roles=trust.TRUSTED)):
        roster.add(event)

    assert trust_of(roster, node.public, NOW) is Trust.TRUSTED
    assert not is_revoked(roster, node.public)


def test_what_somebody_else_signed_lifts_nobody(root):
    roster, node, other = Roster([root.public]), Signer("node"), Signer("other root")
    roster.add(other.certify(node, roles=trust.ANCHOR))

    assert trust_of(roster, node.public, NOW) is Trust.STRANGER


def test_a_name_is_that_of_the_certificate(root):
    roster, node = Roster([root.public]), Signer("node")
    roster.add(root.certify(node, roles=trust.MEMBER))

    assert name_of(roster, node.public) == "somebody"
    assert name_of(roster, root.public) == ""
