"""How the firmware, and the official client, cut frames out of a stream."""

LONGEST_FRAME = 512
START = b"\x94\xc3"


class Parser:
    """A lone 94 eats the next frame, a cut frame eats what follows until it is full."""

    def __init__(self) -> None:
        self._frame = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        payloads = []
        for byte in data:
            self._frame.append(byte)
            have, size = len(self._frame), int.from_bytes(self._frame[2:4], "big")
            if have <= 2 and byte != START[have - 1] or have == 4 and size > LONGEST_FRAME:
                self._frame.clear()
            elif have >= 4 and have == 4 + size:
                payloads.append(bytes(self._frame[4:]))
                self._frame.clear()
        return payloads
