"""Texts of phone users: to the bus, taken when our log has them, answered; one slow answer keeps nobody waiting."""

import asyncio

import pytest

from edge_agent.bus.capability import Call, Trust, capability
from edge_agent.errors import BadRequest, Unavailable

RADIO = 0x9E7595A8


class Phones:
    """Takes what the link hands over, and answers when the test lets it."""

    def __init__(self):
        self.typed = []
        self.error = None
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    @capability("phones.text", trust=Trust.OPERATOR)
    async def text(self, call: Call):
        self.typed.append(call.body)
        if self.error is not None:
            raise self.error
        if call.body["verb"] == "ask":
            await self.may_answer.wait()
        return {"answer": f"heard: {call.body['text']}"}


@pytest.fixture
def phones(bus):
    provider = Phones()
    bus.register(provider)
    return provider


def text(n=1 << 33, **change):
    whole = {"is": "text", "n": n, "radio": RADIO, "name": "Anna", "verb": "sos", "text": "roof", "at": 5}
    return {key: value for key, value in {**whole, **change}.items() if value is not None}


@pytest.fixture
async def talking(link, gateway, start):
    """A gateway whose agent has greeted."""
    gateway.running = start(link.run())
    await gateway.accept()
    await gateway.take_offer()
    return gateway


async def test_a_text_is_taken_and_answered(talking, phones):
    await talking.tell(text())

    assert await talking.until("taken") == {"is": "taken", "n": 1 << 33}
    assert await talking.until("reply") == {"is": "reply", "to": RADIO, "text": "heard: roof"}
    assert phones.typed == [{"radio": RADIO, "name": "Anna", "verb": "sos", "text": "roof", "at": 5}]


async def test_a_question_that_is_not_kept_is_only_answered(talking, phones):
    await talking.tell(text(0, verb="alerts"))
    await talking.tell(text(9))

    assert (await talking.read())["is"] == "reply"
    assert await talking.read() == {"is": "taken", "n": 9}


async def test_a_call_for_help_does_not_wait_for_a_slow_model(talking, phones):
    phones.may_answer.clear()
    await talking.tell(text(0, verb="ask", text="why"))
    await talking.tell(text(9))

    assert (await talking.until("reply"))["text"] == "heard: roof"
    phones.may_answer.set()
    assert (await talking.until("reply"))["text"] == "heard: why"


async def test_a_text_is_not_taken_while_our_log_cannot_have_it(talking, phones):
    phones.error = Unavailable("the disk is full")
    await talking.tell(text())

    with pytest.raises(Unavailable, match="disk is full"):
        await talking.running


@pytest.mark.parametrize("change", [{"radio": "x"}, {"text": None}, {"at": b""}, {"verb": 7}, {"name": None}])
async def test_a_malformed_text_is_taken_counted_and_not_answered(link, talking, phones, change):
    await talking.tell(text(7, **change))

    assert await talking.until("taken") == {"is": "taken", "n": 7}
    assert link.refused == {"malformed text": 1}
    assert phones.typed == []


async def test_a_text_that_is_refused_is_not_handed_over_for_ever(link, talking, phones):
    phones.error = BadRequest("phones cannot type dance")
    await talking.tell(text(7))

    assert await talking.until("taken") == {"is": "taken", "n": 7}
    assert link.refused == {"text refused": 1}
