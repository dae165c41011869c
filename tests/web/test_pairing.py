"""A browser is paired with a one-time code, and keeps a token that scripts and other sites cannot reach."""

from http.cookies import SimpleCookie

import aiohttp

from edge_agent.bus.capability import Trust
from tests.web.outside import FLOOD


async def pair(session, code):
    async with session.post("/pair", data={"code": code, "label": "phone"}, allow_redirects=False) as response:
        return response.status, response.headers, await response.text()


async def test_the_code_makes_a_cookie_that_is_kept_from_scripts_and_other_sites(served, stranger):
    status, headers, _ = await pair(stranger, served.pairing.new_code().text.lower())

    cookie = SimpleCookie(headers["Set-Cookie"])["hearthnet"]
    assert (status, headers["Location"]) == (303, "/")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert not cookie["secure"]  # this is plain HTTP; over HTTPS it is
    assert (await served.pairing.visitor(cookie.value)).caller.trust == Trust.MODERATOR


async def test_a_wrong_code_makes_no_cookie(served, stranger):
    served.pairing.new_code()
    status, headers, html = await pair(stranger, "AAAA-AAAA")
    assert status == 403
    assert "Set-Cookie" not in headers
    assert "this is not the code" in html


async def test_a_code_works_once(served, stranger):
    code = served.pairing.new_code().text
    assert (await pair(stranger, code))[0] == 303
    assert (await pair(stranger, code))[0] == 403


async def test_guessing_is_slowed_down(served, stranger):
    statuses = [(await pair(stranger, "AAAA-AAAA"))[0] for _ in range(6)]
    assert statuses == [403] * 5 + [429]


async def test_another_site_cannot_pair_a_browser(served, stranger):
    code = served.pairing.new_code().text
    async with stranger.post("/pair", data={"code": code}, headers={"Origin": "http://evil.example"}) as response:
        assert response.status == 403
    assert (await pair(stranger, code))[0] == 303


async def test_what_a_browser_may_do_is_what_its_code_said(served):
    served.outside.alerts = [FLOOD]
    token = await served.pairing.redeem(served.pairing.new_code(Trust.MEMBER).text, label="child's phone", client="")
    headers = {"Origin": served.url}
    async with aiohttp.ClientSession(served.url, headers=headers, cookies={"hearthnet": token}) as member:
        async with member.post("/bus/civdef.alert.ack", json={"id": "4f2a91c0-7", "answer": "acting"}) as response:
            assert response.status == 200
        async with member.post("/bus/civdef.alert.issue", json={"cap": "<alert/>"}) as response:
            assert response.status == 403
    assert [name for name, _ in served.outside.asked] == ["ack"]


async def test_an_ended_pairing_may_do_nothing_more(served, paired):
    [browser] = await served.pairing.browsers()
    await served.pairing.revoke(browser.id)
    async with paired.post("/boards/press", data={"board": "desk"}) as response:
        assert response.status == 403
    assert served.outside.asked == []


async def test_a_made_up_token_is_nobody(served):
    for token in ("x", "a" * 64, "a" * 5000):
        cookies = {"Cookie": f"hearthnet={token}"}
        async with aiohttp.request("GET", f"{served.url}/issue", headers=cookies) as response:
            assert response.status == 403
