"""The call for help: a long press asks, a second one sends. Loaded on the first long press. No I/O, no clock.

The question, the answer and the state are on the screen, before all alerts while a person is asked. A call is kept
on the flash before it is sent and said again after a restart: until a neighbour is heard repeating it, or it is
taken back.
"""

from meshwire import cbor, frame
from meshwire.event import CHECK_IN, PEOPLE, SOS

FILE = "sos.cbor"
ASK_MS = 15000
SHOWN_MS = 30000  # the answer goes before alerts for so long
PAUSE_MS = 300000  # between two calls
TRIES = 3  # in a row, then after a pause that grows: a call that nobody heard is not given up
AGAIN_MS = (2000, 5000)  # beyond the last moment at which a neighbour begins to repeat it
FIRST_ROUND_MS, LONGEST_ROUND_MS = 300000, 3600000
LAST_ROUND_MS = 24 * 3600000
TEXT = 2  # key of the body
MAX_TEXT = 96  # bytes


class Calls:
    """A part of the board. `say(topic, kind, body)` signs: an EVENT frame, or None without a key."""

    KINDS = ()
    HOPS = 7
    URGENT = True

    def __init__(self, say, text: str, flash, random_ms) -> None:  # type: ignore[no-untyped-def]
        self.calls = False  # an SOS was sent and not taken back
        self._say = say
        self._text = text
        self._flash = flash
        self._random_ms = random_ms
        self._asked = ""  # the word of the question on the screen
        self._asked_ms = self._changed_ms = self._began_ms = 0
        self._told = ""  # the word of what was done last
        self._frame = b""  # what is said until it is overheard
        self._is_heard = False
        self._sent_ms = None  # type: int | None  # when the last SOS was signed
        self._due_ms = self._rounds = self._tries = 0

    def resume(self, now_ms: int) -> None:
        """After a restart: go on with a call that is on the flash."""
        try:
            kind, is_heard, said = cbor.loads(self._flash.read(FILE))
            frame.decode_event(said)
        except (TypeError, ValueError):  # none, or damaged; WireError is a ValueError
            return
        self.calls = kind == SOS
        self._is_heard = bool(is_heard)
        if self.calls:
            self._tell(self._state(), now_ms)
        if not is_heard:
            self._begin(said, now_ms)

    def press(self, is_long: bool, now_ms: int) -> bool:
        """A press of the button: whether it was for the question on the screen, or asked it."""
        self._forget_question(now_ms)
        if not self._asked and not is_long:
            return False
        if not self._asked:
            self._ask("sos-ask", now_ms)
        elif is_long:
            self._confirm(now_ms)
        elif self._asked == "sos-ask" and self.calls:
            self._ask("safe-ask", now_ms)
        else:
            self._asked = ""
        return True

    def hear(self, body: bytes, now_ms: int) -> None:
        """No control frame is for it."""

    def overheard(self, signature: bytes, now_ms: int) -> None:
        """Somebody sent a frame with this signature: perhaps ours, which need not be said again."""
        if self._frame and self._frame.endswith(signature):
            kind = SOS if self.calls else CHECK_IN
            self._keep(kind, self._frame, True)
            self._frame = b""
            if self.calls:
                self._tell("sos-heard", now_ms)

    def next(self, now_ms: int) -> bytes | None:
        if self.wait_ms(now_ms) != 0:
            return None
        if now_ms - self._began_ms > LAST_ROUND_MS:
            self._frame = b""
            return None
        self._tries += 1
        self._due_ms = now_ms + self._random_ms(*AGAIN_MS)
        if self._tries % TRIES == 0:
            self._due_ms = now_ms + min(FIRST_ROUND_MS << self._rounds, LONGEST_ROUND_MS)
            self._rounds = min(self._rounds + 1, 8)
        return self._frame

    def wait_ms(self, now_ms: int) -> int | None:
        waits = []
        if self._frame:
            waits.append(max(self._due_ms - now_ms, 0))
        if self._asked:
            waits.append(max(self._asked_ms + ASK_MS - now_ms, 1))
        elif self._told and now_ms - self._changed_ms < SHOWN_MS:
            waits.append(self._changed_ms + SHOWN_MS - now_ms)
        return min(waits) if waits else None

    def lines(self, is_certified: bool, has_alerts: bool, phrases, wrap, now_ms: int) -> list[str] | None:  # type: ignore[no-untyped-def]
        """What goes before all else on the screen, None when nothing does. `wrap(text)` as in node.screen."""
        self._forget_question(now_ms)
        is_new = now_ms - self._changed_ms < SHOWN_MS
        word = self._asked or (self._told if is_new else "" if has_alerts or not self.calls else self._state())
        if not word:
            return None
        left_min = max(PAUSE_MS - (now_ms - (self._sent_ms or 0)), 0) // 60000 + 1
        lines = wrap(phrases.word(word).replace("{}", phrases.word("minutes").replace("{}", str(left_min))))
        if not is_certified and word != "no-key":
            lines += wrap(phrases.word("not-certified"))
        return lines[:8]  # type: ignore[no-any-return]

    def _state(self) -> str:
        return "sos-heard" if self._is_heard else "sos-sent"

    def _ask(self, word: str, now_ms: int) -> None:
        self._asked, self._asked_ms = word, now_ms

    def _forget_question(self, now_ms: int) -> None:
        if now_ms - self._asked_ms >= ASK_MS:
            self._asked = ""

    def _confirm(self, now_ms: int) -> None:
        kind = SOS if self._asked == "sos-ask" else CHECK_IN
        self._asked = ""
        if kind == SOS and self._sent_ms is not None and now_ms - self._sent_ms < PAUSE_MS:
            self._due_ms = now_ms  # not a new call, but the same one once more while nobody was heard repeating it
            self._tell("sos-again", now_ms)
            return
        said = self._say(PEOPLE, kind, {TEXT: _cut(self._text)})
        if said is None:
            self._tell("no-key", now_ms)
            return
        self.calls = kind == SOS
        self._sent_ms = now_ms if kind == SOS else self._sent_ms
        self._keep(kind, said, False)
        self._begin(said, now_ms)
        self._tell("sos-sent" if kind == SOS else "safe-sent", now_ms)

    def _begin(self, said: bytes, now_ms: int) -> None:
        self._frame = said
        self._due_ms = self._began_ms = now_ms
        self._tries = self._rounds = 0

    def _keep(self, kind: int, said: bytes, is_heard: bool) -> None:
        self._is_heard = is_heard
        is_over = is_heard and kind != SOS
        self._flash.write(FILE, b"" if is_over else cbor.dumps([kind, is_heard, said]))

    def _tell(self, word: str, now_ms: int) -> None:
        self._told, self._changed_ms = word, now_ms


def _cut(text: str) -> str:
    """What the body of an event has room for; a name has at most 32 characters."""
    while len(text.encode()) > MAX_TEXT:
        text = text[:-1]
    return text
