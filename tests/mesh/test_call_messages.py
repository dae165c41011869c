"""Messages between two nodes over a connection that is kept, as the logs are compared over."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from edge_agent.errors import TooLarge, Unavailable
from edge_agent.mesh.limits import Limits
from tests.mesh.doors import LIMIT_S, LIMITS, Community, Node, acquaint


@pytest.fixture
def limits(request: pytest.FixtureRequest) -> Limits:
    """Of the mill; parametrized indirectly where a test needs smaller ones."""
    return replace(LIMITS, **getattr(request, "param", {}))


@pytest.fixture
async def mill(limits: Limits) -> AsyncIterator[Node]:
    """Serves."""
    async with Node(Community(), limits=limits).serving() as node:
        yield node


@pytest.fixture
async def tower(mill: Node) -> Node:
    """Knows the mill, and is known there."""
    node = Node(mill.community)
    await acquaint(mill, node)
    return node


async def test_messages_go_both_ways(mill, tower):
    async with tower.link(mill) as link, link.sync() as messages, asyncio.timeout(LIMIT_S):
        for text in (b"one", b"", b"x" * LIMITS.max_message):
            await messages.send(text)
            assert await messages.receive() == text

    assert len(mill.messages) == 3


async def test_the_end_of_the_messages_is_seen_over_there(mill, tower):
    async with tower.link(mill) as link:
        async with link.sync() as messages:
            await messages.send(b"one")
            await messages.receive()
        async with asyncio.timeout(LIMIT_S), link.sync():  # refused while the first one was open
            pass


async def test_one_node_has_one_conversation_at_a_time(mill, tower):
    async with tower.link(mill) as link, link.sync() as messages:
        await messages.send(b"one")
        await messages.receive()
        with pytest.raises(Unavailable):
            async with link.sync():
                pass


@pytest.mark.parametrize("limits", [{"max_message": 100}], indirect=True)
async def test_a_message_that_is_too_long_is_neither_sent_nor_taken(mill, tower):
    async with tower.link(mill, limits=LIMITS) as link, link.sync() as messages, asyncio.timeout(LIMIT_S):
        with pytest.raises(TooLarge):
            await messages.send(bytes(LIMITS.max_message + 1))
        await messages.send(bytes(101))
        assert await messages.receive() is None

    assert mill.messages == []


async def test_messages_end_when_the_connection_is_cut(mill, tower):
    async with tower.link(mill) as link, link.sync() as messages, asyncio.timeout(LIMIT_S):
        await messages.send(b"one")
        await messages.receive()
        mill.connections.cut(tower.key.public)
        assert await messages.receive() is None
