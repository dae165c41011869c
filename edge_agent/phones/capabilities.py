"""phones.text for the gateway's link; people.* for members: who is safe, who needs help, what was posted and sent."""

from collections.abc import Iterable, Mapping

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.bus.schema import COUNT, FLAG, LANGUAGE, TEXT, gives, many, maybe, takes, text, whole
from edge_agent.clock import Clock
from edge_agent.errors import BadRequest
from edge_agent.events.store import EventStore
from edge_agent.identity.keys import Key
from edge_agent.phones import shelf
from edge_agent.phones.answers import PhoneAnswers, Typed
from edge_agent.phones.model import MAX_RADIO, Item, label, shortened
from meshwire.event import CHECK_IN, SOS, author_id

TEXT_S = 175.0  # longer than a model may take, shorter than the gateway waits
MAX_REPLY = 4096  # bytes, of docs/protocol/agent-link.md
MAX_TYPED = 1000  # characters of JSON around 240 bytes

TYPED = takes(
    ("radio", "name", "verb", "text", "at"), radio=whole(1, MAX_RADIO - 1), name=text(240), verb=text(40),
    text=text(1000), at=COUNT,
)  # fmt: skip
ITEM = dict(who=TEXT, radio=maybe(TEXT), text=TEXT, time=COUNT, heard_by=TEXT, verified=FLAG)
ITEMS = many(gives(**ITEM))
PEOPLE_LISTED = gives(sos=many(gives(**ITEM, said_safe=maybe(COUNT))), check_ins=ITEMS)
ASKED = takes(language=LANGUAGE)
SENT = takes(("to", "text"), to=text(80, shortest=1), text=text(4000, shortest=1))


class PhoneCapabilities:
    def __init__(self, answers: PhoneAnswers, store: EventStore, key: Key, *, now: Clock) -> None:
        self._answers = answers
        self._store = store
        self._key = key
        self._now = now

    @capability(
        "phones.text", trust=Trust.OPERATOR, timeout_s=TEXT_S, max_body=MAX_TYPED, cost="heavy", input=TYPED,
        output=gives(answer=TEXT),
    )  # fmt: skip
    async def text(self, call: Call) -> Json:
        """{radio, name, verb, text, at} -> {answer}: what somebody typed at the gateway's radio."""
        match call.body:
            case {"radio": int(radio), "name": str(name), "verb": str(verb), "text": str(text), "at": int(at)} if (
                0 < radio < MAX_RADIO and at >= 0
            ):
                answer = await self._answers.answer(Typed(radio, name, verb, text, at))
                return {"answer": shortened(answer, MAX_REPLY)}
        raise BadRequest("a text has radio, name, verb, text and at")

    @capability("people.list", trust=Trust.MEMBER, idempotent=True, input=ASKED, output=PEOPLE_LISTED)
    async def people(self, call: Call) -> Json:
        """{} -> {sos, check_ins}: the newest of each radio or member in a week; an SOS with what they said later.

        `verified`: signed by the key that `who` is certified for. Of a radio nobody has checked who wrote: a forged
        check-in must not take a call for help off the list. Time 0: a board that has no clock.
        """
        now, members = int(self._now()), await self._answers.members()
        sos = await self._store.read(lambda db: shelf.newest_of_each(db, SOS, now))
        safe = await self._store.read(lambda db: shelf.newest_of_each(db, CHECK_IN, now))
        calls = [
            {**shown, "said_safe": next((one.time for one in safe if _is_later(one, item)), None)}
            for item, shown in zip(sos, _shown(sos, members), strict=True)
        ]
        return {"sos": calls, "check_ins": _shown(safe, members)}

    @capability("people.posts", trust=Trust.MEMBER, idempotent=True, input=ASKED, output=gives(posts=ITEMS))
    async def posts(self, call: Call) -> Json:
        """{} -> {posts}: what was posted in the last days, newest first."""
        now = int(self._now())
        found = await self._store.read(lambda db: shelf.posts(db, now))
        return {"posts": _shown(found, await self._answers.members())}

    @capability(
        "people.inbox", trust=Trust.MEMBER, own=True, idempotent=True, input=ASKED, output=gives(messages=ITEMS)
    )
    async def inbox(self, call: Call) -> Json:
        """{} -> {messages}: those to this node, newest first."""
        me, now = author_id(self._key.public), int(self._now())
        found = await self._store.read(lambda db: shelf.messages(db, me, now))
        return {"messages": _shown(found, await self._answers.members())}

    @capability("people.send", trust=Trust.MEMBER, own=True, input=SENT, output=gives(to=TEXT))
    async def send(self, call: Call) -> Json:
        """{to: a name, or a radio as `!9e7595a8`; text} -> {to}: a message that waits in their inbox."""
        match call.body:
            case {"to": str(to), "text": str(text)} if to.strip() and text.strip():
                return {"to": await self._answers.send(f"{to.strip()}: {text.strip()}")}
        raise BadRequest("name somebody and say something: {to, text}")


def _is_later(check_in: Item, call: Item) -> bool:
    """Whether somebody said to be safe after having called. A board counts what it says, also without a clock."""
    if call.radio is not None or check_in.radio is not None:
        return check_in.radio == call.radio and check_in.time >= call.time
    return check_in.author == call.author and check_in.seq > call.seq


def _shown(items: Iterable[Item], members: Mapping[bytes, str]) -> list[dict[str, object]]:
    return [
        {
            "who": label(item.name, item.radio) if item.radio is not None else members.get(item.author, ""),
            "radio": f"!{item.radio:08x}" if item.radio is not None else None,
            "text": item.text,
            "time": item.time,
            "heard_by": members.get(item.author) or item.author.hex(),
            "verified": item.radio is None,
        }
        for item in items
    ]
