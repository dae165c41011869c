"""Whether this machine knows what time it is: what the setting node.time and the kernel say."""

import ctypes
import sys

SYNCHRONISED, ALWAYS, NEVER = "synchronised", "always", "never"  # the setting node.time
UNSYNCHRONISED = 0x40  # STA_UNSYNC of adjtimex(2)
ERROR = 5  # TIME_ERROR, what it returns then
STATUS_AT = 40  # of struct timex: modes, offset, freq, maxerror and esterror come before, in 64 bits each
STRUCT_SIZE = 256  # more than struct timex takes anywhere

State = tuple[int, int]  # what adjtimex returns, and the status bits


def is_synchronised(state: State | None) -> bool:
    return state is not None and state[0] not in (-1, ERROR) and not state[1] & UNSYNCHRONISED


def clock_state() -> State | None:
    """What Linux says of its clock. None where nobody can be asked."""
    try:
        library = ctypes.CDLL(None, use_errno=True)
        timex = ctypes.create_string_buffer(STRUCT_SIZE)  # modes 0: read only
        returned = int(library.adjtimex(timex))
    except (OSError, AttributeError):
        return None
    if ctypes.sizeof(ctypes.c_long) != 8:  # another layout: better silent than wrong
        return None
    return returned, int.from_bytes(timex.raw[STATUS_AT : STATUS_AT + 4], byteorder=sys.byteorder, signed=True)
