"""Time on air of a LoRa transmission. docs/airtime.md. No I/O, no clock.

Formula: Semtech AN1200.13, section 4, and the SX126x data sheet, 6.1.4: explicit header, CRC on.
"""

PREAMBLE_SYMBOLS = 16  # Meshtastic's, also used by our own stations
SYNC_QUARTERS = 17  # sync word and start of frame: 4.25 symbols
LOW_RATE_SYMBOL_US = 16000  # from here on low data rate optimisation is on
MAX_PHY = 255  # bytes: the length field of the header
MESHTASTIC_HEADER = 16  # to, from, id, flags, channel hash, next hop, relay

PRESETS = {  # name: (bandwidth in Hz, spreading factor, denominator of the coding rate 4/n), of Meshtastic
    "ShortTurbo": (500000, 7, 5),
    "ShortFast": (250000, 7, 5),
    "ShortSlow": (250000, 8, 5),
    "MediumTurbo": (500000, 9, 5),
    "MediumFast": (250000, 9, 5),
    "MediumSlow": (250000, 10, 5),
    "LongTurbo": (500000, 11, 8),
    "LongFast": (250000, 11, 5),
    "LongModerate": (125000, 11, 8),
    "LongSlow": (125000, 12, 8),
    "LiteFast": (125000, 9, 5),  # this one and those below: firmware 2.8, for the regions EU_866 and EU_N_868
    "LiteSlow": (125000, 10, 5),
    "NarrowFast": (62500, 7, 6),
    "NarrowSlow": (62500, 8, 6),
}


def time_on_air_ms(phy_bytes: int, preset: str) -> int:
    """Milliseconds that a radio payload occupies the channel, rounded up; KeyError for an unknown preset."""
    bandwidth_hz, spreading, coding = PRESETS[preset]
    return -(-time_on_air_us(phy_bytes, bandwidth_hz, spreading, coding, PREAMBLE_SYMBOLS) // 1000)


def time_on_air_us(phy_bytes: int, bandwidth_hz: int, spreading: int, coding: int, preamble: int) -> int:
    """Microseconds, rounded up, for spreading factors from 7; `coding` is the n of the coding rate 4/n."""
    low_rate = 2 if (1000000 << spreading) >= LOW_RATE_SYMBOL_US * bandwidth_hz else 0
    bits = 8 * phy_bytes - 4 * spreading + 28 + 16  # 28: explicit header, 16: CRC
    blocks = max(-(-bits // (4 * (spreading - low_rate))), 0)
    quarters = 4 * (preamble + 8 + blocks * coding) + SYNC_QUARTERS
    return -(-(quarters * 1000000 << spreading) // (4 * bandwidth_hz))


def meshtastic_phy_bytes(payload_bytes: int) -> int:
    """Length on the air of a Meshtastic `Data` packet on our port: header, port number, payload and bit field."""
    length_size = 1 if payload_bytes < 128 else 2  # a protobuf varint
    return MESHTASTIC_HEADER + 3 + 1 + length_size + payload_bytes + 2
