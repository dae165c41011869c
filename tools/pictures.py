"""Write docs/pictures/: the page of a real node with a real board, on a phone and on a desktop, light and dark.

Run it with `python -m tools.pictures` when the page has changed.
"""

import asyncio
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.scenario.desk import desk
from tests.web.browsing import DESKTOP, PHONE, chromium, visit

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
ALERTS = ROOT / "tests" / "data" / "alerts"
ISSUED = ("03-en-exercise-dam.xml", "01-en-river-flood.xml")
SIZES = {"phone": PHONE, "desktop": DESKTOP}
ARRIVAL_MS = 60_000


async def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with desk(Path(folder) / "home", "--seed", "1") as node, chromium() as browser:
            address = found(r"page +(http://\S+)", node.output)
            async with visit(browser, address) as page:
                await issue(page, found(r"pairing code +(\S+)", node.output))
                await save(page, "preview")
            for device in SIZES:
                for scheme in ("light", "dark"):
                    await start(browser, address, device, scheme)


async def issue(page: "Page", code: str) -> None:
    """Pair, issue the alerts, wait until the board shows them, and stop at one more preview."""
    await page.goto("/pair")
    await page.get_by_label("Code").fill(code)
    await page.get_by_role("button", name="Pair").click()
    for name in ISSUED:
        await preview(page, name)
        await page.get_by_role("button", name="Sign and send").click()
    await page.goto("/")
    await page.get_by_text("SIREN ON: SEVERE").wait_for(timeout=ARRIVAL_MS)
    await preview(page, "15-es-tsunami.xml")


async def preview(page: "Page", name: str) -> None:
    await page.goto("/issue")
    await page.get_by_label("File (CAP").set_input_files(ALERTS / name)
    await page.get_by_role("button", name="Preview").first.click()


async def start(browser: "Browser", address: str, device: str, scheme: str) -> None:
    async with visit(browser, address, viewport=SIZES[device], color_scheme=scheme) as page:
        await page.goto("/")
        await page.get_by_text("Live", exact=True).wait_for()
        await save(page, f"{device}-{scheme}")


async def save(page: "Page", name: str) -> None:
    path = PICTURES / f"{name}.png"
    await page.screenshot(path=path)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, f"{pattern} is not in what the node printed:\n{text}"
    return match[1]


if __name__ == "__main__":
    asyncio.run(main())
