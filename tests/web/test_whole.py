"""A person, a browser, and everything behind it: agent, gateway, lossy air and a real board."""

import re
from pathlib import Path

from playwright.async_api import expect

from tests.scenario.desk import desk
from tests.web.browsing import chromium, visit

FLOOD = Path(__file__).parents[1] / "data" / "alerts" / "01-en-river-flood.xml"
ARRIVAL_MS = 60_000


async def test_an_alert_issued_on_the_page_appears_on_the_boards_screen(tmp_path):
    async with desk(tmp_path / "home", "--loss", "0.2", "--seed", "3") as node, chromium() as browser:
        address = re.search(r"page +(http://\S+)", node.output)[1]
        code = re.search(r"pairing code +(\S+)", node.output)[1]
        async with visit(browser, address) as page:
            await pair(page, code)
            await issue(page, FLOOD)
            await expect(page.get_by_role("heading", name="Flood", level=1)).to_be_visible()

            await page.get_by_role("link", name="HearthNet").click()
            screen = page.get_by_role("group", name="Screen of the board desk")
            await expect(screen).to_contain_text("Flood", timeout=ARRIVAL_MS)
            await expect(page.get_by_text("SIREN ON: SEVERE")).to_be_visible()

            await page.get_by_role("button", name="I have read it").click()
            await expect(page.get_by_text("1 received")).to_be_visible()
            await page.get_by_label("Reason").fill("The water falls")
            await page.get_by_role("button", name="Cancel this alert").click()
            await expect(page.get_by_text("NOT IN FORCE")).to_be_visible()
            await page.get_by_role("link", name="HearthNet").click()
            await expect(page.get_by_text("No alert is in force here")).to_be_visible()


async def pair(page, code):
    await page.goto("/pair")
    await page.get_by_label("Code").fill(code)
    await page.get_by_role("button", name="Pair").click()
    await expect(page.get_by_role("link", name="Issue an alert")).to_be_visible()


async def issue(page, file):
    await page.goto("/issue")
    await page.get_by_label("File (CAP").set_input_files(file)
    await page.get_by_role("button", name="Preview").first.click()
    await page.get_by_role("button", name="Sign and send").click()
