"""A provider for tests: it answers questions, and misbehaves as it is told to."""

import asyncio

from edge_agent.bus.capability import Caller, Trust, capability

READER = Caller("reader", Trust.TRUSTED)
QUESTION = {
    "type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"], "additionalProperties": False,
}  # fmt: skip
FOUND = {"type": "object", "properties": {"by": {"type": "string"}}, "required": ["by"]}


class Library:
    """`hangs`: a question is never answered. `raises`: what it ends with. `says`: in place of the usual answer."""

    def __init__(self, name, *, onward=None):
        self.name = name
        self.calls = []
        self.begun = asyncio.Event()
        self.hangs = False
        self.raises = None
        self.says = None
        self.cancelled = 0
        self.onward = onward  # another bus call that the answer rests on

    async def _answer(self, call):
        self.calls.append(call)
        self.begun.set()
        if self.raises is not None:
            raise self.raises
        if self.hangs:
            try:
                await asyncio.Event().wait()
            finally:
                self.cancelled += 1
        return self.says or {"by": self.name}

    @capability("book.find", trust=Trust.MEMBER, input=QUESTION, output=FOUND, shared=True, idempotent=True,
                params=("shelf",), timeout_s=5.0, max_concurrent=4)  # fmt: skip
    async def find(self, call):
        return await self._answer(call)

    @capability("book.lend", trust=Trust.MEMBER, input=QUESTION, output=FOUND, shared=True)
    async def lend(self, call):
        return await self._answer(call)

    @capability("book.count", trust=Trust.MEMBER, output=FOUND)
    async def count(self, call):
        return await self._answer(call)

    @capability("book.burn", trust=Trust.OPERATOR)
    async def burn(self, call):
        return await self._answer(call)

    @capability("book.read", trust=Trust.MEMBER, shared=True, idempotent=True, streaming=True)
    async def read(self, call):
        """Chunks 0, 1, 2 ... as many as `n`; breaks before the chunk `breaks`."""
        for number in range(call.body["n"]):
            if number == call.body.get("breaks"):
                await self._answer(call)
            await call.send({"line": number})
            self.calls.append(number)
        return {"lines": call.body["n"]}

    @capability("book.ask", trust=Trust.MEMBER, shared=True, idempotent=True)
    async def ask(self, call):
        self.calls.append(call)
        return await self.onward(call)
