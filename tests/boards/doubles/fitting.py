"""Puts a bench under the drivers: they find it where they look for the chip."""

import sys

from tests.boards.doubles.machine import Machine

DRIVERS = (
    "assembly", "battery", "button", "clock", "lora_radio", "parts", "power_chip", "sensors", "siren", "ssd1306",
    "sx126x",
)  # fmt: skip
BOARDS = ("generic", "heltec_v3", "pico_sx1262", "tbeam")


def fit(bench, names=DRIVERS, package: str = "drivers"):
    """Import the modules, if they are not, and connect them with this bench; the `machine` that they now have."""
    machine = sys.modules["machine"] = Machine(bench)
    for name in names:
        module = __import__(f"{package}.{name}", None, None, [name])
        for part, double in (("machine", machine), ("time", bench.time), ("asyncio", bench)):
            if hasattr(module, part):
                setattr(module, part, double)
    del sys.modules["machine"]  # for nobody else
    return machine
