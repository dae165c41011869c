"""Types hostile bytes at the console's line editor and request parser: one hex line per input, one digest.

Run on boards and on CPython, it must print the same. An exception ends it with its traceback.
"""

import hashlib
import sys
from binascii import hexlify, unhexlify

from node import console
from node.shell import Shell

WORDS = ("status", "sensors", "screen")


def complete(text: str) -> list[str]:
    return [word for word in WORDS if word.startswith(text[text.rfind(" ") + 1 :])]


def digest(inputs) -> str:  # type: ignore[no-untyped-def]
    """Of all that was written and of every line that ended; and how long the longest was that was written at once."""
    shell = Shell("kitchen> ", complete)
    found = hashlib.sha256()
    longest = 0
    for data in inputs:
        asked = console.request(data)
        if asked is not None:
            console.done(asked, None)
        while data:
            out, line, data = shell.feed(data)
            longest = max(longest, len(out))
            found.update(
                out + repr(line is None).encode() + (line if isinstance(line, bytes) else (line or "").encode())
            )
    return "%d %s" % (longest, hexlify(found.digest()).decode())


if __name__ == "__main__":
    print(digest([unhexlify(line.strip()) for line in sys.stdin]))
