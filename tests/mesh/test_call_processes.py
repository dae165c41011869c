"""Two nodes in two processes, one of which is killed, stopped and started again."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from edge_agent.errors import LinkLost, TimedOut
from tests.mesh.doors import LIMIT_S, LIMITS, Community, Node, asking, new_key
from tests.rules.sources import ROOT


class FarNode:
    """`start` and `kill` the process; its key and its port stay."""

    def __init__(self, here: Node) -> None:
        self.key, self.port = new_key(), 0
        self._here = here

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        seeds = [key.seed.hex() for key in (self.key, self._here.community.root, self._here.key)]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.mesh.far_node", cwd=ROOT, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, env=os.environ | {"PYTHONPATH": f"{ROOT}:{ROOT}/micropython/lib"},
        )  # fmt: skip
        assert process.stdin
        assert process.stdout
        try:
            process.stdin.write(f"{self.port} {' '.join(seeds)}\n".encode())
            async with asyncio.timeout(LIMIT_S):
                self.port = int(await process.stdout.readline())
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


@pytest.fixture
async def tower() -> Node:
    return Node(Community())


@pytest.fixture
async def mill(tower: Node) -> FarNode:
    """Certified, and not running."""
    far = FarNode(tower)
    tower.community.certify(tower.key)
    tower.community.certify(far.key)
    await tower.tls.admit([far.key.public])
    return far


async def test_a_node_is_called_in_another_process(tower, mill):
    async with mill.running(), tower.link(mill) as link:
        answer = await link.call(asking("echo", {"say": "hello"}), None)

    assert answer.output == {"said": "hello"}
    assert answer.meta.node == mill.key.node_id


async def test_a_node_that_is_killed_is_missed_and_found_again_when_it_is_back(tower, mill):
    async with mill.running() as process:
        link = tower.link(mill)
        call = asyncio.create_task(link.call(asking("count", {"to": -1}, stream=True), ignore))
        await link.call(asking("echo"), None)
        process.kill()
        with pytest.raises(LinkLost):
            await call
        with pytest.raises(LinkLost):
            await link.call(asking("echo"), None)
    async with mill.running():
        answer = await link.call(asking("echo", {"say": "back"}), None)
        await link.close()

    assert answer.output == {"said": "back"}


async def test_a_node_that_hangs_takes_no_more_time_than_the_call_has(tower, mill):
    async with mill.running() as process, tower.link(mill, limits=replace(LIMITS, linger_s=0.05)) as link:
        await link.call(asking("echo"), None)
        process.send_signal(signal.SIGSTOP)
        with pytest.raises(TimedOut):
            await link.call(asking("echo", timeout_s=0.2), None)


async def ignore(chunk: object) -> None:
    pass
