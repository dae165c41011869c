"""`hearthnet doctor` as a person runs it: real homes, real processes, real sockets, exit codes."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from edge_agent.cli.client import call, is_running
from edge_agent.doctor.ask import gateway_socket, knock
from edge_agent.doctor.catalogue import CHECKS
from edge_agent.doctor.examine import examine
from edge_agent.doctor.scene import Machine
from edge_agent.doctor.told import Answer
from edge_agent.identity.community import found
from tests.gateway.processes import PYTHONPATH
from tests.rules.sources import ROOT, text
from tests.scenario.desk import desk, free_port

LIMIT_S = 60.0
ENVIRONMENT = {**os.environ, "PYTHONPATH": PYTHONPATH, "COLUMNS": "100"}


async def start(home, *words):
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "edge_agent", "--home", str(home), *words, stdout=pipe, stderr=pipe, env=ENVIRONMENT
    )


async def doctor(home, *options):
    """Exit code, stdout, stderr."""
    process = await start(home, "doctor", *options)
    async with asyncio.timeout(LIMIT_S):
        printed, errors = await process.communicate()
    return process.returncode, printed.decode(), errors.decode()


async def findings(home):
    """What it says as JSON, by name, and the exit code."""
    code, printed, errors = await doctor(home, "--json")
    assert errors == ""
    return code, {one["name"]: one for one in json.loads(printed)["findings"]}


@pytest.fixture
async def home(tmp_path):
    """A founded node that nobody has started."""
    await found(tmp_path / "node", name="hall")
    (tmp_path / "node/hearthnet.toml").write_text(f"[http]\nport = {free_port()}\n")
    return tmp_path / "node"


@asynccontextmanager
async def agent(home) -> AsyncIterator[asyncio.subprocess.Process]:
    """A real agent that answers; killed at the end."""
    process = await start(home, "agent")
    try:
        async with asyncio.timeout(LIMIT_S):
            while not is_running(home):  # noqa: ASYNC110  # another process is watched
                await asyncio.sleep(0.05)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_a_node_that_runs_is_well(tmp_path):
    async with desk(tmp_path / "node", "--no-board") as running:
        async with asyncio.timeout(LIMIT_S):
            while (await call(running.home, "radio.status", {}))["link"] != "up":  # noqa: ASYNC110  # another process
                await asyncio.sleep(0.05)
        _, found = await findings(running.home)

    verdicts = {name: one["verdict"] for name, one in found.items()}
    well = ("agent", "gateway", "airtime", "alerts", "config", "certificate", "log", "disk", "software")
    assert {verdicts[name] for name in well} == {"ok"}
    assert (verdicts["radio"], verdicts["web"], verdicts["boards"]) == ("note", "note", "note")
    assert "for this machine only" in found["web"]["reason"]


async def test_a_killed_agent_is_found_and_the_command_that_helps_is_named(home):
    async with agent(home) as process:
        process.kill()
        await process.wait()
        code, found = await findings(home)

    assert code == 1
    assert found["agent"]["verdict"] == "broken"
    assert "it was killed, or the power was cut" in found["agent"]["reason"]
    assert found["agent"]["next_step"] == f"hearthnet --home {home} run"
    assert found["log"]["verdict"] == "ok"  # what needs no agent is still told


async def test_an_agent_that_hangs_is_found_with_its_process(home):
    async with agent(home) as process:
        process.send_signal(signal.SIGSTOP)
        code, printed, _ = await doctor(home, "--only", "agent")

    assert code == 1
    assert f"process {process.pid} runs, but it does not answer" in printed
    assert f"kill {process.pid}" in printed


async def test_a_port_that_another_program_holds_is_in_the_way_of_the_agent(home):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        (home / "hearthnet.toml").write_text(f"[http]\nport = {port}\n")
        _, found = await findings(home)

    assert f"port {port} of the page is taken by " in found["web"]["reason"]
    assert f"process {os.getpid()}" in found["web"]["reason"]
    assert "in its way: web: port" in found["agent"]["reason"]
    assert found["agent"]["next_step"] == found["web"]["next_step"]


@pytest.mark.parametrize(
    ("toml", "words", "parts"),
    [
        (
            "[http]\nprot = 7080\n",
            "[http] has no setting prot; it has listen, port, names (line 2)",
            ("agent", "gateway"),
        ),
        ("[http]\nport =\n", "is not TOML: Invalid value (at line 2, column 7)", ("agent",)),
        ('[node]\n[gateway]\nregion = "MOON"\n', "(line 3)", ("gateway",)),
    ],
)
async def test_a_mistake_in_the_settings_is_named_with_its_line(home, toml, words, parts):
    (home / "hearthnet.toml").write_text(toml)
    code, found = await findings(home)

    assert (code, found["config"]["verdict"]) == (1, "broken")
    assert words in found["config"]["reason"]
    assert [words in found[part]["reason"] for part in parts] == [True] * len(parts)


async def test_a_full_disk_is_in_the_way_of_the_agent(home):
    def full(path):
        values = list(os.statvfs(path))
        values[4] = 0  # f_bavail
        return os.statvfs_result(values)

    found = {one.name: one for one in await examine(home, machine=replace(Machine(), statvfs=full))}
    assert "the disk is full" in found["disk"].reason
    assert "in its way: disk: the disk is full" in found["agent"].reason


async def test_a_key_that_others_can_read_is_found_with_the_command_that_helps(home):
    (home / "keys/node.key").chmod(0o644)
    _, found = await findings(home)

    assert found["keys"]["verdict"] == "broken"
    assert found["keys"]["next_step"] == f"chmod 600 {home}/keys/node.key"
    assert "in its way: keys: others can read" in found["agent"]["reason"]


async def test_a_damaged_log_is_found(home):
    with (home / "agent.db").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 8192)
    _, found = await findings(home)

    assert found["log"]["verdict"] == "broken"
    assert "restore" in found["log"]["next_step"]
    assert found["disk"]["verdict"] == "ok"


async def test_looking_changes_nothing_in_the_home(home):
    before = {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in home.rglob("*") if path.is_file()}
    await findings(home)

    assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in before} == before
    assert {path.name for path in home.rglob("*")} <= {path.name for path in before} | {
        "keys",
        "agent.db-wal",
        "agent.db-shm",
    }


async def test_no_node_is_found_without_making_one(tmp_path):
    code, found = await findings(tmp_path / "nothing")

    assert (code, found["agent"]["verdict"]) == (1, "broken")
    assert "there is no node" in found["agent"]["reason"]
    assert not (tmp_path / "nothing").exists()


async def test_a_backup_and_a_look_at_the_log_are_remembered(home, tmp_path):
    for words in (("backup", str(tmp_path / "stick.hn")), ("log", "verify")):
        process = await start(home, *words)
        await process.communicate()
    _, found = await findings(home)

    assert found["backup"]["verdict"] == "ok"
    assert f"to {tmp_path}/stick.hn" in found["backup"]["reason"]
    assert "its signatures were checked" in found["log"]["reason"]


async def test_the_exit_code_is_0_when_there_is_nothing_to_do(home):
    code, printed, errors = await doctor(home, "--only", "log")
    assert (code, errors) == (0, "")
    assert printed.splitlines()[0].startswith("ok      log  the file is whole")


async def test_the_exit_code_is_2_for_a_check_that_does_not_exist(home):
    code, printed, errors = await doctor(home, "--only", "discs")
    assert (code, printed) == (2, "")
    assert "invalid choice: 'discs'" in errors


async def test_the_json_has_the_documented_form(home):
    code, printed, _ = await doctor(home, "--json")
    answer = json.loads(printed)
    assert answer.keys() == {"to_do", "findings"}
    assert answer["to_do"] is (code == 1)
    assert all(one.keys() == {"name", "verdict", "reason", "next_step"} for one in answer["findings"])


def test_every_check_is_documented_in_the_order_in_which_it_is_told():
    rows = [line.split("`")[1] for line in text(ROOT / "docs/doctor.md").splitlines() if line.startswith("| `")]
    assert rows == [check.name for check in CHECKS]


async def test_files_that_never_answer_do_not_hold_up_the_rest(home):
    (home / "hearthnet.toml").unlink()
    os.mkfifo(home / "hearthnet.toml")  # opening it waits for a writer for ever, as a read of a dying card does
    code, found = await findings(home)

    assert code == 1
    assert "did not end" in found["config"]["reason"]
    assert (found["log"]["verdict"], found["disk"]["verdict"]) == ("ok", "ok")


async def test_the_command_that_starts_only_the_gateway_is_named_while_the_agent_runs(home):
    async with agent(home):
        _, found = await findings(home)

    assert (found["agent"]["verdict"], found["gateway"]["verdict"]) == ("ok", "broken")
    assert found["gateway"]["next_step"] == f"lora-gateway run --home {home}"


async def test_the_gateway_is_asked_itself_while_the_agent_is_down(home):
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "lora_gateway",
        "run",
        "--home",
        str(home),
        stderr=asyncio.subprocess.DEVNULL,
        env=ENVIRONMENT,
    )
    try:
        async with asyncio.timeout(LIMIT_S):
            while knock(gateway_socket(home)) is not Answer.ANSWERS:  # noqa: ASYNC110  # another process is watched
                await asyncio.sleep(0.05)
        _, found = await findings(home)
    finally:
        process.kill()
        await process.wait()

    assert found["agent"]["next_step"] == f"hearthnet --home {home} agent"
    verdicts = {name: found[name]["verdict"] for name in ("agent", "gateway", "radio", "airtime")}
    assert verdicts == {"agent": "broken", "gateway": "note", "radio": "broken", "airtime": "ok"}
    assert "sim://" in found["radio"]["reason"]
