"""Texts and answers over the agent's real socket."""

import asyncio
from contextlib import suppress

import pytest

from lora_gateway.air.forwarder import Forwarder
from lora_gateway.app import make_station
from lora_gateway.config import Settings
from lora_gateway.link.messages import FIRST_TEXT
from lora_gateway.link.server import AgentLink
from lora_gateway.phones import words
from lora_gateway.phones.users import MARK
from lora_gateway.store.store import Store
from tests.gateway.phones.radio import ANNA
from tests.gateway.processes import Agent


@pytest.fixture
async def home(tmp_path, town, database):
    """A served socket; its home."""
    (tmp_path / "run").mkdir(mode=0o700)
    forwarder = Forwarder(make_station(Settings(), town.radio.radio), Store(database), town.radio, relay=False)
    link = AgentLink(forwarder, town.desk, region="EU_868")
    task = asyncio.create_task(link.run(tmp_path / "run" / "gateway.sock"))
    yield tmp_path
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def until(claim):
    async with asyncio.timeout(10):
        while not claim():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_kept_text_is_handed_over_again_until_it_is_taken(home, town):
    await town.types("sos roof")
    first = await Agent.connect(home)
    text = await first.until("text")
    first.close()
    second = await Agent.connect(home)
    again = await second.until("text")
    second.tell({"is": "taken", "n": again["n"]})
    await town.types("ok")
    newer = await second.until("text")
    second.close()

    assert text == again == {
        "is": "text", "n": FIRST_TEXT, "radio": ANNA, "name": "Anna", "verb": "sos", "text": "roof",
        "at": 1_800_000_000,
    }  # fmt: skip
    assert newer["verb"] == "ok"
    assert [left.n for left in await town.desk.texts_after(0, 10)] == [newer["n"]]


async def test_an_answer_of_the_agent_goes_to_its_user(home, town):
    agent = await Agent.connect(home)
    await agent.until("status")
    await until(lambda: town.desk._talk.agent_is_there)
    await town.types("alerts")
    assert (await agent.until("text"))["n"] == 0
    agent.tell({"is": "reply", "to": ANNA, "text": "No alert in force."})
    await until(lambda: len(town.desk._talk.replies))
    await town.settle()
    agent.close()

    assert town.radio.said == [(MARK + "No alert in force.", ANNA, False)]


async def test_an_agent_that_went_away_is_not_waited_for(home, town):
    agent = await Agent.connect(home)
    await until(lambda: town.desk._talk.agent_is_there)
    agent.close()
    await until(lambda: not town.desk._talk.agent_is_there)

    assert await town.types("ok") == [MARK + words.KEPT]
