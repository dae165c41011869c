"""What the console does in the world: asks the agent, runs programs. Each job ends with news."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from edge_agent.cli.client import call
from edge_agent.clock import utc_s
from edge_agent.config import load
from edge_agent.console.machine import has_systemd
from edge_agent.console.model import Do, News
from edge_agent.console.nmcli import hotspot, join, networks
from edge_agent.console.programs import follow, ourselves, output
from edge_agent.console.radio_test import send_test
from edge_agent.console.reading import Json, number, text
from edge_agent.console.reset import reset
from edge_agent.console.screens.templates import request as template_request
from edge_agent.errors import EdgeError, Unavailable
from edge_agent.qr import terminal_lines

DOCTOR_S = 30.0  # eight for its checks, the rest for the start of Python on a slow card

Job = Callable[[Json], Awaitable[Json]]
Tell = Callable[[str, str], None]  # job, how far it is


class Jobs:
    """`home` is the node's folder; `progress` is told how far a long job is."""

    def __init__(self, home: Path, progress: Tell) -> None:
        self._home = home
        self._progress = progress
        self._jobs: Mapping[str, Job] = {
            "doctor": self._doctor, "verify": self._verify, "pair": self._pair,
            "test-frame": self._test_frame,
            "wifi-list": networks, "wifi-join": join, "hotspot": hotspot, "power": _power, "reset": self._reset,
            "template": _as_it_is, "reset-asked": self._node_name, "civdef.alert.preview": self._preview,
        }  # fmt: skip

    async def run(self, do: Do) -> News:
        """Never raises for what the world does."""
        try:
            job = self._jobs.get(do.job)
            body = await job(do.body) if job else await call(self._home, do.job, do.body)
        except (EdgeError, OSError) as error:
            return News(do.job, problem=str(error))
        return News(do.job, body)

    async def _doctor(self, body: Json) -> Json:
        _, said = await output(ourselves(self._home, "doctor", "--json"), limit_s=DOCTOR_S)
        try:
            return dict(json.loads(said))
        except ValueError:
            raise Unavailable(f"the doctor said: {said[-200:]}") from None

    async def _verify(self, body: Json) -> Json:
        last: dict[str, object] = {}
        events = number(await _asked(self._home, "log.stats"), "events")

        def tell(line: str) -> None:
            last.update(_parsed(line))
            of = f" of about {events}" if events else ""
            self._progress("verify", f"{number(last, 'looked')}{of} signatures looked at")

        argv = [ourselves(self._home)[0], "-m", "edge_agent.console.verify", str(self._home)]
        await follow(argv, tell)
        return {"said": text(last, "said") or "the look ended without a result; see `hearthnet log verify`"}

    async def _pair(self, body: Json) -> Json:
        answer = await call(self._home, "identity.pair.code", body)
        address = text(await call(self._home, "node.status", {}), "address")
        qr = await asyncio.to_thread(terminal_lines, f"{address}pair")
        return {**answer, "until": int(utc_s()) + number(answer, "expires_in_s"), "qr": qr}

    async def _preview(self, body: Json) -> Json:
        return await call(self._home, "civdef.alert.preview", template_request(body))

    async def _test_frame(self, body: Json) -> Json:
        return {"said": await send_test(self._home, lambda how: self._progress("test-frame", how))}

    async def _reset(self, body: Json) -> Json:
        return {"said": await reset(self._home, text(body, "file"))}

    async def _node_name(self, body: Json) -> Json:
        return {**body, "name": (await asyncio.to_thread(load, self._home)).node.name}


async def _as_it_is(body: Json) -> Json:
    return body


async def _asked(home: Path, name: str) -> Json:
    try:
        return await call(home, name, {})
    except EdgeError:
        return {}


def _parsed(line: str) -> dict[str, object]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


async def _power(body: Json) -> Json:
    verb = "poweroff" if body.get("verb") == "poweroff" else "reboot"
    code, said = await output(["systemctl", "--no-ask-password", verb])
    if code or not has_systemd():
        raise Unavailable(f"the machine refuses: {said.strip()[-200:]}")
    return {"said": "it is going down"}
