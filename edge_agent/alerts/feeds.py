"""Alert feeds that the operator named in alerts.feeds, polled while the internet is there. Off unless configured."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence

import aiohttp

from edge_agent.alerts.atom import Entry, entries
from edge_agent.alerts.watch import Issue
from edge_agent.errors import BadRequest, EdgeError, Unavailable
from edge_agent.text import printable

log = logging.getLogger(__name__)
MAX_DOCUMENT = 10 << 20
TIMEOUT_S = 30.0
MAX_KNOWN = 1000  # entries remembered, oldest forgotten; the alerts themselves are recognised by sender and identifier


class FeedPoll:
    """One feed: fetched every `poll_s` seconds, each new or changed CAP document issued once."""

    def __init__(self, url: str, issue: Issue, *, poll_s: float) -> None:
        self.name = f"feed {url}"
        self._url = url
        self._issue = issue
        self._poll_s = poll_s
        self._etag = ""
        self._known: OrderedDict[Entry, None] = OrderedDict()

    async def run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                await self.poll(session)
                await asyncio.sleep(self._poll_s)

    async def poll(self, session: aiohttp.ClientSession) -> None:
        """Look once; Unavailable when the feed cannot be reached: the supervisor waits longer each time."""
        data = await self._fetch(session, self._url, {"If-None-Match": self._etag} if self._etag else {})
        if data is None:
            return
        listed = entries(data, self._url)
        if listed is None:
            await self._offer(data, self._url)
            return
        await self._take(session, [entry for entry in listed if entry not in self._known])

    async def _take(self, session: aiohttp.ClientSession, new: Sequence[Entry]) -> None:
        for entry in new:
            document = await self._fetch(session, entry.url, {})
            if document is not None:
                await self._offer(document, entry.url)
            self._known[entry] = None
            while len(self._known) > MAX_KNOWN:
                self._known.popitem(last=False)

    async def _offer(self, document: bytes, url: str) -> None:
        try:
            id = await self._issue(document, url)
        except BadRequest as error:
            log.info("%s was not issued: %s", printable(url), printable(str(error)))
        except EdgeError as error:
            log.warning("%s was not issued: %s", printable(url), printable(str(error)))
        else:
            log.info("%s was issued as %s", printable(url), id)

    async def _fetch(self, session: aiohttp.ClientSession, url: str, headers: dict[str, str]) -> bytes | None:
        try:
            async with session.get(url, headers=headers) as response:
                if response.status == 304:
                    return None
                response.raise_for_status()
                data = await response.content.read(MAX_DOCUMENT + 1)
                while chunk := await response.content.read(MAX_DOCUMENT + 1 - len(data)):
                    data += chunk
                if url == self._url:
                    self._etag = response.headers.get("ETag", "")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unavailable(f"{url} cannot be fetched: {str(error) or type(error).__name__}") from None
        if len(data) > MAX_DOCUMENT:
            raise BadRequest(f"{url} is larger than {MAX_DOCUMENT} bytes")
        return data
