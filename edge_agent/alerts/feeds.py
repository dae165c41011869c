"""Alert feeds that the operator named in alerts.feeds, polled while the internet is there. Off unless configured."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import aiohttp

from edge_agent.alerts.atom import Entry, entries
from edge_agent.alerts.destinations import Destinations
from edge_agent.alerts.watch import Issue
from edge_agent.errors import BadRequest, EdgeError, Unavailable
from edge_agent.text import printable

log = logging.getLogger(__name__)
MAX_BYTES = 4 << 20  # of a feed; a document that the log takes is much smaller
TIMEOUT_S = 30.0
LOOK_S = 10.0  # for a way out, when there is none
MAX_FETCHES = 50  # documents at one poll; the rest comes at the next one
MAX_KNOWN = 2000  # entries remembered, oldest forgotten; the alerts themselves are recognised by sender and identifier
# Not compressed: what a small body unpacks to would have no bound.
HEADERS = {"Accept-Encoding": "identity", "User-Agent": "hearthnet-edge"}


class FeedPoll:
    """One feed: fetched every `poll_s` seconds, each new or changed CAP document issued once.

    `way_out`: whether anything beyond this machine can be asked; without it no name is looked up. `answered` is called
    when the feed was there.
    """

    def __init__(
        self, url: str, issue: Issue, *, poll_s: float, way_out: Callable[[], bool], answered: Callable[[], None]
    ) -> None:
        self.name = f"feed {urlsplit(url).hostname}"
        self._url = url
        self._issue = issue
        self._poll_s = poll_s
        self._way_out = way_out
        self._answered = answered
        self._destinations = Destinations(urlsplit(url).hostname or "")
        self._etag = ""
        self._known: OrderedDict[Entry, None] = OrderedDict()

    async def run(self) -> None:
        async with self.session() as session:
            while True:
                if not self._way_out():
                    await asyncio.sleep(LOOK_S)
                    continue
                try:
                    await self.poll(session)
                except BadRequest as error:
                    log.warning("%s: %s", self.name, error)
                await asyncio.sleep(self._poll_s)

    def session(self) -> aiohttp.ClientSession:
        """Sends no cookies, unpacks nothing, and connects only where `Destinations` allows."""
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(socket_factory=self._destinations.open_socket, force_close=True),
            cookie_jar=aiohttp.DummyCookieJar(), timeout=aiohttp.ClientTimeout(total=TIMEOUT_S),
            headers=HEADERS, auto_decompress=False,
        )  # fmt: skip

    async def poll(self, session: aiohttp.ClientSession) -> None:
        """Look once; BadRequest for what is no feed, Unavailable when it cannot be reached: the supervisor waits."""
        await self._destinations.look_up()
        found = await _fetch(session, self._url, {"If-None-Match": self._etag} if self._etag else {})
        self._answered()
        if found is None:
            return
        data, etag = found
        listed = await asyncio.to_thread(entries, data, self._url)  # a large feed keeps a Pi busy for a moment
        if listed is None:
            await self._issue_one(data, self._url)
            all_done = True
        else:
            all_done = await self._take(session, [entry for entry in dict.fromkeys(listed) if entry not in self._known])
        self._etag = etag if all_done else ""  # "not modified" must not hide what is still to be fetched

    async def _take(self, session: aiohttp.ClientSession, new: Sequence[Entry]) -> bool:
        """Issue what is new; whether nothing is left for the next poll. One dead link does not stop the others."""
        all_done = len(new) <= MAX_FETCHES
        for entry in new[:MAX_FETCHES]:
            try:
                found = await _fetch(session, entry.url, {})
                if found is not None:
                    await self._issue_one(found[0], entry.url)
            except Unavailable as error:
                log.warning("left for the next look at the feed: %s", error)
                all_done = False
                continue
            except BadRequest as error:
                log.warning("not issued: %s", error)
            self._remember(entry)
        return all_done

    def _remember(self, entry: Entry) -> None:
        self._known[entry] = None
        while len(self._known) > MAX_KNOWN:
            self._known.popitem(last=False)

    async def _issue_one(self, document: bytes, url: str) -> None:
        """Unavailable when the log takes nothing now; whatever else is wrong with the document is told and final."""
        try:
            id = await self._issue(document, url)
        except Unavailable:
            raise
        except BadRequest as error:
            log.info("%s was not issued: %s", printable(url), error)
        except EdgeError as error:
            log.warning("%s was not issued: %s", printable(url), error)
        else:
            log.info("%s was issued as %s", printable(url), id)


async def _fetch(session: aiohttp.ClientSession, url: str, headers: dict[str, str]) -> tuple[bytes, str] | None:
    """Content and ETag, None when it was not modified; Unavailable, or BadRequest when it is too large."""
    try:
        async with session.get(url, headers=headers) as response:
            if response.status == 304:
                return None
            response.raise_for_status()
            data = bytearray()
            async for chunk in response.content.iter_any():
                data += chunk
                if len(data) > MAX_BYTES:
                    raise BadRequest(f"{url} is larger than {MAX_BYTES} bytes")
            return bytes(data), response.headers.get("ETag", "")
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:  # ValueError: a host that is no name
        raise Unavailable(f"{url} cannot be fetched: {str(error) or type(error).__name__}") from None
