"""Whose frames the gateway believes."""

from hypothesis import given
from hypothesis import strategies as st

from lora_gateway.trust.trusted import BURST, BUSY, FORGED, NOT_CERTIFIED, PER_SECOND, UNKNOWN, VERIFIED, Trusted
from meshwire.event import CIVDEF, PEOPLE, ROSTER, author_id
from meshwire.frame import decode_event
from meshwire.trust import AUTHORITY, MEMBER
from tests.gateway.sync_lab import Writer, framed

ROOT = Writer("root")
ADA = Writer("ada", ROOT)
BOB = Writer("bob", ROOT)


def judge(trusted, event, now=0.0):
    return trusted.judge(decode_event(framed(event)), now)


def forged(event):
    frame = bytearray(framed(event))
    frame[-1] ^= 1
    return decode_event(bytes(frame))


def community(*events):
    trusted = Trusted([ROOT.key])
    for event in events:
        trusted.learn(event)
    return trusted


def test_a_certified_author_is_believed_and_an_unknown_one_is_not_yet():
    trusted = community(ROOT.certify(ADA, seq=1))
    assert judge(trusted, ADA.say()).reason == VERIFIED
    assert judge(trusted, ADA.say()).event.author == ADA.key
    assert judge(trusted, BOB.say()).reason == UNKNOWN


def test_one_flipped_bit_makes_a_forgery():
    trusted = community(ROOT.certify(ADA, seq=1))
    assert trusted.judge(forged(ADA.say()), 0.0).reason == FORGED


def test_only_an_authority_warns_and_only_a_root_certifies():
    trusted = community(ROOT.certify(ADA, seq=1), ROOT.certify(BOB, seq=2, roles=MEMBER | AUTHORITY))
    assert judge(trusted, ADA.warn()).reason == NOT_CERTIFIED
    assert judge(trusted, BOB.warn()).reason == VERIFIED
    assert judge(trusted, BOB.certify(ADA)).reason == NOT_CERTIFIED
    assert judge(trusted, ROOT.certify(ADA, seq=3)).reason == VERIFIED
    assert judge(trusted, ROOT.warn()).reason == NOT_CERTIFIED


def test_a_message_signed_for_another_community_is_a_forgery_here_and_an_alert_is_not():
    elsewhere = Writer("ada", Writer("other root"))
    trusted = community(ROOT.certify(ADA, seq=1, roles=AUTHORITY))
    assert judge(trusted, elsewhere.say()).reason == FORGED
    assert judge(trusted, elsewhere.warn()).reason == VERIFIED


def test_a_member_of_the_second_community_is_believed_in_its_words():
    other = Writer("other root")
    eve = Writer("eve", other)
    trusted = Trusted([ROOT.key, other.key])
    trusted.learn(ROOT.certify(ADA, seq=1))
    trusted.learn(other.certify(eve, seq=1))
    assert judge(trusted, eve.say()).reason == VERIFIED
    assert judge(trusted, ADA.say()).reason == VERIFIED
    assert judge(trusted, Writer("eve", ROOT).say()).reason == FORGED


def test_a_revocation_ends_what_a_key_may_and_a_later_certificate_restores_it():
    trusted = community(ROOT.certify(ADA, seq=1))
    assert trusted.learn(ROOT.revoke(ADA, seq=2)) == [(ROOT.key, 1)]
    assert judge(trusted, ADA.say()).reason == NOT_CERTIFIED
    assert trusted.index(ROOT.key) == [ROOT.key]
    trusted.learn(ROOT.certify(ADA, seq=3))
    assert judge(trusted, ADA.say()).reason == VERIFIED
    assert trusted.index(ROOT.key) == [ROOT.key, ADA.key]


@given(st.permutations(range(6)))
def test_the_order_in_which_statements_come_does_not_matter(order):
    statements = [
        ROOT.certify(ADA, seq=1), ROOT.certify(BOB, seq=2), ROOT.revoke(ADA, seq=3), ROOT.certify(ADA, seq=4),
        ROOT.revoke(BOB, seq=5), ROOT.certify(Writer("eve", ROOT), seq=6),
    ]  # fmt: skip
    trusted, ended = Trusted([ROOT.key]), []
    for number in order:
        ended += trusted.learn(statements[number])

    assert trusted.statements(ROOT.key) == [4, 5, 6]
    assert sorted(ended) == [(ROOT.key, 1), (ROOT.key, 2), (ROOT.key, 3)]
    assert trusted.index(ROOT.key) == [ROOT.key, *sorted((ADA.key, Writer("eve").key), key=author_id)]


def test_a_flood_of_forgeries_costs_a_bounded_number_of_checks_and_an_alert_still_passes():
    trusted = community(ROOT.certify(ADA, seq=1), ROOT.certify(BOB, seq=2, roles=AUTHORITY))
    lie = forged(ADA.say())
    verdicts = [trusted.judge(lie, 1.0).reason for _ in range(BURST + 50)]

    assert verdicts.count(FORGED) == BURST
    assert verdicts.count(BUSY) == 50
    assert judge(trusted, BOB.warn(), 1.0).reason == VERIFIED
    assert [trusted.judge(lie, 2.0).reason for _ in range(50)].count(FORGED) == PER_SECOND


def test_a_clock_that_stands_still_or_goes_back_gives_no_checks_away():
    trusted = community(ROOT.certify(ADA, seq=1))
    lie = forged(ADA.say())
    for now in (100.0, 50.0):
        for _ in range(BURST):
            trusted.judge(lie, now)
    assert trusted.judge(lie, 100.0).reason == BUSY


def test_who_may_write_what_is_the_roster_of_now():
    trusted = community(ROOT.certify(ADA, seq=1))
    assert (trusted.may(ADA.key, PEOPLE), trusted.may(ADA.key, CIVDEF), trusted.may(ADA.key, ROSTER)) == (
        True, False, False,
    )  # fmt: skip
    trusted.learn(ROOT.certify(ADA, seq=2, roles=AUTHORITY))
    assert trusted.may(ADA.key, CIVDEF)
    assert trusted.may(ROOT.key, ROSTER)
