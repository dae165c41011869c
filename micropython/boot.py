"""Runs first on a real board: chooses the program slot that runs. Lies at the root of the flash.

Beside it lies node/slots.py as slot_choice.py: `slots` is the folder there, which an import would take instead.

Neither is touched by an update, so that the way back is there whatever an update brings.
"""

import os
import sys

import slot_choice as slots


def read(name: str) -> bytes | None:
    try:
        with open("/" + name, "rb") as file:
            return file.read()
    except OSError:
        return None


def write(name: str, data: bytes) -> None:
    """Whole or not at all."""
    with open("/" + name + ".new", "wb") as file:
        file.write(data)
    if hasattr(os, "sync"):
        os.sync()
    os.rename("/" + name + ".new", "/" + name)


chosen = slots.choose(read, write)
if not chosen.is_kept:
    import machine

    machine.WDT(timeout=8000)  # a new version that hangs before it feeds the watchdog itself is given up too
sys.path[:] = slots.path(chosen) + sys.path
