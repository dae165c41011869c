"""What every board runs, on the hardware that its file in boards/ describes.

The order is that of memory: a heap that cannot move its blocks stays in one piece when what is large comes first and
what is temporary is collected before the next comes. Without it the longest alerts need more than 96 kB of heap.
"""

import gc

from node.guard import Guard, Unfit
from node.keys import Verifiers
from node.own_key import forget

VERSION = "0.1.0"  # of what is flashed; a version that came as an update has its own
COLLECT_AFTER = 8192  # bytes: what lasts is then packed at the low end and not strewn over the heap
LARGEST_FIRST = ("meshwire.registry", "meshwire.alert", "meshwire.trust", "node.screen", "node.store", "node.receive")


def read_settings(flash):  # type: ignore[no-untyped-def]
    """Parsed by a module that is needed once and then leaves the memory; Unfit when the board cannot run with it."""
    from node import settings

    try:
        data = flash.read("board.json")
        if data is None:
            raise Unfit("board.json: missing; provision the board first")
        return settings.parse(data)
    except settings.SettingsError as error:
        raise Unfit(str(error))
    except OSError as error:
        raise Unfit("the flash cannot be read (%s); flash the board again or replace it" % error)
    finally:
        for name in ("node.settings", "node.sensor_settings", "meshwire.languages"):
            forget(name)


async def run(hardware, fell: str = "") -> None:  # type: ignore[no-untyped-def]
    """Until something breaks, which is noted, shown and then raised. `fell` is of node.guard."""
    gc.threshold(COLLECT_AFTER)
    guard = Guard(hardware, VERSION, fell)
    await guard.run(lambda: start(hardware, guard))


async def start(hardware, guard: Guard) -> None:  # type: ignore[no-untyped-def]
    """The board itself."""
    fault = getattr(hardware.radio, "fault", None)
    if fault:
        raise Unfit("radio: %s" % fault)
    settings = read_settings(hardware.flash)
    if settings.role == "modem":
        await __import__("node.modem", None, None, ("Modem",)).Modem(settings.name, hardware, guard.watch).run()
        raise Unfit("modem: somebody wants the console; reboot makes it a modem again")
    verifiers = Verifiers()
    for key in settings.roots[:1] + [certificate.body[0] for certificate in settings.certificates[:1]]:
        verifiers.prepare(key)
        hardware.feed()
    for name in LARGEST_FIRST:
        gc.collect()
        __import__(name)
    from node.board import Board

    gc.collect()
    hardware.feed()
    await Board(settings, hardware, verifiers.verify, guard).run()
