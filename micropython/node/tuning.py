"""How a board's own radio is set: by its region, its preset and its air. Pure."""

from collections import namedtuple

from meshwire.airtime import PREAMBLE_SYMBOLS, PRESETS

# As in meshwire.modem, for which only a modem has the memory.
Settings = namedtuple(
    "Settings", ("frequency_hz", "bandwidth_hz", "spreading", "coding", "preamble", "sync_word", "power_dbm")
)


def tune(radio, settings, sync_word: int) -> None:  # type: ignore[no-untyped-def]
    """Set `radio` of node.hardware by what the board is provisioned with; a simulated one needs no tuning."""
    if hasattr(radio, "tune"):
        radio.tune(radio_settings(settings, sync_word))


def radio_settings(settings, sync_word: int) -> Settings:  # type: ignore[no-untyped-def]
    """`settings` is of node.settings, `sync_word` of node.air."""
    bandwidth_hz, spreading, coding = PRESETS[settings.preset]
    return Settings(
        settings.frequency_hz, bandwidth_hz, spreading, coding, PREAMBLE_SYMBOLS, sync_word, settings.power_dbm
    )
