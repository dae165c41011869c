"""The command line's call of the running agent, over a real Unix socket."""

import asyncio
import socket

import pytest
from aiohttp import web

from edge_agent.cli.client import agent_socket, ask, call, is_running
from edge_agent.errors import EdgeError, LinkLost, Unavailable, error_from
from tests.agent.operator_socket import OperatorSocket


@pytest.fixture
async def agent(tmp_path):
    async with OperatorSocket.listening(tmp_path) as agent:
        yield agent


async def test_a_call_carries_the_body_there_and_the_answer_back(agent, tmp_path):
    agent.answers["node.status"] = {"name": "Flussstraße", "events": 3}

    assert await call(tmp_path, "node.status", {"a": ["ü"]}) == {"name": "Flussstraße", "events": 3}
    assert agent.asked == [("POST", "node.status", {"a": ["ü"]})]


async def test_node_and_params_go_into_the_query_as_they_are(agent, tmp_path):
    agent.answers["llm.chat?node=hn1a&param=model%3Da%26b"] = {"says": "hello"}

    output, meta = await ask(tmp_path, "llm.chat", {}, node="hn1a", params=["model=a&b"])
    assert (output, meta) == ({"says": "hello"}, {})


@pytest.mark.parametrize(
    ("name", "word"),
    [("../web", "..%2Fweb"), ("a b", "a%20b"), ("a?b#c", "a%3Fb%23c"), ("a\r\nHost: x", "a%0D%0AHost%3A%20x")],
)
async def test_a_name_stays_one_word_of_the_path(agent, tmp_path, name, word):
    agent.answers[word] = {}
    await call(tmp_path, name, {})
    assert agent.asked == [("POST", word, {})]


@pytest.mark.parametrize("code", ["not_found", "too_busy", "config", "internal", "of a later version"])
async def test_the_agents_error_is_raised_again(agent, tmp_path, code):
    async def refuse(request):
        return web.json_response({"error": {"code": code, "message": "do this next"}}, status=400)

    agent.answers["x"] = refuse
    with pytest.raises(EdgeError, match="do this next") as raised:
        await call(tmp_path, "x", {})
    assert type(raised.value) is type(error_from(code, ""))


@pytest.mark.parametrize("text", ["<html>", "", "[1]", "7", "{}", '{"output": 1}'])
async def test_an_answer_that_is_no_object_is_an_error(agent, tmp_path, text):
    async def answer(request):
        return web.Response(text=text)

    agent.answers["x"] = answer
    with pytest.raises(EdgeError, match="without JSON|neither an output"):
        await call(tmp_path, "x", {})


async def test_without_an_agent_the_error_says_how_to_start_it(tmp_path):
    with pytest.raises(Unavailable, match="start it with `hearthnet run`"):
        await call(tmp_path, "node.status", {})
    assert not is_running(tmp_path)


async def test_the_socket_of_a_killed_agent_is_not_a_running_one(tmp_path):
    (tmp_path / "run").mkdir()
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(agent_socket(tmp_path)))

    assert not is_running(tmp_path)
    with pytest.raises(Unavailable, match="not running"):
        await call(tmp_path, "node.status", {})


async def test_an_agent_that_dies_meanwhile_is_a_lost_link(agent, tmp_path):
    async def die(request):
        request.transport.abort()

    agent.answers["x"] = die
    with pytest.raises(LinkLost, match="stopped answering"):
        await call(tmp_path, "x", {})


async def test_who_gives_up_waiting_leaves_no_thread_behind(agent, tmp_path):
    asked = asyncio.Event()

    async def never(request):
        asked.set()
        await asyncio.Event().wait()

    agent.answers["x"] = never
    calling = asyncio.create_task(call(tmp_path, "x", {}))
    async with asyncio.timeout(10):
        await asked.wait()
        calling.cancel()
        with pytest.raises(asyncio.CancelledError):
            await calling
        await asyncio.get_running_loop().shutdown_default_executor()  # waits for its threads


async def test_an_agent_that_listens_is_running(agent, tmp_path):
    assert is_running(tmp_path)
