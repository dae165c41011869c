"""Certificates and the roster. What they allow is in tests/vectors/trust.json; here are bounds and hostile bodies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire import trust
from meshwire.area import Area
from meshwire.errors import WireError
from meshwire.event import CERTIFICATE, REVOCATION, ROSTER, Event, author_id
from meshwire.trust import AUTHORITY, MEMBER, Roster, reasons_against

ROOT, ADA = b"r" * 32, b"a" * 32
DISTRICT = Area(((5, "05154"),), (), ())
scalars = st.none() | st.booleans() | st.integers() | st.binary(max_size=40) | st.text(max_size=40)
bodies = st.dictionaries(st.integers(0, 6) | st.text(max_size=2), scalars | st.dictionaries(st.integers(3, 7), scalars))


def said(seq: int, body: dict, *, kind: int = CERTIFICATE, author: bytes = ROOT) -> Event:
    """A roster event as it is after its signature was checked."""
    return Event(author, b"", b"", ROSTER, seq, seq, 0, kind, body)


def certified(subject: bytes, seq: int = 1, roles: int = AUTHORITY) -> Event:
    return said(seq, trust.encode_certificate(subject, roles, 0, DISTRICT, "Ada"))


def test_a_certificate_comes_back_as_it_was():
    found = trust.decode_certificate(said(7, trust.encode_certificate(ADA, AUTHORITY, 1800000000, DISTRICT, "Ada")))

    assert found == (ADA, AUTHORITY, 1800000000, DISTRICT, "Ada", ROOT, 7)


def test_a_certificate_without_area_is_for_everywhere_and_one_with_an_empty_area_for_nowhere():
    everywhere = trust.encode_certificate(ADA, AUTHORITY, 0, None, "")
    nowhere = trust.encode_certificate(ADA, AUTHORITY, 0, Area((), (), ()), "")

    assert trust.decode_certificate(said(1, everywhere)).area is None
    assert trust.decode_certificate(said(1, nowhere)).area == Area((), (), ())


def test_a_revocation_comes_back_as_it_was():
    found = trust.decode_revocation(said(8, trust.encode_revocation(ADA, "lost"), kind=REVOCATION))

    assert found == (ADA, "lost", ROOT, 8)


@pytest.mark.parametrize(
    ("subject", "roles", "expires", "name"),
    [
        (ADA[:31], MEMBER, 0, ""),
        ("a" * 32, MEMBER, 0, ""),
        (ADA, 0, 0, ""),
        (ADA, trust.MAX_ROLES, 0, ""),
        (ADA, True, 0, ""),
        (ADA, MEMBER, -1, ""),
        (ADA, MEMBER, 1 << 40, ""),
        (ADA, MEMBER, 0, "\u00e4" * 17),
        (ADA, MEMBER, 0, None),
    ],
)
def test_a_certificate_out_of_bounds_is_refused(subject, roles, expires, name):
    with pytest.raises(WireError):
        trust.encode_certificate(subject, roles, expires, None, name)


@given(bodies, st.sampled_from((CERTIFICATE, REVOCATION, 0, 3)))
def test_any_body_counts_or_is_refused_with_a_reason(body, kind):
    roster = Roster([ROOT])

    reason = roster.add(said(1, body, kind=kind))

    assert reason is None or isinstance(reason, str)
    assert bool(roster.statements(body.get(0))) is (reason is None)


def test_a_full_roster_keeps_its_revocations_and_takes_no_new_subject():
    roster = Roster([ROOT], limit=2)
    roster.add(said(1, trust.encode_revocation(ADA, "lost"), kind=REVOCATION))
    roster.add(certified(b"b" * 32, seq=2))

    assert roster.add(certified(b"c" * 32, seq=3)) == "the roster is full"
    assert reasons_against(roster, ADA, DISTRICT, 0) == ["revoked"]
    assert roster.add(certified(ADA, seq=4)) is None  # a subject that is known always gets its news


def test_the_order_of_arrival_does_not_matter():
    events = [certified(ADA, seq=1), said(2, trust.encode_revocation(ADA, ""), kind=REVOCATION), certified(ADA, seq=3)]

    for order in (events, events[::-1], [events[1], events[2], events[0]]):
        roster = Roster([ROOT])
        for event in order:
            roster.add(event)
        assert roster.certificate(ADA).seq == 3


def test_a_revoked_key_has_no_certificate_but_is_still_known():
    roster = Roster([ROOT])
    roster.add(certified(ADA))
    roster.add(said(2, trust.encode_revocation(ADA, "lost"), kind=REVOCATION))

    assert roster.certificate(ADA) is None
    assert roster.find(author_id(ADA)) == [ADA]


def test_roots_and_members_are_found_by_their_author_ids():
    roster = Roster([ROOT])
    roster.add(certified(ADA))

    assert roster.find(author_id(ROOT)) == [ROOT]
    assert roster.find(author_id(ADA)) == [ADA]
    assert roster.find(b"none") == []


def test_two_keys_of_one_author_id_are_both_found():
    one, other = (50323).to_bytes(32, "big"), (54260).to_bytes(32, "big")
    roster = Roster([ROOT])
    roster.add(certified(one, seq=1))
    roster.add(certified(other, seq=2))

    assert author_id(one) == author_id(other)
    assert roster.find(author_id(one)) == [one, other]
