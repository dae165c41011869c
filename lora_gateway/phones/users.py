"""What is remembered of each phone user, and whether a text of theirs is listened to. Pure.

Numbers and names are what the sender claims; nothing here is proof of a person. Everything is bounded.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field

from lora_gateway.phones.commands import KEPT, URGENT, Command, Verb
from lora_gateway.phones.fitting import clean, cut, one_line, pages, size
from lora_gateway.phones.quota import Window
from lora_gateway.port.port import Text

MARK = "» "  # begins every answer: gateways that are written to by each other fall silent
MAX_ANSWER = 190  # bytes, with the mark
MAX_REPLY = 4096  # bytes of the agent's whole answer
MAX_NAME = 20  # bytes
MAX_USERS = 256
MINUTE_S, HOUR_S = 60.0, 3600.0
PER_MINUTE = 6  # texts; who sends more is a machine, or wants to be heard by nobody
QUIET_S = 600.0
KEPT_PER_HOUR = 12  # of one user: check-ins, calls for help, posts and messages that outlive this hour
ALL_KEPT = 200  # in an hour: each may be repeated over radio by the community. A quarter is for check-ins and SOS alone
TOO_MANY_TO_KEEP = "too many texts to keep"
UNKNOWN_S = 600.0  # an explanation for somebody who types no command
NOBODY = frozenset({0, 0xFFFFFFFF})  # node numbers that Meshtastic gives to no radio


@dataclass(slots=True, eq=False)
class User:
    number: int
    heard_at: float
    spent: Window = field(default_factory=Window)
    packets: deque[int] = field(default_factory=lambda: deque(maxlen=32))
    arrivals: deque[float] = field(default_factory=lambda: deque(maxlen=PER_MINUTE))
    kept: deque[float] = field(default_factory=lambda: deque(maxlen=KEPT_PER_HOUR))
    said: deque[str] = field(default_factory=lambda: deque(maxlen=8))
    pages: deque[str] = field(default_factory=deque)
    quiet_until: float = 0.0
    explained_at: float | None = None
    warned_at: float | None = None

    def warned(self, now: float) -> bool:
        """Whether this user was told in this hour that the quota is used up; from now on, yes."""
        before = self.warned_at is not None and now - self.warned_at < HOUR_S
        self.warned_at = self.warned_at if before else now
        return before


class Users:
    """Times are seconds of one clock that never goes back."""

    def __init__(self) -> None:
        self._users: OrderedDict[int, User] = OrderedDict()
        self._kept: deque[float] = deque(maxlen=ALL_KEPT)

    def __len__(self) -> int:
        return len(self._users)

    def hear(self, text: Text, command: Command, now: float) -> User | str:
        """Who sent it, or the reason why nobody listens."""
        if text.via_mqtt:
            return "text by MQTT"
        if text.sender in NOBODY or not text.text.strip():
            return "text of nobody"
        user = self._user(text.sender, now)
        if text.number in user.packets:
            return "text heard before"
        user.packets.append(text.number)
        if text.text.startswith(MARK.strip()) or text.text.strip() in user.said:  # an echo with or without its mark
            return "text of a machine"
        if self._is_flood(user, now) and command.verb not in URGENT:
            return "too many texts of one phone"
        if command.verb in KEPT and not self._may_keep(user, command.verb, now):
            return TOO_MANY_TO_KEEP
        return user

    def listening(self, number: int, now: float) -> User | None:
        """Somebody who wrote in the last hour: nobody else is ever written to."""
        user = self._users.get(number)
        return user if user is not None and now - user.heard_at < HOUR_S else None

    def explain(self, user: User, verb: Verb, now: float) -> bool:
        """Whether to send the list of commands: always when asked, else once in a while."""
        due = user.explained_at is None or now - user.explained_at >= UNKNOWN_S
        if verb is Verb.UNKNOWN and not due:
            return False
        user.explained_at = now
        return True

    def answer(self, user: User, text: str) -> str:
        """The first packet of an answer; the others wait for `more`."""
        shown = clean(text.encode()[:MAX_REPLY].decode(errors="ignore"))
        user.pages = deque(MARK + page for page in pages(shown, MAX_ANSWER - size(MARK)))
        return self.more(user)

    def more(self, user: User) -> str:
        """The next packet, empty when there is none. Pages are forgotten when a user was silent for an hour."""
        page = user.pages.popleft() if user.pages else ""
        if page:
            user.said.append(page.removeprefix(MARK))
        return page

    def _user(self, number: int, now: float) -> User:
        user = self._users.pop(number, None) or User(number, now)
        if now - user.heard_at >= HOUR_S:
            user.pages.clear()
        user.heard_at = now
        self._users[number] = user
        if len(self._users) > MAX_USERS:
            self._users.popitem(last=False)
        return user

    def _is_flood(self, user: User, now: float) -> bool:
        if len(user.arrivals) == PER_MINUTE and now - user.arrivals[0] < MINUTE_S:
            user.quiet_until = now + QUIET_S
        user.arrivals.append(now)
        return now < user.quiet_until

    def _may_keep(self, user: User, verb: Verb, now: float) -> bool:
        of_user, of_all = (sum(now - at < HOUR_S for at in times) for times in (user.kept, self._kept))
        if of_user >= KEPT_PER_HOUR or of_all >= (ALL_KEPT if verb in URGENT else ALL_KEPT * 3 // 4):
            return False
        user.kept.append(now)
        self._kept.append(now)
        return True


def shown_name(text: Text) -> str:
    """What a radio calls itself, made short; `!` is left to the numbers that we put behind names."""
    nameless = text.name == f"!{text.sender:08x}"
    return "" if nameless else cut(one_line(text.name).replace("!", ""), MAX_NAME)
