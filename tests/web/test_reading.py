"""What a neighbour reads without being paired, and without JavaScript."""

import re

from edge_agent.bus.capability import Trust
from tests.web.outside import BOARD, DRILL, FLOOD, RADIO


async def text(session, path="/", **options):
    async with session.get(path, **options) as response:
        assert response.status == 200
        return await response.text()


async def test_a_stranger_reads_an_alert_in_force(served, stranger):
    served.outside.alerts = [FLOOD]

    html = await text(stranger)

    for words in (
        "Severe",
        "Flood",
        "leave the river side now",
        "Leave now.",
        "AGS",
        "05154008",
        "immediate, observed",
    ):
        assert words in html
    assert "Kreis Kleve, Leitstelle" in html
    assert "ABCD-2345" in html
    assert "sent, and repeated by another station (2 transmissions)" in html
    assert "4 received, 2 acting" in html
    assert "<form" not in html  # nothing to press for somebody who may not


async def test_a_page_without_alerts_says_so(stranger):
    assert "No alert is in force here" in await text(stranger)


async def test_a_drill_is_marked_wherever_it_is_shown(served, stranger):
    served.outside.alerts = [DRILL]

    for path in ("/", f"/alerts/{DRILL['id']}"):
        html = await text(stranger, path)
        assert "EXERCISE: this is a drill, not a real danger" in html
        assert "cut to fit the radio" in html
        assert "area was widened" in html
    assert "<title>EXERCISE Extreme" in await text(stranger, f"/alerts/{DRILL['id']}")


async def test_a_real_danger_stands_above_a_worse_drill(served, stranger):
    served.outside.alerts = [DRILL, FLOOD]

    html = await text(stranger)

    assert html.index("alert-4f2a91c0-7") < html.index("alert-4f2a91c0-5")


async def test_an_alert_that_does_not_count_says_why_wherever_it_is_shown(served, stranger):
    served.outside.alerts = [FLOOD | {"in_force": False, "not_in_force_because": ["revoked", "expired"]}]

    assert "NOT IN FORCE: revoked, expired" in await text(stranger, "/alerts/4f2a91c0-7")
    assert "Not in force: Severe Flood" in await text(stranger, "/alerts")
    assert served.outside.asked == [("list", {"all": True, "language": "en"})]


async def test_a_restricted_alert_is_marked(served, stranger):
    served.outside.alerts = [FLOOD | {"scope": "Restricted"}]
    assert "RESTRICTED: not for the public" in await text(stranger)


async def test_instructions_come_in_the_readers_language(served, stranger):
    await text(stranger, headers={"Accept-Language": "da, uk;q=0.8, en;q=0.5"})

    assert served.outside.asked == [("list", {"language": "uk"})]


async def test_the_page_shows_board_radio_and_node(stranger):
    html = await text(stranger)

    assert "The Rhine is over its</span>" in html  # a line of the board's screen
    assert "SIREN ON: SEVERE" in html
    assert "2 forged, 1 replayed" in html
    assert "41.5 of 360 s in 60 min" in html
    assert "3 expired" in html
    assert "simulated air</bdi>, LongFast" in html
    assert "station=gateway" not in html  # where a radio is plugged in is not public
    assert "WXYZ-6789" in html
    assert "2 h 1 min" in html


async def test_the_page_says_why_the_radio_is_down(served, stranger):
    served.outside.radio = RADIO | {"radio": RADIO["radio"] | {"state": "down", "reason": "no device at the port"}}
    html = await text(stranger)
    assert "The radio is down" in html
    assert "no device at the port" in html


async def test_the_page_says_that_the_gateway_is_gone(served, stranger):
    served.outside.radio = {"link": "down", "reason": "nothing listens on the gateway's socket"}
    assert "nothing listens on the gateway&#x27;s socket" in await text(stranger)


async def test_the_page_says_that_a_board_is_gone(served, stranger):
    served.outside.boards = [BOARD | {"link": "down", "reason": "the console was closed"}]
    html = await text(stranger)
    assert "The board does not answer" in html
    assert "SIREN ON" not in html


async def test_a_paired_browser_sees_who_calls_for_help_and_who_is_safe(served, stranger):
    token = await served.token()
    html = await text(stranger, cookies={"hearthnet": token})
    assert "SOS <bdi>Anna (!9e7595a8)</bdi>" in html
    assert "roof of Mill Lane 3, &lt;two&gt; children" in html
    assert "The same radio said later that it is safe" in html
    assert "<bdi>Bob (!00000011)</bdi> is safe" in html


