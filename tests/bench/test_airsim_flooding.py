"""The model of Meshtastic's flooding: a relay each, the farthest first, none that others made superfluous."""

from random import Random

from bench.airsim.agenda import Agenda
from bench.airsim.air import Air
from bench.airsim.flooding import FloodingRadio
from bench.airsim.topology import Topology
from lora_gateway.air.radio import Radio
from lora_gateway.port.port import Packet

RADIO = Radio("LongFast", floods=True)
FRAME = b"\xe1\x01" + bytes(180)


class Client:
    def __init__(self):
        self.heard = []
        self.acknowledged = []

    def hear(self, packet, snr_db):
        self.heard.append(packet)

    def relayed(self, number):
        self.acknowledged.append(number)


def network(snr_db):
    """Radios with clients; the first one's are what a test sends with."""
    agenda = Agenda()
    topology = Topology(1, 1, snr_db, (0.0,) * len(snr_db), -17.5)
    air = Air(agenda, topology, loss=0.0, chance=Random(1), fading_db=0.0)
    clients = [Client() for _ in snr_db]
    radios = [FloodingRadio(node, agenda, air, RADIO, clients[node], Random(node)) for node in range(len(snr_db))]
    for node, radio in enumerate(radios):
        air.join(node, radio)
    return agenda, air, radios, clients


def chain(length, near=-5.0, far=-60.0):
    return tuple(tuple(near if abs(a - b) == 1 else far for b in range(length)) for a in range(length))


def test_a_packet_goes_as_far_as_its_hops():
    agenda, _, radios, clients = network(chain(5))

    radios[0].send(Packet(FRAME, 2, 2, 0, 7), urgent=False)
    agenda.run(60_000)

    assert [len(client.heard) for client in clients] == [0, 1, 1, 1, 0]


def test_a_packet_without_hops_is_heard_by_the_neighbours_alone():
    agenda, air, radios, clients = network(chain(3))

    radios[0].send(Packet(FRAME, 0, 0, 0, 7), urgent=False)
    agenda.run(60_000)

    assert [len(client.heard) for client in clients] == [0, 1, 0]
    assert len(air.log) == 1


def test_the_farthest_relays_and_the_nearer_one_gives_up():
    agenda, air, radios, _ = network(((0.0, 9.0, -16.0), (9.0, 0.0, 9.0), (-16.0, 9.0, 0.0)))

    radios[0].send(Packet(FRAME, 7, 7, 0, 7), urgent=False)
    agenda.run(60_000)

    assert [sent.sender for sent in air.log] == [0, 2]


def test_what_nobody_repeats_is_sent_three_times_when_it_is_urgent():
    agenda, air, radios, clients = network(chain(2, near=-60.0))

    radios[0].send(Packet(FRAME, 7, 7, 0, 7), urgent=True)
    agenda.run(60_000)

    assert [sent.sender for sent in air.log] == [0, 0, 0]
    assert clients[0].acknowledged == []


def test_a_relay_acknowledges():
    agenda, air, radios, clients = network(chain(2))

    radios[0].send(Packet(FRAME, 7, 7, 0, 7), urgent=True)
    agenda.run(60_000)

    assert clients[0].acknowledged == [7]
    assert len(air.log) == 2


def test_a_full_queue_takes_no_more():
    _, _, radios, _ = network(chain(2))

    taken = [radios[0].send(Packet(FRAME, 7, 7, 0, number), urgent=False) for number in range(17)]

    assert taken == [True] * 16 + [False]
