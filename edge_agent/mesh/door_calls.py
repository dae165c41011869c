"""POST /call: another node asks the bus of this one. docs/protocol/mesh-http.md."""

import asyncio

import cbor2
from aiohttp import web

from edge_agent.bus.bus import Bus
from edge_agent.bus.capability import MAX_BODY, Caller, Json
from edge_agent.bus.envelope import request_of
from edge_agent.errors import BadRequest, EdgeError, LinkLost, TooLarge
from edge_agent.mesh.items import parse
from edge_agent.mesh.limits import Limits

CBOR, SEQUENCE = "application/cbor", "application/cbor-seq"  # RFC 8949, 9.5; RFC 8742, 4
ENVELOPE = 4096  # bytes of a request around its input


async def answer_call(bus: Bus, request: web.BaseRequest, caller: Caller, limits: Limits) -> web.StreamResponse:
    """The answer, streamed if that was asked for. When the other node closes the connection, aiohttp cancels this."""
    data = await _body(request, _most(bus, request), limits.body_s)
    asked = request_of(parse(data))
    if len(data) > bus.max_body(asked.name) + ENVELOPE:
        raise TooLarge(f"{asked.name} takes at most {bus.max_body(asked.name)} bytes")
    if not asked.stream:
        answer = await bus.serve(asked, caller)
        return web.Response(body=cbor2.dumps(answer.as_json()), content_type=CBOR)
    stream = Stream(request, limits)
    try:
        answer = await bus.serve(asked, caller, stream.send)
    except EdgeError as error:
        if not stream.has_begun:
            raise
        return await stream.end({"error": error.as_json()})
    return await stream.end(answer.as_json())


class Stream:
    """An answer in parts: a CBOR sequence of chunks, then what a call without stream would have answered."""

    def __init__(self, request: web.BaseRequest, limits: Limits) -> None:
        self._request = request
        self._limits = limits
        self._response = web.StreamResponse(headers={"Content-Type": SEQUENCE})

    @property
    def has_begun(self) -> bool:
        return self._response.prepared

    async def send(self, chunk: Json) -> None:
        """Waits while the reader is behind by more than the buffers hold."""
        await self._write({"chunk": chunk})

    async def end(self, last: Json) -> web.StreamResponse:
        await self._write(last)
        return self._response

    async def _write(self, item: Json) -> None:
        data = cbor2.dumps(item)
        if len(data) > self._limits.max_item:
            raise TooLarge(f"a part of the answer has {len(data)} bytes, at most {self._limits.max_item} are allowed")
        try:
            async with asyncio.timeout(self._limits.stall_s):
                if not self._response.prepared:
                    await self._response.prepare(self._request)
                await self._response.write(data)
                await asyncio.sleep(0)  # sockets take megabytes at once; other calls must not wait for that
        except TimeoutError:
            if self._request.transport:
                self._request.transport.abort()
            raise LinkLost(f"the reader took nothing for {self._limits.stall_s:g} s") from None
        except ConnectionError:
            raise LinkLost("the reader has gone") from None


async def _body(request: web.BaseRequest, limit: int, limit_s: float) -> bytes:
    if (request.content_length or 0) > limit:
        raise TooLarge(f"the request has more than the {limit} bytes that are allowed")
    data = bytearray()
    try:
        async with asyncio.timeout(limit_s):
            async for piece in request.content.iter_any():
                data += piece
                if len(data) > limit:
                    raise TooLarge(f"the request has more than the {limit} bytes that are allowed")
    except TimeoutError:
        raise BadRequest(f"the request did not arrive within {limit_s:g} s; send it again") from None
    return bytes(data)


def _most(bus: Bus, request: web.BaseRequest) -> int:
    """How many bytes may come before it is known what is asked."""
    if request.content_length is not None and request.content_length <= MAX_BODY:
        return MAX_BODY
    return max((contract.max_body for contract in bus.offers()), default=MAX_BODY) + ENVELOPE
