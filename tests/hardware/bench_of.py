"""What the scripts beside it begin with: the hardware of this board, from the program that is on its flash."""

import sys


def hardware(kind: str):
    """The hardware of a kind of board; the radio is not tuned yet."""
    for folder in ("/slots/a/lib", "/slots/a"):
        if folder not in sys.path:
            sys.path.insert(0, folder)
    return __import__("boards." + kind, None, None, ["hardware"]).hardware()


def tuned(kind: str, **changes):
    """The same with its radio on LongFast of Europe, unless `changes` of meshwire.modem.Settings say otherwise."""
    found = hardware(kind)
    settings = __import__("meshwire.modem", None, None, ["Settings"]).Settings
    wanted = {
        "frequency_hz": 869525000, "bandwidth_hz": 250000, "spreading": 11, "coding": 5, "preamble": 16,
        "sync_word": 0x12, "power_dbm": 2,
    }  # fmt: skip
    wanted.update(changes)
    print("tuned:", found.radio.tune(settings(**wanted)), found.log.notes)
    return found
