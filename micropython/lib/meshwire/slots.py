"""The frequency that Meshtastic radios choose by themselves. docs/protocol/on-air.md. No I/O, no clock."""

from meshwire.airtime import PRESETS
from meshwire.errors import WireError

SPACED = ("EU_866",)  # its slots stand apart, in versions of the firmware differently: read the frequency off a radio
NARROW = ("EU_N_868", 10400)  # its radios all use the first slot, which has a margin of so many hertz


def preset_name(preset: str) -> str:
    """What a primary channel without a name is called."""
    return "LongMod" if preset == "LongModerate" else preset


def frequency_hz(region, preset: str, channel: str = "") -> int:  # type: ignore[no-untyped-def]
    """The middle of the slot; `region` is of meshwire.regions, `channel` the name of the mesh's primary channel.

    WireError when it cannot be computed.
    """
    bandwidth_hz = PRESETS[preset][0]
    if region.name == NARROW[0]:
        return region.low_hz + NARROW[1] + bandwidth_hz // 2  # type: ignore[no-any-return]
    count = (region.high_hz - region.low_hz) // bandwidth_hz
    if region.name in SPACED or not count:
        raise WireError(
            "slots: none of %s is known in %s; set frequency_hz as a radio there shows it" % (preset, region.name)
        )
    slot = _hash((channel or preset_name(preset)).encode()) % count
    return region.low_hz + bandwidth_hz // 2 + slot * bandwidth_hz  # type: ignore[no-any-return]


def _hash(name: bytes) -> int:
    """djb2 of D. J. Bernstein, in 32 bits."""
    total = 5381
    for byte in name:
        total = (33 * total + byte) & 0xFFFFFFFF
    return total
