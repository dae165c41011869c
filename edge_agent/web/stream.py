"""GET /events: the sections that changed, as server-sent events (WHATWG HTML, 9.2).

The id of an event says what the page has after it. A page that comes back sends the last id, and gets what differs:
nothing is missed, nothing is sent twice, also across a restart of the node.
"""

import asyncio
import json
from contextlib import suppress

from aiohttp import web

from edge_agent.web.fragments import Fragment
from edge_agent.web.guard import client_of
from edge_agent.web.live import SECTIONS, Listener
from edge_agent.web.page import seen
from edge_agent.web.reader import Reader
from edge_agent.web.site import Site, reader_of, site_of

PACE_S = 0.25  # between two looks, so that a chatty board does not fill the network
RETRY_MS = 2000
MAX_SEEN = 200  # characters of an event id: five sections of at most 20


async def events(request: web.Request) -> web.StreamResponse:
    site, reader = site_of(request), reader_of(request)
    has = parse_seen(request.headers.get("Last-Event-ID") or request.query.get("seen", ""))
    with site.live.listen(client_of(request)) as listener:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
        await response.prepare(request)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(site.limits.stream_s):
                    await _feed(site, reader, listener, has, response)
        except ConnectionResetError:
            if request.transport:
                request.transport.abort()  # no goodbye for a reader who does not read
    return response


def parse_seen(text: str) -> dict[str, str]:
    """An event id back into section: digest; anything odd counts as nothing seen."""
    pairs = (part.partition(":") for part in text[:MAX_SEEN].split("."))
    return {section: digest for section, _, digest in pairs if section in SECTIONS}


async def _feed(
    site: Site, reader: Reader, listener: Listener, has: dict[str, str], response: web.StreamResponse
) -> None:
    hello = f"retry: {RETRY_MS}\nevent: hello\ndata: {site.assets.version}\n\n"
    await _send(response, hello, site.limits.send_s)
    while not listener.closed:
        fragments = {section: await site.fragments.get(section, reader) for section in SECTIONS}
        news = [section for section, fragment in fragments.items() if has.get(section) != fragment.digest]
        if news:
            await _send(response, _event(news, fragments), site.limits.send_s)
        has = {section: fragment.digest for section, fragment in fragments.items()}
        await asyncio.sleep(PACE_S)
        if not await listener.wait(site.limits.tick_s):
            await _send(response, "event: tick\ndata:\n\n", site.limits.send_s)


def _event(news: list[str], fragments: dict[str, Fragment]) -> str:
    data = json.dumps({section: fragments[section].html for section in news})
    return f"event: sections\nid: {seen(fragments.items())}\ndata: {data}\n\n"


async def _send(response: web.StreamResponse, text: str, limit_s: float) -> None:
    try:
        async with asyncio.timeout(limit_s):
            await response.write(text.encode())
    except TimeoutError:
        raise ConnectionResetError("the reader is too slow") from None
