"""`/metrics` is what Prometheus reads: every line is a comment or a number, and nothing in it names a person."""

import re

SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="([^"\\\n]|\\["\\n])*"\})? \d+(\.\d+)?')


async def lines(client, path="/metrics"):
    async with client.get(path) as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return (await response.text()).splitlines()


async def test_radio_and_node_are_told_in_numbers(stranger):
    said = await lines(stranger)
    assert "hearthnet_radio_up 1" in said
    assert "hearthnet_airtime_used_ms 41500" in said
    assert "hearthnet_events 321" in said
    assert 'hearthnet_frames_dropped_total{reason="expired"} 3' in said
    assert "# TYPE hearthnet_frames_sent_total counter" in said


async def test_what_the_radio_measured_and_what_airtime_went_to_are_told(served, stranger):
    served.outside.radio["radio"] = {"state": "up", "about": {"channel_use": 0.12, "transmit_use": None}}
    served.outside.radio["air"] = {"summary": {"frames": 3, "airtime_ms": 1434}}
    said = await lines(stranger)
    assert "hearthnet_radio_channel_use_ratio 0.12" in said
    assert 'hearthnet_airtime_spent_ms_total{kind="summary"} 1434' in said
    assert not [line for line in said if "transmit_use" in line]


async def test_boards_that_were_heard_by_radio_are_told_by_their_id(served, stranger):
    mill = {"board": "Anna's mill", "link": "radio", "id": "4f2a91c0", "battery": 55, "at": 1790000000}
    served.outside.boards = [*served.outside.boards, mill, {**mill, "id": "00000001", "battery": None}]
    said = await lines(stranger)
    assert 'hearthnet_board_battery_percent{id="4f2a91c0"} 55' in said
    assert 'hearthnet_board_last_heard_seconds{id="00000001"} 1790000000' in said
    assert [line for line in said if "battery" in line and "00000001" in line] == []
    assert "Anna" not in "".join(said)


async def test_every_line_is_a_comment_or_a_sample(served, stranger):
    served.outside.radio["dropped"] = {'a "reason"\nof \\ a peer': 4}
    said = await lines(stranger)
    assert [line for line in said if not line.startswith("# ") and not SAMPLE.fullmatch(line)] == []


async def test_a_radio_that_is_down_is_zero_and_an_unknown_number_is_left_out(served, stranger):
    served.outside.radio = {"link": "up", "reason": "", "radio": {"state": "down", "reason": "unplugged"}}
    said = await lines(stranger)
    assert "hearthnet_radio_up 0" in said
    assert not [line for line in said if "airtime" in line]


async def test_a_gateway_that_is_gone_leaves_the_node(served, stranger):
    served.outside.radio = {"link": "down", "reason": "nothing listens"}
    said = await lines(stranger)
    assert "hearthnet_events 321" in said
    assert not [line for line in said if line.startswith("hearthnet_radio_up")]


async def test_nothing_in_it_names_the_node_or_its_people(served, stranger):
    said = "\n".join(await lines(stranger))
    assert "hearth " not in said
    assert served.outside.node["short"] not in said


async def test_members_see_how_many_nodes_are_linked_and_strangers_do_not(served, stranger, paired):
    served.outside.peers = [{"state": "linked"}, {"state": "linked"}, {"state": "stale"}]
    said = await lines(paired)
    assert "hearthnet_peers_linked 2" in said
    assert "hearthnet_peers_known 3" in said
    assert "hearthnet_reach 2" in said

    assert not [line for line in await lines(stranger) if "peers" in line or "reach" in line]
