"""What every board runs, on the hardware that its file in boards/ describes.

The order is that of memory: a heap that cannot move its blocks stays in one piece when what is large comes first and
what is temporary is collected before the next comes. Without it the longest alerts need more than 96 kB of heap.
"""

import gc
import sys

from node.keys import Verifiers

COLLECT_AFTER = 8192  # bytes: what lasts is then packed at the low end and not strewn over the heap
LARGEST_FIRST = ("meshwire.registry", "meshwire.alert", "meshwire.trust", "node.screen", "node.store", "node.receive")


def read_settings(flash):  # type: ignore[no-untyped-def]
    """Parsed by a module that is needed once and then leaves the memory."""
    from node import settings

    data = flash.read("board.json")
    if data is None:
        raise settings.SettingsError("board.json: missing; provision the board first")
    parsed = settings.parse(data)
    del sys.modules["node.settings"], sys.modules["node.sensor_settings"]
    return parsed


async def run(hardware) -> None:  # type: ignore[no-untyped-def]
    """Until something breaks; SettingsError when the board is not provisioned."""
    gc.threshold(COLLECT_AFTER)
    settings = read_settings(hardware.flash)
    verifiers = Verifiers()
    for key in settings.roots[:1] + [certificate.body[0] for certificate in settings.certificates[:1]]:
        verifiers.prepare(key)
    for name in LARGEST_FIRST:
        gc.collect()
        __import__(name)
    from node.board import Board

    gc.collect()
    await Board(settings, hardware, verifiers.verify).run()
