"""Documents on real stations: their turn among other frames, several communities, and what the agent gets."""

from random import Random

from lora_gateway.air.priority import Priority
from lora_gateway.air.radio import Radio
from lora_gateway.air.station import Identity, Station, Transmission
from lora_gateway.documents.documents import HEADS, MAX_ARRIVED, Documents
from lora_gateway.law.budget import Budget
from meshwire import fragment
from meshwire.fragment import EVERYTHING, Need
from meshwire.radio_key import control_key, seal
from tests.gateway.object_lab import named, text

ROOTS = [bytes(32), bytes([1]) * 32]
DIGEST, PACKED = named(text(1000))


class Node:
    """A gateway as far as documents are concerned; `hears` is what it sends to."""

    def __init__(self, sender, roots=ROOTS[:1], duty_cycle=1.0):
        budget = Budget(duty_cycle=duty_cycle, reserve=0.3, now=0.0)
        identity = Identity(network=0, sender=sender, hops=7)
        self.station = Station(identity, budget, Radio("LongFast"), first_packet=0, uniform=Random(sender).uniform)
        self.roots = list(roots)
        self.documents = Documents(self.station, sender, lambda: self.roots)
        self.sent = []

    def step(self, now):
        """Send what is due; the frames."""
        self.documents.step(now, 0.0)
        step = self.station.next(now)
        if not isinstance(step, Transmission):
            return []
        self.station.budget.charge(step.airtime_ms, now)
        self.station.sent(step, now)
        self.sent.append(step)
        return [step.packet.frame]


def exchange(*nodes, seconds=600):
    for tenth in range(10 * seconds):
        for node in nodes:
            for frame in node.step(tenth / 10):
                for other in nodes:
                    if other is not node:
                        other.documents.hear(frame, tenth / 10)


def test_a_document_comes_from_one_gateway_to_the_agent_of_another():
    office, hall = Node(1), Node(2)
    hall.documents.want([DIGEST], 0.0)
    assert office.documents.hold(DIGEST, PACKED, expires=0, push=True) == ""

    exchange(office, hall, seconds=30)

    assert [(one.digest, one.packed) for one in hall.documents.arrived] == [(DIGEST, PACKED)]
    assert {step.packet.hops for step in office.sent} == {0}
    assert {step.packet.frame[:2] for step in office.sent} == {HEADS[0]}


def test_a_latecomer_asks_and_gets_it():
    office, hall = Node(1), Node(2)
    office.documents.hold(DIGEST, PACKED, expires=0, push=False)
    hall.documents.want([DIGEST], 0.0)

    exchange(office, hall)

    assert len(hall.documents.arrived) == 1
    assert [step.packet.frame[:2] for step in hall.sent] == [HEADS[1]]


def test_what_was_collected_arrives_again_when_the_agent_asks_again():
    node = Node(1)
    node.documents.hold(DIGEST, PACKED, expires=0, push=False)

    node.documents.want([DIGEST], 0.0)

    assert node.documents.arrived[0].packed == PACKED


def test_a_gateway_that_knows_no_community_says_so_and_nothing_on_the_air():
    node = Node(1, roots=())

    reason = node.documents.hold(DIGEST, PACKED, expires=0, push=True)

    assert reason == "no agent has said which community this is"
    assert node.step(0.0) == []


def test_frames_of_another_community_are_counted_and_not_answered():
    node = Node(1)
    node.documents.hold(DIGEST, PACKED, expires=0, push=False)

    node.documents.hear(seal(control_key(ROOTS[1]), fragment.encode_need(Need(DIGEST[:8], None, EVERYTHING))), 0.0)

    assert node.station.dropped["not of our community"] == 1
    assert node.step(10.0) == []


def test_each_community_is_answered_with_its_own_key():
    node, other = Node(1, roots=ROOTS), Node(2, roots=ROOTS[1:])
    node.documents.hold(DIGEST, PACKED, expires=0, push=False)
    other.documents.want([DIGEST], 0.0)

    exchange(node, other)

    assert len(other.documents.arrived) == 1
    assert len(node.sent) <= 8


def test_without_airtime_a_document_waits_and_is_not_lost():
    office, hall = Node(1, duty_cycle=0.001), Node(2)
    hall.documents.want([DIGEST], 0.0)
    office.documents.hold(DIGEST, PACKED, expires=0, push=True)
    office.station.budget.charge(900, 0.0)

    exchange(office, hall, seconds=60)
    at_first = len(hall.documents.arrived)
    office.station.budget = Budget(duty_cycle=1.0, reserve=0.3, now=60.0)
    for tenth in range(600, 1200):
        for frame in office.step(tenth / 10):
            hall.documents.hear(frame, tenth / 10)

    assert (at_first, len(hall.documents.arrived)) == (0, 1)


def test_an_agent_that_is_away_loses_nothing_it_cannot_ask_for_again():
    node = Node(1)
    for seed in range(MAX_ARRIVED + 5):
        digest, packed = named(text(20, seed))
        node.documents.hold(digest, packed, expires=0, push=False)
        node.documents.want([digest], 0.0)

    assert len(node.documents.arrived) == MAX_ARRIVED


def test_a_request_that_waits_for_airtime_is_withdrawn_when_another_one_makes_it():
    node = Node(1, duty_cycle=0.001)
    node.station.budget.charge(900, 0.0)
    node.documents.want([DIGEST], 0.0)
    node.documents.step(200.0, 0.0)
    waited = node.station.singles(Priority.REPAIR)

    node.documents.hear(seal(control_key(ROOTS[0]), fragment.encode_need(Need(DIGEST[:8], None, EVERYTHING))), 201.0)

    assert (waited, node.station.singles(Priority.REPAIR)) == (1, 0)
