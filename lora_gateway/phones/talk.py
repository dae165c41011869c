"""Decides what a phone user is answered, and what is handed to the agent. Pure.

Times are seconds of one clock that never goes back; `utc` is for the expiry of alerts only.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from lora_gateway.phones import words
from lora_gateway.phones.book import Book
from lora_gateway.phones.commands import KEPT, URGENT, Command, Verb, parse
from lora_gateway.phones.quota import Quota
from lora_gateway.phones.replies import Replies, Reply
from lora_gateway.phones.users import TOO_MANY_TO_KEEP, User, Users
from lora_gateway.port.port import Text


@dataclass(frozen=True, slots=True)
class Request:
    """Something for the agent; `kept`: it has to be on the disk before anybody is told that it was taken."""

    user: User
    text: Text
    command: Command

    @property
    def kept(self) -> bool:
        return self.command.verb in KEPT


class Talk:
    """`agent_is_there` is set by the link; `dropped` counts what is not done, by reason."""

    def __init__(self, quota: Quota, dropped: Counter[str]) -> None:
        self.agent_is_there = False
        self.users = Users()
        self.replies = Replies()
        self.book = Book()
        self._quota = quota
        self._dropped = dropped

    def hear(self, text: Text, now: float, utc: float) -> Request | None:
        """A direct message: answered here, or what the agent has to see."""
        command = parse(text.text)
        user = self.users.hear(text, command, now)
        if isinstance(user, str):
            self._dropped[user] += 1
            if user == TOO_MANY_TO_KEEP and (known := self.users.listening(text.sender, now)):
                self.say(known, words.NOT_KEPT, now, urgent=command.verb in URGENT)
            return None
        if command.verb in KEPT or (self.agent_is_there and command.verb not in (Verb.HELP, Verb.MORE, Verb.UNKNOWN)):
            return Request(user, text, command)
        self._answer_here(user, command, now, utc)
        return None

    def handed_over(self, request: Request, now: float, *, kept: bool) -> None:
        """It is on its way to the agent, and (`kept`) on the disk: now somebody owes the user an answer."""
        urgent = request.command.verb in URGENT
        if self.agent_is_there:
            question = request.command.verb is Verb.ASK
            self.replies.expect(request.user, kept=kept, urgent=urgent, question=question, now=now)
        else:
            self.say(request.user, words.KEPT if kept else words.NO_DISK, now, urgent=urgent)

    def reply(self, to: int, text: str, now: float) -> None:
        """The agent's answer; one for somebody who has not written is not sent."""
        urgent = self.replies.arrived(to)
        user = self.users.listening(to, now)
        if user is None:
            self._dropped["answer to nobody"] += 1
        elif text.strip():
            self.say(user, text, now, urgent=urgent)

    def say(self, user: User, text: str, now: float, *, urgent: bool = False) -> None:
        """Queue the first packet of an answer."""
        self._queue(user, self.users.answer(user, text), now, urgent=urgent)

    def next(self, now: float, airtime_ms: Callable[[str], int]) -> Reply | None:
        """The packet whose turn it is and that the quotas allow."""
        for late in self.replies.overdue(now):
            self.say(late.user, words.SLOW_KEPT if late.kept else words.SLOW, now, urgent=late.urgent)
        self._dropped["answer too late"] += self.replies.stale(now)
        while (reply := self.replies.next()) is not None:
            user, cost_ms = reply.user, airtime_ms(reply.text)
            refused = self._quota.refused(user.spent, cost_ms, now, urgent=reply.urgent)
            if not refused:
                return reply
            self.replies.remove(reply)
            self._dropped[refused] += 1
            if not user.warned(now) and not self._quota.is_short(cost_ms, now):
                self._queue(user, self.users.answer(user, words.QUOTA), now, urgent=True)
        return None

    def done(self, reply: Reply, airtime_ms: int, now: float) -> None:
        """It was sent."""
        self.replies.remove(reply)
        self._quota.charge(reply.user.spent, airtime_ms, now)

    def _answer_here(self, user: User, command: Command, now: float, utc: float) -> None:
        match command.verb:
            case Verb.HELP | Verb.UNKNOWN:
                if self.users.explain(user, command.verb, now):
                    self.say(user, words.HELP, now)
            case Verb.MORE:
                page = self.users.more(user)
                if page:
                    self._queue(user, page, now)
                else:
                    self.say(user, words.NO_MORE, now)
            case Verb.ALERTS:
                self.say(user, self.book.listed(utc), now)
            case Verb.ALERT:
                self.say(user, self.book.one(command.rest, utc), now)
            case _:
                self.say(user, words.RESTARTING, now)

    def _queue(self, user: User, page: str, now: float, *, urgent: bool = False) -> None:
        if page and self.replies.add(Reply(user, page, urgent, now)):
            self._dropped["answer overtaken"] += 1
