"""Whether the radio is there, and the pauses until it is tried again."""

from lora_gateway.port.meshtastic.health import Patience, Pauses
from tests.gateway.meshtastic.bench import ADA, Bench, said_by, status


def test_a_quiet_radio_is_asked_once_a_minute():
    bench = Bench.ready()

    for _ in range(5):
        bench.wait(60.0)
        bench.tell(status(0))

    assert bench.heartbeats == 5
    assert bench.hung_up is None


def test_a_heartbeat_never_makes_the_radio_announce_itself():
    bench = Bench.ready()

    bench.wait(60.0)

    (heartbeat,) = [message.heartbeat for message in bench.said]
    assert heartbeat.nonce == 0


def test_a_radio_that_was_busy_is_asked_again():
    bench = Bench.ready()
    bench.wait(70.0)
    assert bench.heartbeats == 3

    bench.tell(status(0))
    bench.wait(10.0)

    assert bench.hung_up is None


def test_a_radio_that_answers_no_heartbeat_is_given_up():
    bench = Bench.ready()

    bench.wait(74.0)
    assert bench.hung_up is None
    bench.wait(1.0)

    assert bench.hung_up == "the radio does not answer"


def test_any_word_of_the_radio_is_a_sign_of_life():
    bench = Bench.ready()
    bench.wait(61.0)

    bench.tell(said_by(ADA, 1, b"hello"))
    bench.wait(30.0)

    assert bench.hung_up is None


def test_a_frame_behind_a_cut_one_is_found_when_no_more_comes():
    bench = Bench.ready()
    bench.session.receive(b"\x94\xc3\x01\x00cut", bench.now)
    bench.tell(said_by(ADA, 1, b"behind"))
    assert bench.events == []

    bench.wait(1.0)

    assert [event.text for event in bench.events] == ["behind"]


def test_nothing_is_due_without_a_connection():
    bench = Bench.ready()
    bench.send()

    bench.lose()

    assert bench.session.next_s(bench.now) is None


def test_an_absent_radio_is_looked_for_every_few_seconds():
    patience = Patience(Pauses())

    assert [patience.refused() for _ in range(6)] == [1, 2, 4, 5, 5, 5]


def test_a_radio_that_was_unplugged_is_looked_for_at_once():
    assert Patience(Pauses()).broke() == 1


def test_a_radio_that_closes_may_have_restarted():
    patience = Patience(Pauses())

    assert patience.closed(lasted_s=86400) == 10
    assert not patience.evicted


def test_a_radio_that_closes_again_and_again_is_another_program_s():
    patience = Patience(Pauses())

    pauses = [patience.closed(lasted_s=1) for _ in range(8)]

    assert pauses == [10, 20, 40, 80, 160, 300, 300, 300]
    assert patience.evicted


def test_two_clients_that_both_give_way_come_to_rest():
    patience = Patience(Pauses())

    pause = patience.closed(lasted_s=1)
    for _ in range(20):
        pause = patience.closed(lasted_s=pause)  # the other one comes back after its own pause, which is as long

    assert pause == 300


def test_a_day_of_peace_ends_the_pauses():
    patience = Patience(Pauses())
    for _ in range(8):
        patience.closed(lasted_s=1)

    assert patience.closed(lasted_s=86400) == 10
    assert not patience.evicted
