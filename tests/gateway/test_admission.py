"""How much of a flood gets in."""

from lora_gateway.air.seen import Name
from lora_gateway.trust.admission import ALL_STRANGERS, MAX_AUTHORS, PER_AUTHOR, PER_TOPIC, Admission
from meshwire.event import CIVDEF, PEOPLE


def many_authors(count):
    return [Name(seq.to_bytes(4, "big"), PEOPLE, 1, b"") for seq in range(count)]


def test_one_author_cannot_fill_the_disk_and_chatter_cannot_crowd_alerts_out():
    admission = Admission()
    one_author = [admission.admit(Name(b"eve!", PEOPLE, seq, b""), 0.0) for seq in range(50)]
    many = [admission.admit(name, 0.0) for name in many_authors(MAX_AUTHORS * 2)]

    assert one_author.count(None) == PER_AUTHOR.burst
    assert many.count(None) == PER_TOPIC.burst - PER_AUTHOR.burst
    assert admission.admit(Name(b"auth", CIVDEF, 1, b""), 0.0) is None
    assert admission.admit(Name(b"eve!", PEOPLE, 51, b""), 60.0) is None


def test_strangers_share_one_bucket_whatever_they_call_themselves():
    admission = Admission()
    verdicts = [admission.admit_stranger(name, 0.0) for name in many_authors(1000)]
    assert verdicts.count(None) == ALL_STRANGERS.burst
    assert verdicts.count("too many strangers") == 1000 - ALL_STRANGERS.burst
    assert admission.admit_stranger(Name(b"late", PEOPLE, 1, b""), 10.0) is None


def test_a_flood_of_strangers_takes_nothing_from_a_certified_author():
    admission = Admission()
    for _ in range(PER_AUTHOR.burst):
        admission.admit(Name(b"ada!", PEOPLE, 1, b""), 0.0)

    for name in many_authors(MAX_AUTHORS * 4):
        admission.admit_stranger(name, 0.0)

    assert admission.admit(Name(b"ada!", PEOPLE, 2, b""), 0.0) == "too many from one author"  # still remembered
    assert admission.admit(Name(b"bob!", PEOPLE, 2, b""), 0.0) is None
