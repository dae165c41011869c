"""The join door and the page around it: real server, real bus, a real founder behind them."""

import re

import pytest

from edge_agent.bus.capability import Trust
from edge_agent.errors import NotTrusted
from edge_agent.identity import knocking
from edge_agent.identity.joinwire import encode_request, request_for
from edge_agent.identity.link import parse_link
from edge_agent.web.join import MAX_REQUEST
from tests.identity.founder import BOB, CARL, EVE
from tests.identity.page import serving


@pytest.fixture
async def page(tmp_path):
    async with serving(tmp_path / "mill") as served:
        yield served


@pytest.fixture
async def asking(tmp_path):
    async with serving(tmp_path / "asking", ask=True) as served:
        yield served


async def test_a_node_joins_through_the_page_door(page):
    granted = await knocking.ask(page.here(await page.node.link()), BOB, "bob")

    assert BOB.public in {event.body[0] for event in granted.events}


async def test_a_code_gives_the_link_to_who_knows_it_and_to_nobody_else(page):
    link = await page.node.link()
    code = page.node.inviting.open_code(link).text

    with pytest.raises(NotTrusted, match="not the code"):
        await knocking.link_for(f"WXYZ-6789@{page.address}")
    assert await knocking.link_for(f"{code.lower()}@{page.address}") == link
    with pytest.raises(NotTrusted, match="no code is open"):
        await knocking.link_for(f"{code}@{page.address}")


async def test_a_moderator_makes_an_invite_with_its_picture(page):
    async with page.browser(Trust.MODERATOR) as browser:
        async with browser.post("/join/invite", data={"note": "<b>Bob</b>", "uses": "2", "days": "3"}) as response:
            html = await response.text()
        async with browser.get("/join") as response:
            listed = await response.text()

    link = parse_link(re.search(r"http://[0-9.:]+/join#[\w-]+", html)[0])
    assert await page.node.ask(link)
    assert "<svg" in html
    assert "<path" in html
    assert await page.node.inviting.words() in html
    assert "&lt;b&gt;Bob&lt;/b&gt;" in listed
    assert "0 of 2 used" in listed


async def test_a_stranger_sees_how_to_join_and_may_not_invite(page):
    async with page.browser() as browser:
        async with browser.get("/join") as response:
            html = await response.text()
        statuses = []
        for path in ("invite", "end", "approve", "refuse"):
            async with browser.post(f"/join/{path}", data={"id": "x", "node": "x"}) as response:
                statuses.append(response.status)

    assert "hearthnet join" in html
    assert "Make an invite" not in html
    assert statuses == [403] * 4


async def test_a_member_without_that_right_may_not_invite(page):
    async with page.browser(Trust.MEMBER) as browser, browser.post("/join/invite", data={}) as response:
        assert response.status == 403
    assert await page.node.inviting.open_invites() == []


async def test_a_moderator_lets_in_who_waits_and_turns_away_who_should_not(asking):
    link = await asking.node.link(uses=2)
    for key, name in ((BOB, "<i>bob</i>"), (EVE, "eve")):
        assert await asking.node.ask(link, key, name) is None
    async with asking.browser(Trust.MODERATOR) as browser:
        async with browser.get("/join") as response:
            waiting = await response.text()
        await browser.post("/join/approve", data={"node": BOB.node_id})
        await browser.post("/join/refuse", data={"node": EVE.node_id})

    assert "&lt;i&gt;bob&lt;/i&gt;" in waiting
    assert BOB.short in waiting
    assert await asking.node.roles(BOB)
    assert not await asking.node.roles(EVE)
    assert await asking.node.granter.cases() == []


async def test_an_open_invite_is_ended_on_the_page(page):
    link = await page.node.link()
    [invite] = await page.node.invite_ids()
    async with page.browser(Trust.MODERATOR) as browser:
        await browser.post("/join/end", data={"id": invite})

    with pytest.raises(NotTrusted, match="ended"):
        await page.node.ask(link)


@pytest.mark.parametrize(
    "field", [{"uses": "many"}, {"uses": "0"}, {"days": "9999"}, {"days": "-1"}, {"note": "n" * 40}]
)
async def test_an_impossible_invite_is_refused(page, field):
    async with page.browser(Trust.MODERATOR) as browser, browser.post("/join/invite", data=field) as response:
        assert response.status == 400
    assert await page.node.inviting.open_invites() == []


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("/join", b"{}", 400), ("/join", b'{"request": "xyz"}', 400), ("/join", b'{"request": 5}', 400),
        ("/join", b'{"request": "00"}', 400), ("/join", b"[" * 2000, 400), ("/join", b" " * (MAX_REQUEST + 1), 413),
        ("/join/code", b'{"nonce": "00", "proof": "00"}', 400), ("/join/code", b'{"nonce": 1}', 400),
        ("/join/code", b"{}", 403), ("/join/code", b" " * (1 << 20), 413),
    ],
)  # fmt: skip
async def test_a_request_that_is_no_request_is_refused(page, path, data, status):
    headers = {"Content-Type": "application/json"}
    async with page.browser() as browser, browser.post(path, data=data, headers=headers) as response:
        assert response.status == status, await response.text()


async def test_a_page_elsewhere_cannot_send_a_visitor_to_the_door(page):
    link = await page.node.link()
    body = {"request": encode_request(link.root_hash, request_for(link, CARL, "carl")).hex()}
    elsewhere = {"Origin": "http://evil.example"}
    async with page.browser() as browser, browser.post("/join", json=body, headers=elsewhere) as response:
        assert response.status == 403
    assert await page.node.roles(CARL) == 0


async def test_endless_requests_are_slowed_down(page):
    async with page.browser() as browser:
        statuses = []
        for _ in range(40):
            async with browser.post("/join/code", json={}) as response:
                statuses.append(response.status)

    assert statuses[0] == 403
    assert statuses[-1] == 429
