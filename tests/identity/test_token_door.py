"""Programs with tokens at the page door, and browsers that may only look."""

import aiohttp
import pytest

from edge_agent.identity.scopes import SCOPES
from tests.identity.founder import BOB
from tests.identity.page import serving


@pytest.fixture
async def page(tmp_path):
    async with serving(tmp_path / "mill") as served:
        yield served


async def call(page, name, body, token=None, *, headers=None):
    """Status and answer; a program sends no Origin and no cookie."""
    sent = ({"Authorization": f"Bearer {token}"} if token is not None else {}) | (headers or {})
    async with aiohttp.request("POST", f"{page.url}/bus/{name}", json=body, headers=sent) as response:
        return response.status, await response.json()


async def test_a_token_calls_what_its_scope_reaches(page):
    token = await page.tokens.create("weather", SCOPES["read"], 1)

    status, answer = await call(page, "identity.roster", {}, token)

    assert status == 200
    assert answer["output"]["members"][0]["name"] == "mill"
    [used] = await page.tokens.tokens()
    assert (used.used, used.used_by) == (1, "127.0.0.1")


async def test_a_scope_that_is_too_small_names_the_scope_that_is_needed(page):
    token = await page.tokens.create("weather", SCOPES["read"], 1)

    status, answer = await call(page, "community.invite", {}, token)

    assert status == 403
    assert "needs a token with the scope operator; this one has read" in answer["error"]["message"]
    assert await page.node.inviting.open_invites() == []


async def test_an_operator_token_invites_and_only_an_admin_token_makes_tokens(page):
    operator = await page.tokens.create("panel", SCOPES["operator"], 1)
    admin = await page.tokens.create("backup", SCOPES["admin"], 1)
    more = {"name": "more", "scope": "admin", "days": 1}

    assert (await call(page, "community.invite", {}, operator))[0] == 200
    status, answer = await call(page, "identity.token.create", more, operator)
    assert (status, answer["error"]["code"]) == (403, "not_trusted")
    assert (await call(page, "identity.token.create", more, admin))[0] == 200


@pytest.mark.parametrize("token", ["", "hnt_" + "A" * 43, "x" * 7000, "Ä"])
async def test_a_wrong_token_is_refused_even_for_what_strangers_may_see(page, token):
    status, answer = await call(page, "identity.whoami", {}, token)

    assert status == 401
    assert "hearthnet token create" in answer["error"]["message"]


async def test_an_expired_and_a_revoked_token_are_refused(page):
    expired = await page.tokens.create("expired", SCOPES["admin"], 1)
    revoked = await page.tokens.create("revoked", SCOPES["admin"], 9)
    page.node.clock.now += 86400
    await page.tokens.revoke("revoked")

    assert "has expired" in (await call(page, "identity.roster", {}, expired))[1]["error"]["message"]
    assert "was revoked" in (await call(page, "identity.roster", {}, revoked))[1]["error"]["message"]


@pytest.mark.parametrize("header", ["hnt_abc", "Basic YTpi", "Bearer", ""])
async def test_another_kind_of_authorization_is_refused(page, header):
    status, answer = await call(page, "identity.whoami", {}, headers={"Authorization": header})

    assert status == 401
    assert "Bearer" in answer["error"]["message"]


async def test_without_token_and_cookie_nothing_is_called(page):
    assert (await call(page, "identity.roster", {}))[0] == 403


async def test_endless_wrong_tokens_are_slowed_down(page):
    statuses = [(await call(page, "identity.roster", {}, "hnt_" + "A" * 43))[0] for _ in range(80)]

    assert statuses[0] == 401
    assert statuses[-1] == 429


async def test_a_token_sends_no_forms(page):
    token = await page.tokens.create("panel", SCOPES["admin"], 1)
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.request("POST", f"{page.url}/join/invite", data={}, headers=headers) as response:
        assert response.status == 403
    assert await page.node.inviting.open_invites() == []


async def test_a_token_does_not_help_a_name_that_is_not_ours(page):
    token = await page.tokens.create("panel", SCOPES["admin"], 1)

    status, _ = await call(page, "identity.roster", {}, token, headers={"Host": "evil.example"})

    assert status == 403


async def browser(page, scope):
    code = page.pairing.new_code(SCOPES[scope].trust, SCOPES[scope]).text
    cookie = await page.pairing.redeem(code, label="phone", client="")
    return aiohttp.ClientSession(page.url, headers={"Origin": page.url}, cookies={"hearthnet": cookie})


async def test_a_browser_that_may_only_look_looks_and_changes_nothing(page):
    async with await browser(page, "read") as session:
        async with session.post("/bus/identity.roster", json={}) as response:
            looked = response.status
        async with session.post("/bus/people.send", json={}) as response:
            called = response.status, (await response.json())["error"]["message"]
        async with session.post("/join/approve", data={"node": BOB.node_id}) as response:
            form = response.status, await response.text()

    assert looked == 200
    assert called[0] == form[0] == 403
    assert "scope chat" in called[1]
    assert "scope chat" in form[1]


async def test_a_browser_with_the_scope_operator_invites(page):
    async with await browser(page, "operator") as session, session.post("/join/invite", data={}) as response:
        assert response.status == 200
    assert len(await page.node.inviting.open_invites()) == 1
