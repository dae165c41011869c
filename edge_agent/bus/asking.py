"""One question to one other node: within its time, checked on the way out and on the way back."""

import asyncio

from edge_agent.bus.capability import Send
from edge_agent.bus.offer import closed
from edge_agent.bus.peer import Answer, Request
from edge_agent.bus.remotes import RemoteOffer
from edge_agent.bus.validation import Schema, check_answer
from edge_agent.clock import Clock
from edge_agent.errors import BadRequest, NotTrusted, TimedOut, TooBusy


async def ask_remote(
    offer: RemoteOffer, request: Request, send: Send | None, output: Schema | None, clock: Clock
) -> Answer:
    """What the node answers. Its health hears of the end, whatever it is; the link tells the node when we give up."""
    health, begun = offer.health, clock()
    if error := closed(request.name, health, begun):  # since it was chosen, another call may have failed or be a probe
        raise error
    probe = health.begin()
    health.under_way += 1
    verdict: bool | None = False  # good, bad, or None: the caller has gone
    try:
        answer = await _in_time(offer, request, send)
        if output is not None:
            check_answer(output, answer.output, offer.remote.name)
        verdict = True
        return answer
    except (BadRequest, NotTrusted, TooBusy):
        verdict = True  # refusing is answering
        raise
    except asyncio.CancelledError:
        verdict = None
        raise
    finally:
        now = clock()
        health.under_way -= 1
        if verdict:
            health.good((now - begun) * 1000, now, probe=probe)
        elif verdict is False:
            health.bad(now, probe=probe)
        elif probe:
            health.abandon()


async def _in_time(offer: RemoteOffer, request: Request, send: Send | None) -> Answer:
    limit = asyncio.timeout(request.timeout_s)
    try:
        async with limit:
            return await offer.remote.link.call(request, send)
    except TimeoutError:
        if not limit.expired():
            raise
        raise TimedOut(f"{offer.remote.name} did not answer {request.name} in {request.timeout_s:.3g} s") from None
