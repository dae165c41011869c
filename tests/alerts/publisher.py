"""A real web server that publishes alert feeds on loopback, and a poll of one of its pages."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from edge_agent.alerts.feeds import FeedPoll

ATOM = "http://www.w3.org/2005/Atom"


class Publisher:
    """`pages` maps a path to text, bytes or a handler; `asked` counts the requests of each path."""

    def __init__(self):
        self.pages = {}
        self.asked = Counter()
        self.headers = []
        self.port = 0

    @classmethod
    @asynccontextmanager
    async def serving(cls, host="127.0.0.1") -> AsyncIterator["Publisher"]:
        publisher = cls()
        runner = web.ServerRunner(web.Server(publisher.answer), shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, host, 0)
        await site.start()
        publisher.host, publisher.port = runner.addresses[0][:2]
        try:
            yield publisher
        finally:
            await runner.cleanup()

    def url(self, path):
        return f"http://{self.host}:{self.port}{path}"

    async def answer(self, request):
        self.asked[request.path] += 1
        self.headers.append(request.headers)
        page = self.pages.get(request.path)
        if page is None:
            return web.Response(status=404)
        if callable(page):
            return await page(request)
        return web.Response(body=page.encode() if isinstance(page, str) else page)


def atom(*links):
    """A feed of (href, version) pairs, CAP links each."""
    entries = "".join(
        f'<entry><id>{href}</id><updated>{version}</updated><link type="application/cap+xml" href="{href}"/></entry>'
        for href, version in links
    )
    return f'<?xml version="1.0"?><feed xmlns="{ATOM}">{entries}</feed>'


def poll_of(town, url):
    return FeedPoll(url, town.issuer().issue_document, poll_s=3600, way_out=lambda: True, answered=lambda: None)
