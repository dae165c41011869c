"""The agent ends when it is asked to, even if one of its parts does not."""

import subprocess
import sys

import pytest

STOPPING = """
import asyncio, sys
from edge_agent import app
from edge_agent.supervisor import Supervisor

stop = asyncio.Event()

class Service:
    name = "service"

    async def run(self):
        stop.set()
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if sys.argv[1] == "ends":
                    raise

async def main():
    await app._until_stopped(Supervisor([Service()]), stop)

app.STOP_S = 0.2
asyncio.run(main())
"""


@pytest.mark.parametrize(("service", "code", "said"), [("ends", 0, ""), ("hangs", 1, "did not end within")])
def test_the_process_ends_and_says_when_a_part_did_not(service, code, said):
    process = subprocess.run(
        [sys.executable, "-c", STOPPING, service], capture_output=True, text=True, timeout=30, check=False
    )
    assert (process.returncode, said in process.stderr) == (code, True)
