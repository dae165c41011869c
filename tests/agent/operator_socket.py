"""The agent's end of the operator's socket: answers what the test tells it to."""

from contextlib import asynccontextmanager

from aiohttp import web


class OperatorSocket:
    """`answers` maps the name of a capability to JSON data, or to a handler."""

    def __init__(self):
        self.answers = {}
        self.asked = []

    @classmethod
    @asynccontextmanager
    async def listening(cls, home):
        end = cls()
        runner = web.ServerRunner(web.Server(end._answer), shutdown_timeout=0.1)
        await runner.setup()
        (home / "run").mkdir()
        await web.UnixSite(runner, home / "run" / "agent.sock").start()
        try:
            yield end
        finally:
            await runner.cleanup()

    async def _answer(self, request):
        name = request.raw_path.removeprefix("/bus/")
        self.asked.append((request.method, name, await request.json()))
        answer = self.answers[name]
        return await answer(request) if callable(answer) else web.json_response({"output": answer, "meta": {}})
