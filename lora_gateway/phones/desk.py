"""Serves people with stock Meshtastic phones: alert texts for everybody, answers to those who write. docs/phones.md."""

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from math import inf

from lora_gateway.air.priority import Priority
from lora_gateway.phones.lane import AlertText, Lane, Step, Uniform
from lora_gateway.phones.plain import plain_text
from lora_gateway.phones.quota import Quota
from lora_gateway.phones.replies import Reply
from lora_gateway.phones.speaker import Said, Speaker
from lora_gateway.phones.store import KeptText, PhoneStore
from lora_gateway.phones.talk import Request, Talk
from lora_gateway.phones.users import shown_name
from lora_gateway.port.port import Text
from lora_gateway.store.trouble import Trouble
from lora_gateway.trust.live import Notice, Ref
from meshwire import registry
from meshwire.event import author_id

log = logging.getLogger(__name__)
MAX_PASSING = 64  # questions for the agent that are not kept
NOT_KEPT = 0  # the number of such a question on the link


class PhoneDesk:
    """`grew` wakes whoever hands texts to the agent."""

    def __init__(
        self, speaker: Speaker, store: PhoneStore, *, allowed_ms: int, dropped: Counter[str], uniform: Uniform,
        texts: bool = True, language: str = "", clock: Callable[[], float] = time.monotonic,
        utc: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        """`allowed_ms`: airtime of the node in an hour; `texts`: whether alerts go out as text."""
        self.grew = asyncio.Event()
        self.alert_texts = self.answers = 0
        self._speaker = speaker
        self._store = store
        self._dropped = dropped
        self._lane = Lane(uniform)
        self._talk = Talk(Quota(allowed_ms), dropped)
        self._texts = texts
        self._trouble = Trouble()
        self._language = language
        self._clock = clock
        self._utc = utc
        self._passing: deque[KeptText] = deque(maxlen=MAX_PASSING)
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Say what is due, until cancelled."""
        while True:
            self._wake.clear()
            wait_s = await self._say_next()
            with suppress(TimeoutError):
                async with asyncio.timeout(None if wait_s == inf else wait_s):
                    await self._wake.wait()

    async def hear(self, text: Text) -> None:
        """A text that the radio received; broadcasts are looked at and never answered."""
        if not text.direct:
            for id in self._lane.overheard(text.text):
                self._dropped["text sent by others"] += 1
                await self._trouble.writing(self._store.mark_alert_out(id), None)
            return
        request = self._talk.hear(text, self._clock(), self._utc())
        if request is not None:
            await self._hand_over(request)
        self._wake.set()

    async def alert(self, notice: Notice, ended: Iterable[Ref], *, own: bool) -> None:
        """A verified alert that its author may issue, and those that it ended; `own`: this node's agent sent it."""
        if notice.body.status == registry.SYSTEM:  # CAP 1.2: between machines of an alert network
            return
        id = short_id(notice.author, notice.seq)
        text = plain_text(id, notice.body, language=self._language)
        replaces = frozenset(short_id(*ref) for ref in ended)
        alert = AlertText(id, text, notice.body.severity, notice.expires, replaces, own)
        self._talk.book.add(alert, ends=notice.body.message_type == registry.CANCEL)
        if not self._texts or notice.ended or await self._trouble.reading(self._store.alert_is_out(id), False):
            return
        if dropped := self._lane.add(alert, self._clock()):
            self._dropped[dropped] += 1
        self._wake.set()

    def status(self) -> dict[str, int]:
        """Counts for the gateway's status; `users` wrote to this radio lately, at most 256 are remembered."""
        waiting = len(self._lane) + len(self._talk.replies)
        return {
            "users": len(self._talk.users), "answers": self.answers, "alert_texts": self.alert_texts,
            "waiting": waiting,
        }  # fmt: skip

    def agent_is_there(self, there: bool) -> None:
        self._talk.agent_is_there = there

    def reply(self, to: int, text: str) -> None:
        """The agent answers somebody who wrote."""
        self._talk.reply(to, text, self._clock())
        self._wake.set()

    async def texts_after(self, n: int, limit: int) -> list[KeptText]:
        """What the agent has to see: first questions that are asked once, then what is kept until it is taken."""
        passing = [self._passing.popleft() for _ in range(min(len(self._passing), limit))]
        return passing or await self._trouble.reading(self._store.after(n, limit), [])

    async def taken(self, n: int) -> None:
        await self._trouble.writing(self._store.taken(n), None)

    async def _hand_over(self, request: Request) -> None:
        """On the disk if it must not be lost; when that takes nothing, an agent that is there can still have it."""
        text, command, utc = request.text, request.command, int(self._utc())
        name = shown_name(text)
        kept: bool | None = None
        if request.kept:
            keep = self._store.keep(text.sender, text.number, name, command.verb, command.rest, utc)
            kept = await self._trouble.writing(keep, None)
        if kept is False:
            self._dropped["text heard before"] += 1
            return
        if kept is None and self._talk.agent_is_there:
            self._passing.append(KeptText(NOT_KEPT, text.sender, name, command.verb.value, command.rest, utc))
        self._talk.handed_over(request, self._clock(), kept=kept is True)
        self.grew.set()

    async def _say_next(self) -> float:
        """Say one thing; the seconds until there may be another."""
        now = self._clock()
        step = self._lane.next(now, self._utc())
        if isinstance(step, Step):
            wait_s = self._speaker.wait_s(step.text, step.priority)
            return wait_s if 0 < wait_s < inf else await self._ring(step)
        reply = self._talk.next(now, self._speaker.airtime_ms)
        if reply is None:
            return min(step, self._talk.replies.look_again_s(now))
        wait_s = self._speaker.wait_s(reply.text, Priority.MESSAGE)
        return min(step, wait_s) if 0 < wait_s < inf else await self._answer(reply)

    async def _ring(self, step: Step) -> float:
        if await self._speaker.ring(step) is Said.NOT_SENT:
            if self._lane.refused(step, self._clock()):
                self._dropped["radio refused a text"] += 1
        elif self._lane.sent(step, self._clock()):
            self.alert_texts += 1
            await self._trouble.writing(self._store.mark_alert_out(step.waiting.alert.id), None)
        return 0.0

    async def _answer(self, reply: Reply) -> float:
        if await self._speaker.answer(reply.user.number, reply.text) is Said.SENT:
            self._talk.done(reply, self._speaker.airtime_ms(reply.text), self._clock())
            self.answers += 1
        else:
            self._talk.replies.remove(reply)
            self._dropped["radio refused a text"] += 1
        return 0.0


def short_id(author: bytes, seq: int) -> str:
    """An alert's name as the agent shows it."""
    return f"{author_id(author).hex()}-{seq}"