async def test_a_call_at_a_board_is_shown_with_the_name_that_it_is_certified_for(served, stranger):
    call = {"who": "<Mill> kitchen", "radio": None, "text": "mill", "time": 0, "heard_by": "x", "verified": True}
    served.outside.neighbours = {"sos": [{**call, "said_safe": 0}], "check_ins": []}
    html = await text(stranger, cookies={"hearthnet": await served.token()})
    assert "SOS <bdi>&lt;Mill&gt; kitchen</bdi>" in html
    assert "by a board without a clock, signed by its own key" in html
    assert "The same board or node said later that it is safe" in html


async def test_boards_that_were_heard_by_radio_are_listed(served, stranger):
    mill = {
        "board": "<mill>", "link": "radio", "id": "4f2a91c0", "battery": None, "calls": True, "certified": False,
        "rssi": -97, "snr": 6, "at": 1_790_000_000, "age_s": 90,
    }  # fmt: skip
    served.outside.boards = [*served.outside.boards, mill]
    html = await text(stranger)
    assert "<bdi>&lt;mill&gt;</bdi><strong> calls for help</strong>" in html
    assert "no battery reading, -97 dBm, not certified" in html


async def test_what_alarms_comes_with_its_place_its_value_and_its_board(served, stranger):
    mill = {
        "board": "<bridge>",
        "name": "<mill>",
        "kind": "water level",
        "value": "182 cm",
        "state": "alarm",
        "time": 0,
    }
    cellar = {**mill, "name": "cellar", "kind": "smoke", "value": "", "state": "silent"}
    served.outside.sensed = [mill, cellar]
    html = await text(stranger)
    assert '<li class="sos"><strong>ALARM </strong><bdi>&lt;mill&gt;</bdi>: water level 182 cm' in html
    assert "board <bdi>&lt;bridge&gt;</bdi>" in html
    assert "<li><bdi>cellar</bdi>: smoke does not answer" in html


async def test_strangers_do_not_see_who_calls_for_help(stranger):
    html = await text(stranger)
    assert "Anna" not in html
    assert "Shown to paired browsers" in html


async def test_a_calm_neighbourhood_is_said_to_be_calm(served, stranger):
    served.outside.neighbours = {"sos": [], "check_ins": []}
    assert "Nobody has called for help" in await text(stranger, cookies={"hearthnet": await served.token()})


async def test_without_javascript_the_page_reloads_itself(stranger):
    assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in await text(stranger)


async def test_an_alert_can_be_taken_away_as_a_cap_file(served, stranger):
    served.outside.alerts = [FLOOD]
    async with stranger.get("/alerts/4f2a91c0-7.cap") as response:
        assert response.content_type == "application/cap+xml"
        assert "<identifier>4f2a91c0-7</identifier>" in await response.text()


async def test_alerts_are_public_as_json(served, stranger):
    served.outside.alerts = [FLOOD]
    async with stranger.get("/api/alerts") as response:
        assert await response.json() == {"alerts": [FLOOD]}


async def test_the_whole_page_weighs_at_most_60_kb(served, stranger):
    served.outside.alerts = [FLOOD, DRILL]

    html = await text(stranger)
    linked = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', html))
    weight = len(html.encode()) + sum([len((await text(stranger, path)).encode()) for path in linked])

    assert len(linked) == 3
    assert weight <= 60_000


async def test_the_page_asks_nobody_else_for_anything(served, stranger):
    served.outside.alerts = [FLOOD, DRILL]
    html = await text(stranger)
    assert re.findall(r'(?:src|href|action|content|srcset)="(?:https?:)?//[^"]*"', html) == []
    assert "url(" not in await text(stranger, re.search(r'href="(/static/[^"]+css)"', html)[1])


async def test_health_and_readiness_are_told_apart(served, stranger):
    served.reasons.append("the log is still being read")
    async with stranger.get("/healthz") as response:
        assert response.status == 200
    async with stranger.get("/readyz") as response:
        assert response.status == 503
        assert await response.json() == {"ready": False, "reasons": ["the log is still being read"]}
    served.reasons.clear()
    async with stranger.get("/readyz") as response:
        assert response.status == 200


async def test_an_unknown_alert_is_explained_to_people_and_to_programs(stranger):
    async with stranger.get("/alerts/00000000-1") as response:
        assert response.status == 404
        assert "no alert is called 00000000-1" in await response.text()
    async with stranger.get("/alerts/00000000-1", headers={"Accept": "*/*"}) as response:
        assert (await response.json())["error"]["code"] == "not_found"


async def test_a_page_shows_no_button_that_would_be_refused(served, stranger):
    served.outside.alerts = [FLOOD]
    member = await served.pairing.redeem(served.pairing.new_code(Trust.MEMBER).text, label="", client="")
    html = await text(stranger, "/alerts/4f2a91c0-7", cookies={"hearthnet": member})
    assert "Send the answer" in html
    assert "Cancel this alert" not in html
    assert "Issue an alert" not in html
