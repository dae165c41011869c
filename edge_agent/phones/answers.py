"""Does what a phone user typed, and says what was done. Asks the bus as a stranger: a phone's words can do no more."""

import asyncio
from dataclasses import dataclass

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import Caller, Json, Trust
from edge_agent.clock import Clock
from edge_agent.errors import BadRequest, NotFound, NotTrusted, Unavailable
from edge_agent.events.model import Draft
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import Key
from edge_agent.identity.members import Members
from edge_agent.phones import shelf, wording
from edge_agent.phones.model import Address, label, said
from edge_agent.phones.names import addressed
from edge_agent.text import printable
from meshwire.event import CHECK_IN, MESSAGE, PEOPLE, POST, SOS, author_id
from meshwire.phrasebook import LANGUAGES, Phrasebook

CHAT = "llm.chat"
BRIEF = "Answer in at most two short sentences of plain text: the answer is read on a small radio."
MAX_TOKENS = 160
CHAT_S = 160.0  # a small model on a small computer; the gateway tells its user after 180 s
MAX_ANSWER = 1000  # characters


@dataclass(frozen=True, slots=True)
class Typed:
    """A command of a radio's user, from the gateway; `at` UTC seconds."""

    radio: int
    name: str
    verb: str
    text: str
    at: int


class PhoneAnswers:
    def __init__(
        self, store: EventStore, members: Members, key: Key, bus: Bus, *, now: Clock, language: str = "en"
    ) -> None:
        self._store = store
        self._members = members
        self._key = key
        self._bus = bus
        self._now = now
        self._book = Phrasebook(language if language in LANGUAGES else "en")
        self._asking = asyncio.Lock()  # a model answers one question at a time, and people wait for the radio anyway

    async def answer(self, typed: Typed) -> str:
        """The words for its user. Unavailable when the log cannot take what was typed: hand it over again."""
        doings = {
            "ok": self._check_in, "sos": self._sos, "post": self._post, "msg": self._message, "inbox": self._inbox,
            "alerts": self._alerts, "alert": self._alert, "ask": self._ask,
        }  # fmt: skip
        doing = doings.get(typed.verb)
        if doing is None:
            raise BadRequest(f"phones cannot type {printable(typed.verb, 20)}")
        try:
            return await doing(typed)
        except BadRequest as error:
            return str(error)

    async def members(self) -> dict[bytes, str]:
        """Names of the members by author id."""
        return await self._members.names()

    async def send(self, rest: str) -> str:
        """A message of this node's member, beginning with a name; to whom it went."""
        known, text = addressed(rest, await self.members(), await self._store.read(shelf.radios))
        drafts = [Draft(PEOPLE, MESSAGE, one.body()) for one in said(MESSAGE, text, radio=None, to=known.address)]
        await self._store.write(self._key, drafts)
        return known.label

    async def _check_in(self, typed: Typed) -> str:
        await self._record(CHECK_IN, typed.text, typed)
        return wording.SAFE

    async def _sos(self, typed: Typed) -> str:
        await self._record(SOS, typed.text, typed)
        return wording.HELP_COMES

    async def _post(self, typed: Typed) -> str:
        if not typed.text:
            return wording.POST_WHAT
        await self._record(POST, typed.text, typed)
        return wording.POSTED

    async def _message(self, typed: Typed) -> str:
        known, text = addressed(typed.text, await self.members(), await self._store.read(shelf.radios))
        await self._record(MESSAGE, text, typed, to=known.address)
        return f"Kept for {known.label}, who sees it with inbox. Not private."

    async def _inbox(self, typed: Typed) -> str:
        now = int(self._now())
        messages = await self._store.read(lambda db: shelf.messages(db, typed.radio, now))
        posts = await self._store.read(lambda db: shelf.posts(db, now))
        return wording.inbox(messages, posts, await self.members(), now)

    async def _alerts(self, typed: Typed) -> str:
        return wording.alert_list(await self._in_force(typed), self._book)

    async def _alert(self, typed: Typed) -> str:
        id = wording.find_alert(typed.text, await self._in_force(typed)) or typed.text
        body = {"id": id, "language": self._book.language}
        try:
            alert = await self._bus.call("civdef.alert.get", body, _caller(typed))
        except NotFound:
            return wording.NO_SUCH_ALERT
        return wording.one_alert(alert, self._book, int(self._now()))

    async def _in_force(self, typed: Typed) -> list[Json]:
        found = await self._bus.call("civdef.alert.list", {"language": self._book.language}, _caller(typed))
        alerts = found["alerts"]
        return alerts if isinstance(alerts, list) else []

    async def _ask(self, typed: Typed) -> str:
        if not typed.text:
            return wording.ASK_WHAT
        if all(terms.name != CHAT for terms in self._bus.offers()):
            return wording.NO_MODEL
        if self._asking.locked():
            return wording.BUSY
        async with self._asking:
            return await self._chat(typed)

    async def _chat(self, typed: Typed) -> str:
        """docs/phones.md says what is asked of the model's capability."""
        messages = [{"role": "system", "content": BRIEF}, {"role": "user", "content": typed.text}]
        try:
            async with asyncio.timeout(CHAT_S):
                answer = await self._bus.call(CHAT, {"messages": messages, "max_tokens": MAX_TOKENS}, _caller(typed))
        except NotTrusted:
            return wording.NOT_FOR_PHONES
        except TimeoutError:
            return wording.NO_ANSWER
        except Unavailable as error:  # the model, not our log
            return f"No answer: {error}"
        text = answer.get("text")
        return wording.MODEL_SAYS + printable(text if isinstance(text, str) else "nothing", MAX_ANSWER)

    async def _record(self, kind: int, text: str, typed: Typed, *, to: Address | None = None) -> None:
        """Write it down once, also when the gateway hands it over again because it was not told that we have it."""
        heard = said(kind, text, radio=typed.radio, name=typed.name, to=to)
        author, whole = author_id(self._key.public), "".join(one.text for one in heard)
        if await self._store.read(lambda db: shelf.is_written(db, author, kind, typed.radio, whole, typed.at)):
            return
        await self._store.write(self._key, [Draft(PEOPLE, kind, one.body(), time=typed.at) for one in heard])


def _caller(typed: Typed) -> Caller:
    return Caller(f"radio {printable(label(typed.name, typed.radio), 40)}", Trust.STRANGER)
