"""Which alerts neighbours lack, and which we do: the part that boards and gateways share. No I/O, no clock.

docs/protocol/sync.md. A name is (author id, seq) of an alert; seq 0 stands for the author's newest certificate or
revocation. Times are milliseconds of a clock that never goes back.
"""

from meshwire.event import CIVDEF
from meshwire.need import Need

KNOWN, UNKNOWN, NO_CERTIFICATE, REVOKED = "known", "unknown", "no certificate", "revoked"
CERTIFICATE = 0
FIRST_ANSWER_MS, LAST_ANSWER_MS = 200, 10000  # the neighbours who heard the same question must not answer together
FIRST_ASK_MS, LAST_ASK_MS = 2000, 8000  # the answer to somebody else's question may be enough
PAUSE_MS = 20000  # after the first time that the same is said, then twice as long every time
MAX_DOUBLINGS = 5  # 11 minutes, and never silent: a neighbour may have been switched on, whom nobody else reaches
DEFER_MS = 120000  # an answer to who asks in a pause: what has longer to wait will be asked again
FORGET_MS = 3600000  # a name that was not said for so long
MAX_NAMES = 48  # remembered of each kind; while a table is full nothing new is taken up, so that airtime is bounded
MAX_WAITING = 16
MAX_DECLINED = 16


class Backoff:
    """How often each name was said: whoever repeats an old frame of ours, or does not understand us, costs little."""

    def __init__(self) -> None:
        self._said = {}  # type: dict[tuple[bytes, int], tuple[int, int]]

    def wait_ms(self, name: tuple[bytes, int], now_ms: int) -> int:
        """How long until it may be said; FORGET_MS while the table is full."""
        times, at_ms = self._said.get(name, (0, 0))
        if times == 0 or now_ms - at_ms >= FORGET_MS:
            self._forget(now_ms)
            return 0 if len(self._said) < MAX_NAMES else FORGET_MS
        return max(at_ms + (PAUSE_MS << min(times - 1, MAX_DOUBLINGS)) - now_ms, 0)

    def note(self, name: tuple[bytes, int], now_ms: int) -> None:
        """It was said."""
        self._forget(now_ms)
        times = self._said.get(name, (0, 0))[0]
        if times or len(self._said) < MAX_NAMES:
            self._said[name] = (times + 1, now_ms)

    def _forget(self, now_ms: int) -> None:
        self._said = {name: said for name, said in self._said.items() if now_ms - said[1] < FORGET_MS}


