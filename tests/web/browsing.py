"""A real Chromium: the distribution's, so that tests download nothing."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Page, async_playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--disable-default-apps", "--disable-extensions", "--no-pings",
)  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    program = shutil.which("chromium")
    assert program, "the browser tests need chromium; tools/tested-with installs it"
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def visit(browser: Browser, url: str, *, token: str = "", **options: object) -> AsyncIterator[Page]:
    """A page in a fresh profile; any error in the script or against the content policy fails the test."""
    context = await browser.new_context(base_url=url, **{"viewport": PHONE, "reduced_motion": "reduce", **options})
    if token:
        await context.add_cookies([{"name": "hearthnet", "value": token, "url": url, "httpOnly": True}])
    page = await context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None)
    try:
        yield page
    finally:
        await context.close()
    assert complaints == []
