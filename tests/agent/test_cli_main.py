"""The command line as a person or a script meets it: words, exit codes, one line for an error."""

import asyncio
import json
import os
import signal
import sys

import pytest

from edge_agent.cli.main import NOUNS, named_noun
from tests.agent.operator_socket import OperatorSocket
from tests.gateway.processes import PYTHONPATH

LIMIT_S = 30.0
ENVIRONMENT = {**os.environ, "PYTHONPATH": PYTHONPATH, "COLUMNS": "100"}


async def start(*argv):
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "edge_agent", *map(str, argv),
        stdout=pipe, stderr=pipe, env=ENVIRONMENT, preexec_fn=_hear_ctrl_c,
    )  # fmt: skip


def _hear_ctrl_c():
    """A shell in the background ignores Ctrl-C for all it starts, this test run as well."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


async def hearthnet(*argv):
    """Exit code, stdout, stderr."""
    process = await start(*argv)
    async with asyncio.timeout(LIMIT_S):
        printed, errors = await process.communicate()
    return process.returncode, printed.decode(), errors.decode()


@pytest.fixture
async def agent(tmp_path):
    async with OperatorSocket.listening(tmp_path) as agent:
        yield agent


async def test_help_lists_every_noun():
    code, printed, errors = await hearthnet("--help")

    listed = {line.split()[0] for line in printed.splitlines() if line.startswith("    ") and line[4] != " "}
    assert (code, errors) == (0, "")
    assert set(NOUNS) <= listed


@pytest.mark.parametrize("form", [["--home", "{}"], ["--home={}"]])
async def test_an_error_is_one_line_that_says_what_to_do(tmp_path, form):
    code, printed, errors = await hearthnet(*[word.format(tmp_path) for word in form], "status")

    assert (code, printed) == (1, "")
    assert errors == "hearthnet: the node is not running; start it with `hearthnet run`\n"


async def test_a_wrong_setting_has_its_own_exit_code(tmp_path):
    (tmp_path / "hearthnet.toml").write_text("[htpp]\n")
    code, printed, errors = await hearthnet("--home", tmp_path, "agent")

    assert (code, printed) == (2, "")
    assert errors.count("\n") == 1
    assert "no table [htpp]" in errors


@pytest.mark.parametrize("argv", [["stauts"], [], ["call"], ["--home"], ["status", "--jsno"]])
async def test_a_wrong_word_is_a_usage_error(argv):
    code, printed, errors = await hearthnet(*argv)

    assert (code, printed) == (2, "")
    assert "usage: " in errors
    assert "Traceback" not in errors


async def test_a_call_prints_its_answer_as_json(agent, tmp_path):
    agent.answers["a.b"] = {"name": "Flussstraße"}
    code, printed, errors = await hearthnet("--home", tmp_path, "call", "a.b", '{"x": 1}')

    assert (code, json.loads(printed), errors) == (0, {"name": "Flussstraße"}, "")
    assert agent.asked == [("POST", "a.b", {"x": 1})]
    assert "ß" in printed


async def test_a_body_that_is_no_json_is_not_sent(agent, tmp_path):
    code, _, errors = await hearthnet("--home", tmp_path, "call", "a.b", "{x")

    assert (code, agent.asked, errors.count("\n")) == (1, [], 1)


async def test_capabilities_are_one_line_each(agent, tmp_path):
    agent.answers["node.capabilities"] = {"capabilities": [{"name": "a.b", "trust": "member"}]}
    assert await hearthnet("--home", tmp_path, "caps") == (0, "a.b\tmember\n", "")


NODE = {"name": "hall", "short": "ABCD-1234", "address": "http://127.0.0.1:7080/", "events": 2, "uptime_s": 60}
REACH = {"state": "lan", "reason": "there is a network"}
RADIO = {
    "link": "up", "reason": None, "radio": {"state": "down", "reason": "no cable"},
    "airtime": {"used_ms": 1700, "allowed_ms": 360000}, "queue": {"waiting": 3}, "sent": 1, "heard": 2,
}  # fmt: skip
BOARDS = {
    "boards": [
        {"board": "des\x1b[2Jk", "link": "up", "siren": "severe", "shown": 1},
        {"board": "attic", "link": "down", "reason": "its console is closed"},
    ]
}


CALL = {"who": "Anna!95a8", "text": "roof\x1b[2J", "heard_by": "town hall", "said_safe": None}
PEOPLE = {"sos": [CALL, {**CALL, "text": "cellar", "said_safe": 5}], "check_ins": [{"who": "Ben!abcd"}]}


async def test_the_status_is_a_line_for_each_part(agent, tmp_path):
    agent.answers = {
        "node.status": NODE, "radio.status": RADIO, "board.list": BOARDS, "people.list": PEOPLE, "reach.status": REACH,
    }  # fmt: skip
    _, printed, errors = await hearthnet("--home", tmp_path, "status")

    assert errors == ""
    assert printed.splitlines() == [
        "node   hall ABCD-1234, http://127.0.0.1:7080/, 2 events, up 60 s",
        "reach  lan: there is a network",
        "radio  down (no cable), 1.7 of 360 s airtime used, 3 frames wait, 1 sent, 2 heard",
        "board  des\ufffd[2Jk: siren severe, 1 alerts shown",
        "board  attic: its console is closed",
        "SOS    Anna!95a8: roof\ufffd[2J, heard by town hall",
        "SOS    Anna!95a8: cellar, heard by town hall, but said later to be safe",
        "safe   1 radios; `hearthnet call people.list` names them",
    ]


@pytest.mark.parametrize(
    ("radio", "line"),
    [
        ({"link": "down", "reason": "the cable is out"}, "the gateway is not connected: the cable is out"),
        ({"link": "up", "reason": None}, "the gateway has not told its state yet"),
    ],
)
async def test_the_status_says_what_is_missing(agent, tmp_path, radio, line):
    nobody = {"sos": [], "check_ins": []}
    agent.answers = {
        "node.status": NODE, "radio.status": radio, "board.list": {"boards": []}, "people.list": nobody,
        "reach.status": REACH,
    }  # fmt: skip
    _, printed, _ = await hearthnet("--home", tmp_path, "status")

    assert printed.splitlines()[2] == f"radio  {line}"


async def test_a_reader_that_has_enough_ends_the_command_quietly(agent, tmp_path):
    many = [{"name": f"a.b{number}", "trust": "member"} for number in range(20_000)]
    agent.answers["node.capabilities"] = {"capabilities": many}
    process = await start("--home", tmp_path, "caps")
    async with asyncio.timeout(LIMIT_S):
        await process.stdout.readline()
        process._transport.get_pipe_transport(1).close()
        errors = await process.stderr.read()
        code = await process.wait()

    assert (code, errors) == (1, b"")


async def test_ctrl_c_ends_a_command_that_waits_at_once_and_without_a_traceback(agent, tmp_path):
    asked = asyncio.Event()

    async def never(request):
        asked.set()
        await asyncio.Event().wait()

    agent.answers["a.b"] = never
    process = await start("--home", tmp_path, "call", "a.b")
    async with asyncio.timeout(LIMIT_S):
        await asked.wait()
        process.send_signal(signal.SIGINT)
        _, errors = await process.communicate()

    assert (process.returncode, errors) == (130, b"")


@pytest.mark.parametrize(
    ("argv", "nouns"),
    [
        (["status"], ("status",)),
        (["--home", "status", "caps"], ("caps",)),
        (["--home=x", "caps"], ("caps",)),
        (["call", "status"], ("call",)),
        (["--version"], NOUNS),
        (["-h"], NOUNS),
        (["nonsense"], NOUNS),
        (["--home"], NOUNS),
        ([], NOUNS),
    ],
)
def test_only_the_module_of_the_named_noun_is_needed(argv, nouns):
    assert named_noun(argv) == nouns


async def test_a_short_command_does_not_load_the_server():
    script = (
        "import sys; from edge_agent.cli.main import build_parser;"
        "build_parser(('caps', 'call', 'status', 'whoami'));"
        "print(sorted({'aiohttp', 'zeroconf', 'serialx'} & set(sys.modules)))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE, env=ENVIRONMENT
    )
    assert (await process.communicate())[0] == b"[]\n"
