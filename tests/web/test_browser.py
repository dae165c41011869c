"""The page in a real Chromium: live, without JavaScript, by keyboard, on a phone, when the node goes away."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import expect

from edge_agent.web.limits import Limits
from tests.web.browsing import PHONE, chromium, visit
from tests.web.conftest import serving
from tests.web.outside import BOARD, DRILL, FLOOD

XML = "<alert><identifier>1</identifier></alert>"


# One browser for all of them; it belongs to one event loop, so the tests and their servers run in it too.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser():
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def served(tmp_path):
    async with serving(tmp_path, Limits()) as served:
        yield served


async def test_a_new_alert_appears_by_itself_and_is_announced(served, browser):
    async with visit(browser, served.url) as page:
        await page.goto("/")
        await expect(page.locator("#state")).to_have_text("Live")

        served.outside.alerts = [DRILL]
        served.outside.boards = [BOARD | {"screen": ["EXTREME  EXERCISE"]}]
        served.live.notify("alerts")
        served.live.notify("boards")

        await expect(page.get_by_role("heading", name="Chemical accident")).to_be_visible()
        news = page.get_by_role("status").filter(has_text="New alert")
        await expect(news).to_contain_text("EXERCISE: this is a drill, not a real danger. Extreme. Chemical accident")
        await expect(page.get_by_role("group", name="Screen of the board desk")).to_contain_text("EXTREME  EXERCISE")


async def test_a_browser_is_paired_and_issues_a_file(served, browser):
    async with visit(browser, served.url) as page:
        await page.goto("/")
        await page.get_by_role("link", name="Pair this browser").click()
        await page.get_by_label("Code").fill(served.pairing.new_code().text.lower())
        await page.get_by_role("button", name="Pair").click()

        await page.get_by_role("link", name="Issue an alert").click()
        file = {"name": "flood.xml", "mimeType": "text/xml", "buffer": XML.encode()}
        await page.get_by_label("File (CAP").set_input_files(file)
        await page.get_by_role("button", name="Preview").first.click()
        await expect(page.get_by_role("heading", name="Preview")).to_be_visible()
        await page.get_by_role("button", name="Sign and send").click()

        await expect(page.get_by_role("heading", name="Flood", level=1)).to_be_visible()
    assert [name for name, _ in served.outside.asked if name != "list"] == ["preview", "issue"]


async def test_everything_can_be_done_without_javascript(served, browser):
    served.outside.alerts = [FLOOD]
    async with visit(browser, served.url, token=await served.token(), java_script_enabled=False) as page:
        await page.goto("/")
        await expect(page.get_by_role("heading", name="Flood")).to_be_visible()
        await page.get_by_role("button", name="I am acting on it").click()
        await page.get_by_label("Reason").fill("The water falls")
        await page.get_by_role("button", name="Cancel this alert").click()
        await expect(page.get_by_role("heading", name="Flood")).to_be_visible()
    asked = [asked for asked in served.outside.asked if asked[0] != "list"]
    assert asked == [
        ("ack", {"id": "4f2a91c0-7", "answer": "acting", "note": ""}),
        ("cancel", {"id": "4f2a91c0-7", "reason": "The water falls"}),
    ]


async def test_news_does_not_throw_the_keyboard_out(served, browser):
    served.outside.alerts = [FLOOD]
    async with visit(browser, served.url, token=await served.token()) as page:
        await page.goto("/")
        await expect(page.locator("#state")).to_have_text("Live")
        await page.get_by_role("button", name="I need help").focus()

        served.outside.alerts = [FLOOD, DRILL]
        served.live.notify("alerts")

        await expect(page.get_by_role("heading", name="Chemical accident")).to_be_visible()
        flood = page.locator("#alert-4f2a91c0-7")
        await expect(flood.get_by_role("button", name="I need help")).to_be_focused()


async def test_the_first_key_leads_past_the_navigation(served, browser):
    async with visit(browser, served.url) as page:
        await page.goto("/")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("main")).to_be_focused()


async def test_the_page_says_that_the_node_is_gone_and_recovers(served, browser):
    served.outside.alerts = [FLOOD]
    async with visit(browser, served.url) as page:
        await page.goto("/")
        await expect(page.locator("#state")).to_have_text("Live")

        await page.context.set_offline(True)
        served.live.close()
        await expect(page.get_by_role("alert")).to_contain_text("No connection to this node", timeout=20_000)
        await expect(page.get_by_role("heading", name="Flood")).to_be_visible()  # what was known stays

        served.outside.alerts = []
        served.live.notify("alerts")
        await page.context.set_offline(False)
        await expect(page.locator("#state")).to_have_text("Live", timeout=20_000)
        await expect(page.get_by_text("No alert is in force here")).to_be_visible()
        await expect(page.get_by_role("alert")).to_be_hidden()


async def test_nothing_is_wider_than_a_phone(served, browser):
    long = "Wasserwirtschaftsverbandsversammlungsbeschluss" * 3
    served.outside.alerts = [FLOOD | {"headline": long}, DRILL | {"issuer": {"name": long, "short": "ABCD-2345"}}]
    async with visit(browser, served.url, token=await served.token()) as page:
        for path in ("/", "/alerts/4f2a91c0-5", "/issue", "/pair"):
            await page.goto(path)
            assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path


async def test_a_headline_from_right_to_left_is_laid_out_so(served, browser):
    served.outside.alerts = [FLOOD | {"language": "ar", "headline": "فيضان: غادروا ضفة النهر الآن"}]
    async with visit(browser, served.url) as page:
        await page.goto("/")
        headline = page.locator(".headline").first
        assert await headline.evaluate("element => getComputedStyle(element).direction") == "rtl"
        assert await headline.locator("span").get_attribute("lang") == "ar"


async def test_words_of_peers_run_nothing_when_they_arrive_live(served, browser):
    async with visit(browser, served.url) as page:
        await page.goto("/")
        await expect(page.locator("#state")).to_have_text("Live")
        evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
        served.outside.alerts = [FLOOD | {"headline": evil, "event_name": evil}]
        served.live.notify("alerts")
        await expect(page.locator(".headline")).to_contain_text("<img src=x")
        assert await page.title() == "hearth - HearthNet"
        assert await page.locator("#live img, #live script").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_from_their_ground(served, browser, scheme):
    severities = ["Extreme", "Severe", "Moderate", "Minor", "Unknown"]
    served.outside.alerts = [DRILL | {"severity": severity} for severity in severities]
    async with visit(browser, served.url, token=await served.token(), color_scheme=scheme) as page:
        await page.goto("/")
        for place in (".severity", ".mark", ".headline", ".note", "dt", "dd", "button", ".lamp", ".top a", ".siren"):
            for element in await page.locator(place).all():
                colours = await element.evaluate(COLOURS)
                assert contrast(*colours) >= 4.5, (place, colours)  # WCAG 2.2, 1.4.3


COLOURS = """element => {
  const ground = (node) => {
    const style = getComputedStyle(node);
    const drawn = style.backgroundImage.match(/rgb\\([^)]*\\)/);
    if (drawn) return drawn[0];
    const through = style.backgroundColor === "rgba(0, 0, 0, 0)" && node.parentElement;
    return through ? ground(node.parentElement) : style.backgroundColor;
  };
  return [getComputedStyle(element).color, ground(element)];
}"""


def contrast(*colours):
    lighter, darker = sorted((luminance(colour) for colour in colours), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
