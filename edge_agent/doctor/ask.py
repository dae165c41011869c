"""Asks the running agent and the running gateway what they know; a part that hangs costs a few seconds, no more."""

import asyncio
import socket
from pathlib import Path

from edge_agent.cli.client import agent_socket, call
from edge_agent.doctor.threads import in_thread
from edge_agent.doctor.told import Answer, Json, Told
from edge_agent.errors import EdgeError, LinkLost
from edge_agent.radio.messages import VERSION, encode, read

ANSWER_S = 2.5  # a healthy agent on a Pi 4 answers in milliseconds, a busy one within a second
KNOCK_S = 1.0
QUESTIONS = ("node.status", "radio.status", "board.list", "civdef.alert.list")


def gateway_socket(home: Path) -> Path:
    return home / "run" / "gateway.sock"


async def ask(home: Path) -> Told:
    """Both parts at the same time; never raises for what they do or do not say."""
    (agent, answers, complaint), (gateway, status) = await asyncio.gather(_agent(home), _gateway(home))
    answered = agent is Answer.ANSWERS
    return Told(
        agent=agent, gateway=gateway, complaint=complaint, node=answers.get("node.status", {}),
        radio=status or answers.get("radio.status", {}), link=_link(answers.get("radio.status", {})),
        boards=_list(answers, "board.list", "boards") if answered else None,
        alerts=_list(answers, "civdef.alert.list", "alerts") if answered else None,
    )  # fmt: skip


def _link(status: Json) -> str | None:
    """Why the agent has no gateway; empty when it has one, None when it did not say."""
    return None if "link" not in status else "" if status["link"] == "up" else str(status.get("reason"))


async def _agent(home: Path) -> tuple[Answer, dict[str, Json], str]:
    answer = await _knocked(agent_socket(home))
    if answer is not Answer.ANSWERS:
        return answer, {}, ""
    told = await asyncio.gather(*(_question(home, name) for name in QUESTIONS))
    answers = {name: one for name, one in zip(QUESTIONS, told, strict=True) if not isinstance(one, str)}
    complaint = "; ".join(one for one in told if isinstance(one, str))
    return (Answer.ANSWERS if "node.status" in answers else Answer.SILENT), answers, complaint


async def _question(home: Path, name: str) -> Json | str:
    """The answer, or why there is none."""
    try:
        async with asyncio.timeout(ANSWER_S):
            return await call(home, name, {}, timeout_s=ANSWER_S)
    except TimeoutError:
        return f"no answer to {name} within {ANSWER_S:g} s"
    except EdgeError as error:
        return f"{name}: {error}"


async def _knocked(path: Path) -> Answer:
    try:
        async with asyncio.timeout(KNOCK_S):
            return await in_thread(path.name, lambda: knock(path))
    except TimeoutError:
        return Answer.SILENT


def knock(path: Path) -> Answer:
    """Whether something listens at a Unix socket; says nothing to it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(KNOCK_S)
        try:
            probe.connect(str(path))
        except FileNotFoundError:
            return Answer.ABSENT
        except ConnectionRefusedError:
            return Answer.REFUSED
        except PermissionError:
            return Answer.FORBIDDEN
        except OSError as error:  # a full backlog, or no answer: something is there and does not take us
            return Answer.ABSENT if error.errno is None else Answer.SILENT  # None: no socket has so long a name
    return Answer.ANSWERS


async def _gateway(home: Path) -> tuple[Answer, Json]:
    """Its own word, which it gives while the agent is down, too. docs/protocol/agent-link.md."""
    answer = await _knocked(gateway_socket(home))
    if answer is not Answer.ANSWERS:
        return answer, {}
    try:
        async with asyncio.timeout(ANSWER_S):
            return Answer.ANSWERS, await _gateway_status(gateway_socket(home))
    except (TimeoutError, OSError, LinkLost):
        return Answer.SILENT, {}


async def _gateway_status(path: Path) -> Json:
    reader, writer = await asyncio.open_unix_connection(str(path))
    try:
        writer.write(encode({"is": "hello", "version": VERSION, "role": "status"}))
        await read(reader, limit_s=ANSWER_S)  # its hello
        return await read(reader, limit_s=ANSWER_S)
    finally:
        writer.close()


def _list(answers: dict[str, Json], name: str, key: str) -> list[Json] | None:
    found = answers.get(name, {}).get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else None
