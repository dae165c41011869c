"""Which of two program slots runs, and when a new version is given up. Pure; needs nothing but json, as boot.py does.

A new version is written beside the running one, tried once, and kept when it says that it is well. A version that was
tried and did not say so (it crashed, it hung, the power went away) is given up at the next start.
The slot "" is what the board was flashed with, in ROM or frozen; it is always there.
"""

import json
from collections import namedtuple

STATE_FILE = "slots.json"
FOLDER = "slots"
SLOTS = ("a", "b")
FLASHED = ""
HEALTHY_MS = 60000  # a version that ran so long without a crash is kept

# active, previous: slots; is_tried: it was started; is_kept: it ran well; versions: {slot: [version, counter]}
State = namedtuple("State", ("active", "previous", "is_tried", "is_kept", "versions", "given_up"))
FIRST = State(FLASHED, FLASHED, True, True, {}, "")


def encode(state: State) -> bytes:
    return json.dumps(list(state)).encode()


def decode(data: bytes | None) -> State:
    """The state that was saved; FIRST when there is none or it cannot be read: the flashed program always runs."""
    try:
        state = State(*json.loads((data or b"").decode()))
        return state if _is_sound(state) else FIRST
    except (TypeError, ValueError, RuntimeError):  # not JSON, not six values; nested too deep
        return FIRST


def start(state: State) -> State:
    """What holds when the board starts; save it before the program runs when it is another than before."""
    if state.is_kept:
        return state
    if not state.is_tried:
        return State(state.active, state.previous, True, False, state.versions, "")
    return State(state.previous, state.previous, True, True, state.versions, version(state))


def choose(read, write) -> State:  # type: ignore[no-untyped-def]
    """`start` with the state that `read(name)` gives, noted with `write(name, data)` before the program runs."""
    saved = decode(read(STATE_FILE))
    found = start(saved)
    if found == saved:
        return found
    try:
        write(STATE_FILE, encode(found))
    except OSError:  # what cannot be noted as tried would be tried for ever
        return State(saved.previous, saved.previous, True, True, saved.versions, version(saved))
    return found


def keep(state: State) -> State:
    """The running version is well."""
    return State(state.active, state.active, True, True, state.versions, "")


def free_slot(state: State) -> str | None:
    """Where the next version is written: not over the running one, nor over the one to fall back to; None for now."""
    for slot in SLOTS:
        if slot not in (state.active, state.previous):
            return slot
    return None


def install(state: State, slot: str, name: str, counter: int) -> State:
    """A version was written whole and checked: it is tried at the next start."""
    versions = {known: state.versions[known] for known in state.versions if known != slot}
    versions[slot] = [name, counter]
    return State(slot, state.active, False, False, versions, "")


def version(state: State) -> str:
    """What runs, "" for the flashed program."""
    return state.versions[state.active][0] if state.active else ""


def counter(state: State) -> int:
    """A new version needs a greater one."""
    return state.versions[state.active][1] if state.active else 0


def path(state: State) -> list[str]:
    """The folders that go before all others on sys.path."""
    return ["/%s/%s%s" % (FOLDER, state.active, part) for part in ("", "/lib")] if state.active else []


def _is_sound(state: State) -> bool:
    if not isinstance(state.versions, dict) or not isinstance(state.given_up, str):
        return False
    for slot in (state.active, state.previous):
        if slot != FLASHED and not (slot in SLOTS and _is_version(state.versions.get(slot))):
            return False
    return isinstance(state.is_tried, bool) and isinstance(state.is_kept, bool)


def _is_version(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], int)