class Gossip:
    """`random_ms(low, high)` is the station's source of chance."""

    def __init__(self, random_ms) -> None:  # type: ignore[no-untyped-def]
        self._random_ms = random_ms
        self._answered = Backoff()
        self._asked = Backoff()
        self._answers = []  # type: list[tuple[int, tuple[bytes, int]]]  # when it is due, name
        self._wanted = []  # type: list[tuple[bytes, int]]
        self._ask_ms = 0
        self._declined = []  # type: list[tuple[int, tuple[bytes, int]]]  # when it was, name

    def hear_summary(self, said, held: list[tuple[bytes, int]], judge, now_ms: int) -> tuple[bool, bool]:  # type: ignore[no-untyped-def]
        """Whether it says what we would say, and whether we lack something that may be asked for.

        `held` are our live alerts; `judge(author_id, seq)` says of another one KNOWN (taken before: it is over, or
        there was no room), UNKNOWN, or that its author has NO_CERTIFICATE here or is REVOKED.
        """
        if said.held is None:
            return True, False
        lacking = [] if said.is_cut else [name for name in held if name not in said.held + said.declined]
        for name in lacking:
            self.answer(name, now_ms)
        is_same, is_stale = not lacking, False
        for name in [name for name in said.held if name not in held]:
            verdict = judge(name[0], name[1])
            is_same = is_same and verdict == KNOWN
            is_stale = self._take_up(name, verdict, now_ms) or is_stale
        return is_same, is_stale

    def hear_need(self, need: Need, held: list[tuple[bytes, int]], has_certificate, now_ms: int) -> None:  # type: ignore[no-untyped-def]
        """Answer what we have. `has_certificate(author_id)`; what others ask for, we need not."""
        for name in [name for name in held if _is_named(name, need)]:
            self.answer(name, now_ms)
        for name in [name for name in self._wanted if _is_named(name, need)]:
            self._leave_to_others(name, now_ms)
        for author_id in need.certificates:
            name = (author_id, CERTIFICATE)
            if name in self._wanted:
                self._leave_to_others(name, now_ms)
            elif has_certificate(author_id):
                self.answer(name, now_ms)

    def hear_answer(self, name: tuple[bytes, int], now_ms: int) -> None:
        """Somebody sent it: a copy of what we hold, or what we lacked, verified."""
        if name in self._wanted:
            self._wanted.remove(name)
        for waiting in self._answers:
            if waiting[1] == name:
                self._answers.remove(waiting)
                self._answered.note(name, now_ms)
                return

    def is_answering(self, name: tuple[bytes, int]) -> bool:
        """Whether our answer of this name waits."""
        return name in [waiting for _, waiting in self._answers]

    def answer(self, name: tuple[bytes, int], now_ms: int) -> None:
        """Send it after a random wait, if that may still help."""
        wait_ms = self._answered.wait_ms(name, now_ms)
        if wait_ms <= DEFER_MS and not self.is_answering(name) and len(self._answers) < MAX_WAITING:
            self._answers.append((now_ms + wait_ms + self._random_ms(FIRST_ANSWER_MS, LAST_ANSWER_MS), name))

    def next_answer(self, now_ms: int) -> tuple[bytes, int] | None:
        """The name whose frame is to be sent now."""
        for due_ms, name in self._answers:
            if due_ms <= now_ms:
                self._answers.remove((due_ms, name))
                self._answered.note(name, now_ms)
                return name
        return None

    def next_need(self, now_ms: int) -> Need | None:
        """What to ask for now."""
        if not self._wanted or now_ms < self._ask_ms:
            return None
        wanted, self._wanted = self._wanted, []
        for name in wanted:
            self._asked.note(name, now_ms)
        return Need(_runs(wanted), [author_id for author_id, seq in wanted if seq == CERTIFICATE], None, None)

    def declined(self, held: list[tuple[bytes, int]], now_ms: int) -> list[tuple[bytes, int]]:
        """What we were offered within the hour and neither hold nor want."""
        self._declined = [one for one in self._declined if now_ms - one[0] < FORGET_MS]
        return [name for _, name in self._declined if name not in held]

    def wait_ms(self, now_ms: int) -> int | None:
        """How long until an answer or a question is due, None while none is."""
        times = [due_ms for due_ms, _ in self._answers] + ([self._ask_ms] if self._wanted else [])
        return max(min(times) - now_ms, 0) if times else None

    def _take_up(self, name: tuple[bytes, int], verdict: str, now_ms: int) -> bool:
        """Do what is to be done about an alert that a neighbour holds and we do not; whether we ask for it."""
        if verdict == KNOWN:
            self._decline(name, now_ms)
        elif verdict == REVOKED:
            self.answer((name[0], CERTIFICATE), now_ms)
        else:
            if verdict == NO_CERTIFICATE:
                self._want((name[0], CERTIFICATE), now_ms)
            return self._want(name, now_ms)
        return False

    def _want(self, name: tuple[bytes, int], now_ms: int) -> bool:
        if name in self._wanted:
            return True
        if len(self._wanted) >= MAX_WAITING or self._asked.wait_ms(name, now_ms):
            return False
        if not self._wanted:
            self._ask_ms = now_ms + self._random_ms(FIRST_ASK_MS, LAST_ASK_MS)
        self._wanted.append(name)
        return True

    def _leave_to_others(self, name: tuple[bytes, int], now_ms: int) -> None:
        self._wanted.remove(name)
        self._asked.note(name, now_ms)

    def _decline(self, name: tuple[bytes, int], now_ms: int) -> None:
        others = [one for one in self._declined if one[1] != name]
        self._declined = others[1 - MAX_DECLINED :] + [(now_ms, name)]


def _runs(wanted: list[tuple[bytes, int]]) -> list[tuple[bytes, int, int, int]]:
    """Alerts as runs of numbers that follow one another: a frame cannot name neighbouring numbers one by one."""
    runs = []  # type: list[tuple[bytes, int, int, int]]
    for author_id, seq in sorted([name for name in wanted if name[1] != CERTIFICATE]):
        if runs and runs[-1][0] == author_id and runs[-1][2] + runs[-1][3] == seq:
            runs[-1] = (author_id, CIVDEF, runs[-1][2], runs[-1][3] + 1)
        else:
            runs.append((author_id, CIVDEF, seq, 1))
    return runs


def _is_named(name: tuple[bytes, int], need: Need) -> bool:
    """Whether an alert is among the runs that somebody asks for."""
    for author_id, topic, first, count in need.named:
        if topic == CIVDEF and name[0] == author_id and first <= name[1] < first + count:
            return True
    return False
