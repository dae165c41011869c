"""The fold over what members say about who comes and goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.identity.keys import Key, verify
from edge_agent.identity.ledger import MAX_SAID, Ledger
from edge_agent.identity.membership import (
    KINDS,
    MEMBERSHIP,
    Goodbye,
    Invite,
    InviteEnd,
    Proposal,
    Refusal,
    Request,
    Succession,
    Support,
    asks,
    body_of,
    kind_of,
    proposal_id,
    statement_in,
    succeeds,
)
from meshwire.errors import WireError
from meshwire.event import assemble, digest, encode_part
from tests.identity.founder import BOB, CARL, EVE

COMMUNITY, ROOT_HASH = b"community"[:8], b"h" * 16
INVITE, NEXT = Key(b"i" * 32), Key(b"n" * 32)


def event(author, seq, statement):
    part = encode_part(MEMBERSHIP, seq, seq, seq, kind_of(statement), body_of(statement))
    return assemble(author.public, part, author.sign(digest(COMMUNITY, author.public, part)))


def request(node, name="n"):
    said = asks(ROOT_HASH, INVITE.public, node.public, name)
    return Request(node.public, INVITE.public, name, INVITE.sign(said), node.sign(said))


def succession(old, new):
    return Succession(new.public, new.sign(succeeds(COMMUNITY, old.public, new.public)))


PROPOSAL = event(BOB, 3, Proposal(EVE.public, "floods the list"))
STORY = (
    event(BOB, 1, Invite(INVITE.public, 100, 2, 1, "")),
    event(BOB, 2, request(CARL)),
    PROPOSAL,
    event(CARL, 1, Support(proposal_id(PROPOSAL))),
    event(CARL, 2, InviteEnd(INVITE.public)),
    event(CARL, 3, Refusal(EVE.public, INVITE.public)),
    event(EVE, 1, Goodbye("moved away")),
    event(CARL, 4, succession(CARL, NEXT)),
    event(CARL, 5, succession(CARL, EVE)),
)


def folded(events):
    ledger = Ledger(COMMUNITY, ROOT_HASH, verify)
    for one in events:
        ledger.add(one)
    return ledger


def state(ledger):
    return {name: value for name, value in vars(ledger).items() if not name.startswith("_")}


@given(st.permutations(STORY))
def test_the_order_of_arrival_changes_nothing(events):
    assert state(folded(events)) == state(folded(STORY))


@pytest.mark.parametrize("one", STORY, ids=lambda one: KINDS[one.kind][0].__name__)
def test_a_statement_is_read_as_it_was_written(one):
    assert body_of(statement_in(one)) == one.body


def test_the_first_successor_counts_so_that_a_thief_comes_too_late():
    assert folded(STORY).successions[CARL.public] == (4, succession(CARL, NEXT))


def test_a_successor_must_agree():
    forged = Succession(NEXT.public, CARL.sign(succeeds(COMMUNITY, CARL.public, NEXT.public)))

    assert folded([event(CARL, 1, forged)]).successions == {}


def test_a_request_without_its_two_proofs_says_nothing():
    honest = request(CARL)
    forged = [
        Request(honest.node, honest.invite, "other", honest.proof, honest.own),
        Request(EVE.public, honest.invite, honest.name, honest.proof, honest.own),
        Request(honest.node, honest.invite, honest.name, honest.own, honest.own),
    ]

    assert folded(event(BOB, seq, one) for seq, one in enumerate(forged, 1)).requests == {}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (1, {}), (1, {0: bytes(32), 1: 0, 2: 1, 3: 1, 4: ""}), (1, {0: bytes(32), 1: 1, 2: 257, 3: 1, 4: ""}),
        (1, {0: bytes(32), 1: 1, 2: 1, 3: 8, 4: ""}), (1, {0: bytes(31), 1: 1, 2: 1, 3: 1, 4: ""}),
        (1, {0: bytes(32), 1: True, 2: 1, 3: 1, 4: ""}), (1, {0: bytes(32), 1: 1, 2: 1, 3: 1, 4: "n" * 33}),
        (2, {0: bytes(32), 1: 1}), (5, {0: "r" * 65}), (5, {0: 1}), (8, {0: bytes(32), 1: bytes(63)}), (99, {}),
    ],
)  # fmt: skip
def test_a_body_out_of_bounds_says_nothing(kind, body):
    part = encode_part(MEMBERSHIP, 1, 1, 1, kind, body)
    one = assemble(BOB.public, part, bytes(64))

    with pytest.raises(WireError):
        statement_in(one)
    assert state(folded([one])) == state(folded([]))


def test_one_author_cannot_fill_the_memory():
    one = event(EVE, 1, InviteEnd(INVITE.public))
    events = (one._replace(body={0: number.to_bytes(32, "big")}) for number in range(MAX_SAID + 50))

    assert len(folded(events).ends) == MAX_SAID
