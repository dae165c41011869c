"""`hearthnet route`, `trace`, `caps --mesh` and `call --node`, as a person meets them; a real bus answers."""

import argparse
import io
import json

import pytest
from aiohttp import web

from edge_agent.bus.capabilities import BusCapabilities
from edge_agent.bus.params import params_of
from edge_agent.cli.main import build_parser
from edge_agent.errors import EdgeError, NotFound
from tests.agent.operator_socket import OperatorSocket
from tests.bus.library import Library
from tests.bus.town import OPERATOR, id_of, join, node


@pytest.fixture
async def home(tmp_path):
    """An operator's socket with a bus behind it that knows another node."""
    bus = node("a", Library("a"))
    bus.register(BusCapabilities(bus))
    join(bus, node("b", Library("b")))

    async def answer(request):
        name, query = request.raw_path.removeprefix("/bus/").split("?")[0], request.query
        how = {"node": query["node"]} if "node" in query else {}
        try:
            answer = await bus.ask(
                name, await request.json(), OPERATOR, params=params_of(query.getall("param", [])), **how
            )
        except EdgeError as error:
            return web.json_response({"error": error.as_json()}, status=error.status)
        return web.json_response(answer.as_json())

    async with OperatorSocket.listening(tmp_path) as agent:
        agent.answers = _Every(answer)
        yield tmp_path


class _Every(dict):
    def __init__(self, answer):
        self._answer = answer

    def __getitem__(self, name):
        return self._answer


async def hearthnet(home, *argv):
    args: argparse.Namespace = build_parser().parse_args(["--home", str(home), *argv])
    out = io.StringIO()
    await args.run(args, out)
    return out.getvalue()


async def test_a_route_is_explained_with_score_parts_and_reason(home):
    lines = (await hearthnet(home, "route", "explain", "book.find", "--param", "shelf=maps")).splitlines()

    assert lines[0] == "book.find, strategy scored"
    assert lines[1].startswith("1.  ")
    assert lines[1].endswith(f"this node  {id_of('a')}")
    assert "latency" in lines[2]
    assert "best score" in lines[3]
    assert lines[4].endswith(f"node b  {id_of('b')}")


async def test_who_cannot_be_asked_is_marked_and_the_reason_stands_there(home):
    lines = (await hearthnet(home, "route", "explain", "book.find", "--param", "colour=blue")).splitlines()
    assert [line[:2] for line in lines[1::3]] == ["- ", "- "]
    assert lines[3].strip() == "book.find: colour cannot be chosen here"


async def test_a_name_that_nobody_offers_has_no_route(home):
    with pytest.raises(NotFound, match="caps --mesh"):
        await hearthnet(home, "route", "explain", "book.translate")


async def test_a_call_to_another_node_leaves_a_trace_with_its_request(home):
    shown = json.loads(await hearthnet(home, "call", "book.count", "{}", "--node", id_of("b"), "--meta"))
    request = shown["meta"]["request"]
    (line,) = (await hearthnet(home, "trace", request)).splitlines()

    assert (shown["output"], shown["meta"]["path"]) == ({"by": "b"}, [id_of("a"), id_of("b")])
    assert line.split("\t")[:3:2] == [request, "book.count"]
    assert line.endswith(f"ok\tfor operator\tby {id_of('b')}")


async def test_no_trace_of_a_request_is_said(home):
    assert await hearthnet(home, "trace", "00000000000000aa") == "no call of the request 00000000000000aa is kept\n"


async def test_what_others_offer_is_listed_with_the_node(home):
    lines = (await hearthnet(home, "caps", "--mesh")).splitlines()
    assert f"book.find\tmember\tnode b\t{id_of('b')}" in lines
