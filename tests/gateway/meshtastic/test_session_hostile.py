"""A line on which anything may come: the session stays on its feet and within its bounds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lora_gateway.port.meshtastic.messages import (
    ClientNotification,
    Data,
    FromRadio,
    MeshPacket,
    QueueStatus,
)
from lora_gateway.port.meshtastic.messages_node import (
    Channel,
    ChannelSettings,
    Config,
    DeviceConfig,
    DeviceMetadata,
    LoRaConfig,
    MyNodeInfo,
    NodeInfo,
    User,
)
from lora_gateway.port.port import Reception, Text
from meshwire.frame import MAX_FRAME
from tests.gateway.meshtastic.bench import ADA, ME, Bench

NUMBERS = st.one_of(st.sampled_from([0, 1, ME, ADA, 0xFFFFFFFF]), st.integers(0, 0xFFFFFFFF))
SIGNED = st.integers(-(1 << 31), (1 << 31) - 1)
PORTS = st.one_of(st.sampled_from([1, 4, 5, 67, 275]), NUMBERS)
FLOATS = st.floats(width=32)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
DATA = st.builds(Data, portnum=PORTS.map(lambda n: n & 0x7FFFFFFF), payload=st.binary(max_size=240), request_id=NUMBERS)
PACKETS = st.builds(
    MeshPacket,
    sender=NUMBERS,
    to=NUMBERS,
    channel=NUMBERS,
    decoded=st.none() | DATA,
    id=NUMBERS,
    rx_time=NUMBERS,
    rx_snr=FLOATS,
    rx_rssi=SIGNED,
    hop_limit=NUMBERS,
    hop_start=NUMBERS,
    pki_encrypted=st.booleans(),
)
LORA = st.builds(
    LoRaConfig,
    use_preset=st.booleans(),
    modem_preset=SIGNED,
    bandwidth=NUMBERS,
    spread_factor=NUMBERS,
    coding_rate=NUMBERS,
    region=SIGNED,
    hop_limit=NUMBERS,
    tx_enabled=st.booleans(),
)
CHANNELS = st.builds(
    Channel,
    index=SIGNED,
    role=SIGNED,
    settings=st.none() | st.builds(ChannelSettings, name=st.just("HearthNet") | TEXTS, psk=st.binary(max_size=32)),
)
MESSAGES = st.one_of(
    st.builds(FromRadio, packet=PACKETS),
    st.builds(FromRadio, queue_status=st.builds(QueueStatus, res=SIGNED, free=NUMBERS, mesh_packet_id=NUMBERS)),
    st.builds(FromRadio, client_notification=st.builds(ClientNotification, reply_id=NUMBERS, message=TEXTS)),
    st.builds(FromRadio, my_info=st.builds(MyNodeInfo, my_node_num=NUMBERS, pio_env=TEXTS)),
    st.builds(FromRadio, metadata=st.builds(DeviceMetadata, firmware_version=TEXTS | st.just("2.8.0.1"))),
    st.builds(FromRadio, node_info=st.builds(NodeInfo, num=NUMBERS, user=st.none() | st.builds(User, long_name=TEXTS))),
    st.builds(FromRadio, config=st.builds(Config, lora=LORA)),
    st.builds(
        FromRadio, config=st.builds(Config, device=st.builds(DeviceConfig, role=SIGNED, rebroadcast_mode=SIGNED))
    ),
    st.builds(FromRadio, channel=CHANNELS),
    st.builds(FromRadio, config_complete_id=NUMBERS),
    st.just(FromRadio(rebooted=True)),
)


def within_bounds(bench):
    assert len(bench.session.hearing.names) <= 300
    for event in bench.events:
        if isinstance(event, Reception):
            assert len(event.packet.frame) <= MAX_FRAME
            assert 0 <= event.packet.hops_left <= event.packet.hops <= 7
        if isinstance(event, Text):
            assert len(event.name) <= 40


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=600), max_size=10))
def test_any_bytes_are_survived(pieces):
    bench = Bench.ready()

    for piece in pieces:
        bench.receive(piece)
        bench.wait(0.5)

    within_bounds(bench)


@settings(max_examples=300, deadline=None)
@given(st.lists(MESSAGES, max_size=30), st.booleans())
def test_any_messages_are_survived(messages, is_ready):
    bench = Bench.ready() if is_ready else Bench()
    bench.wait(0.2)
    for message in messages:
        bench.tell(message)
        bench.wait(0.3)

    within_bounds(bench)


@settings(max_examples=200, deadline=None)
@given(st.lists(MESSAGES, max_size=20))
def test_a_radio_that_tells_nonsense_of_itself_can_still_be_talked_to(messages):
    bench = Bench()
    bench.wait(0.1)

    bench.tell(FromRadio(my_info=MyNodeInfo(my_node_num=ME)), *messages, FromRadio(config_complete_id=bench.nonce))
    bench.wait(1.0)

    assert bench.session.radio.airtime_ms(100) > 0
    assert all(warning.isprintable() for warning in (bench.session.facts.warnings if bench.session.facts else ()))
