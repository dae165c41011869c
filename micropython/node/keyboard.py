"""Keys out of the bytes that a terminal sends, and requests of machines between them. No I/O, no clock."""

MAX_REQUEST = 256  # bytes of a line; of a longer one 257 are kept, so that it can be refused
ESC = 27
NAMES = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end"}
NUMBERS = {"1": "home", "3": "delete", "4": "end", "7": "home", "8": "end"}
LEAST, MOST = {b"\xe0": b"\xa0", b"\xf0": b"\x90"}, {b"\xed": b"\x9f", b"\xf4": b"\x8f"}  # MicroPython decodes all
MAX_SEQUENCE = 12  # bytes that are kept; what is longer is none of ours


class Keyboard:
    """A character, the name of a key, or the bytes of a request: whatever the next byte completes."""

    def __init__(self) -> None:
        self._character = b""  # of UTF-8, not whole yet
        self._needed = 0
        self._sequence = None  # type: str | None  # after ESC
        self._request = None  # type: bytearray | None
        self._was_return = False

    def press(self, byte: int, at_start: bool):  # type: ignore[no-untyped-def]
        """None while it is not whole, or no key; `at_start`: no character of a person's line is there yet."""
        was_return, self._was_return = self._was_return, byte == 13
        if self._request is not None:
            return self._add_to_request(byte)
        if byte == 10:
            return None if was_return else self._control(13)
        if byte == ESC or byte < 32 or byte == 127:
            return self._control(byte)
        if self._sequence is not None:
            return self._add_to_sequence(chr(byte))
        if byte >= 128:
            return self._add_to_character(byte)
        self._character = b""
        if at_start and byte == 123:  # {
            self._request = bytearray(b"{")
            return None
        return chr(byte)

    def _control(self, byte: int) -> str | None:
        """It ends whatever was not whole: a lone ESC must not swallow the Enter after it."""
        self._character = b""
        self._sequence = "" if byte == ESC else None
        return None if byte == ESC else chr(byte)

    def _add_to_request(self, byte: int) -> bytes | str | None:
        if byte not in (3, 10, 13):
            if len(self._request) <= MAX_REQUEST:  # type: ignore[arg-type]
                self._request.append(byte)  # type: ignore[union-attr]
            return None
        request, self._request = self._request, None
        return "\x03" if byte == 3 else bytes(request)  # type: ignore[arg-type]

    def _add_to_sequence(self, character: str) -> str | None:
        """CSI and SS3; every other key with ESC is none of ours."""
        sequence = self._sequence + character  # type: ignore[operator]
        is_open = sequence in ("[", "O") or (sequence[0] == "[" and character < "@")
        self._sequence = sequence[:MAX_SEQUENCE] if is_open else None
        if is_open or sequence[0] not in "[O":
            return None
        if character == "~":
            return NUMBERS.get(sequence[1:-1])
        return NAMES.get(character)

    def _add_to_character(self, byte: int) -> str | None:
        if byte >= 192:
            self._character = b"" if byte < 0xC2 or byte > 0xF4 else bytes((byte,))
            self._needed = 2 + (byte >= 224) + (byte >= 240)
        elif self._character:
            self._character += bytes((byte,))
        if len(self._character) < max(self._needed, 1):
            return None
        whole, self._character = self._character, b""
        if LEAST.get(whole[:1], b"") > whole[1:2] or MOST.get(whole[:1], b"\xbf") < whole[1:2]:
            return None
        try:
            text = whole.decode()
        except ValueError:  # UnicodeError is one
            return None
        return text if text > "\x9f" else None  # U+0080 to U+009F steer terminals
