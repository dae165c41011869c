"""The page of invites in a real browser: within the content policy, on a phone's screen."""

import pytest

from edge_agent.bus.capability import Trust
from edge_agent.identity.link import parse_link
from tests.identity.founder import BOB
from tests.identity.page import serving
from tests.web.browsing import chromium, visit


@pytest.fixture
async def page(tmp_path):
    async with serving(tmp_path / "mill", ask=True) as served:
        yield served


async def test_a_moderator_invites_and_lets_in_on_a_phone(page):
    code = page.pairing.new_code(Trust.MODERATOR).text
    token = await page.pairing.redeem(code, label="phone", client="")
    async with chromium() as browser, visit(browser, page.url, token=token) as tab:
        await tab.goto("/join")
        await tab.get_by_label("For whom").fill("Fire station")
        await tab.get_by_role("button", name="Make an invite").click()
        link = parse_link(await tab.locator("code").first.inner_text())
        picture = await tab.get_by_role("img", name="QR code").bounding_box()
        width = await tab.evaluate("document.documentElement.scrollWidth")
        assert await page.node.ask(link) is None
        await tab.goto("/join")
        await tab.get_by_role("button", name="Let in").click()
        await tab.get_by_text("Nobody waits").wait_for()

    assert await page.node.roles(BOB)
    assert picture["width"] == picture["height"] > 200
    assert width <= 390
