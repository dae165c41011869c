"""The line to a modem: every intact message is found, whatever is around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire import modem
from meshwire.errors import WireError

contents = st.binary(max_size=modem.MAX_MESSAGE - 1)
junk = st.binary(max_size=600)


def found_in(line, size):
    decoder = modem.Decoder()
    return [message for at in range(0, len(line), size) for message in decoder.feed(line[at : at + size])]


@given(st.lists(contents, max_size=4), st.integers(min_value=1, max_value=700))
def test_messages_survive_any_chunking(payloads, size):
    line = b"".join(modem.encode(modem.TRANSMIT, payload) for payload in payloads)
    assert found_in(line, size) == [(modem.TRANSMIT, payload) for payload in payloads]


@given(junk, contents, junk, st.integers(min_value=1, max_value=700))
def test_an_intact_message_is_found_in_any_noise(before, payload, after, size):
    line = before + modem.encode(modem.TRANSMIT, payload) + after
    assert (modem.TRANSMIT, payload) in found_in(line, size)


@given(contents, st.data())
def test_a_message_cut_anywhere_does_not_hide_the_next(payload, data):
    first = modem.encode(modem.TRANSMIT, payload)
    cut = data.draw(st.integers(min_value=0, max_value=len(first)))
    assert found_in(first[:cut] + modem.encode(modem.PING), 64)[-1] == (modem.PING, b"")


@given(contents, st.data())
def test_a_changed_byte_never_gives_another_message(payload, data):
    line = bytearray(modem.encode(modem.TRANSMIT, payload))
    at = data.draw(st.integers(min_value=1, max_value=len(line) - 2))
    line[at] ^= data.draw(st.integers(min_value=1, max_value=255))
    assert found_in(bytes(line), 64) == []


def test_a_message_that_is_too_long_is_refused():
    with pytest.raises(WireError, match="at most 300"):
        modem.encode(modem.TRANSMIT, bytes(300))


def test_an_endless_line_takes_no_memory():
    decoder = modem.Decoder()
    for _ in range(1000):
        assert decoder.feed(b"\xff" * 4096) == []
    assert len(decoder._line) <= modem.MAX_LINE
    assert decoder.feed(modem.encode(modem.PING)) == [(modem.PING, b"")]


@given(st.integers(-32768, 32767), st.integers(-128, 127), st.binary(min_size=1, max_size=255))
def test_a_reception_keeps_its_signs(rssi_dbm, snr_db, payload):
    said = modem.Received(rssi_dbm, snr_db, payload)
    assert modem.decode_received(modem.encode_received(said)) == said
