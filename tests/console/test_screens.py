"""The screens as text: what people see at 80x24, from what the node says."""

import pytest

from edge_agent.console.canvas import columns
from edge_agent.console.frame import frame
from edge_agent.console.model import RIGHTS, Confirm, Do, Facts, Form, Host, News, State
from edge_agent.console.screens.all import SCREENS
from edge_agent.console.step import heard, logged, press, told

ALERT = {
    "id": "4f2a91c0-7", "status": "Actual", "severity": "Severe", "event_name": "Flood",
    "headline": "Leave the river side", "message_type": "Alert",
}  # fmt: skip
UP = Facts(
    down="", heard_s=1, alerts=(ALERT,),
    node={"name": "hall", "short": "ABCD-1234", "address": "http://192.0.2.7:7080/", "uptime_s": 3700},
    radio={"link": "up", "radio": {"state": "up"}, "airtime": {"used_ms": 1700, "allowed_ms": 360000}},
)  # fmt: skip
ESC = "\x1b"
EVIL = f"{ESC}]0;owned\x07{ESC}[2Jfire\r\nnow\x9b31m"


def shown(state):
    return "\n".join(line.rstrip() for line in frame(state))


def pressed(state, *keys):
    """The state after the keys, and everything that they asked for."""
    asked = []
    for key in keys:
        state, effects = press(state, key)
        asked += effects
    return state, asked


def opened(name, **values):
    return State(screen=[screen.name for screen in SCREENS].index(name), **{"facts": UP, **values})


def test_the_overview_says_what_matters():
    title, *lines = shown(State(facts=UP, host=Host(addresses=("192.0.2.7 (wlan0)",)))).splitlines()

    assert title.split()[:5] == ["HearthNet", "hall", "ABCD-1234", "agent", "up"]
    assert lines[:11] == [
        "[1Overview]2Logs 3Radio 4Alerts 5Peers 6Storage 7Network 8Pair 9Node ?Help",
        "─" * 80,
        "alerts      1 in force",
        "            Severe: Flood: Leave the river side",
        "reach       0 of 0 boards plugged in, 0 heard by radio, 0 say they are safe",
        "radio       up, 1.7 of 360 s airtime, 0 in the queue",
        "models      none yet: this release has no local models",
        "node        hall ABCD-1234, up 1 h 1 min",
        "page        http://192.0.2.7:7080/",
        "disk        not known",
        "temperature the doctor is looking",
    ]


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("number", range(len(SCREENS)))
@pytest.mark.parametrize("size", [(80, 24), (132, 43), (40, 12), (20, 5)])
def test_every_screen_fits_every_terminal(number, size, ascii_only):
    state = State(screen=number, facts=UP, width=size[0], height=size[1], ascii_only=ascii_only)
    lines = frame(state)

    assert [columns(line) for line in lines] == [size[0]] * size[1]
    assert not ascii_only or all(line.isascii() for line in lines)


@pytest.mark.parametrize("number", range(len(SCREENS)))
def test_nothing_that_a_peer_says_steers_the_terminal(number):
    facts = Facts(
        down="", node={"name": EVIL, "address": EVIL}, radio={"link": "down", "reason": EVIL},
        boards=({"board": EVIL, "link": "down", "reason": EVIL},), sos=({"who": EVIL, "text": EVIL},),
        alerts=({**ALERT, "headline": EVIL, "id": EVIL},),
        findings=({"name": "log", "verdict": "broken", "reason": EVIL},),
    )  # fmt: skip
    state = logged(State(screen=number, facts=facts), (EVIL,))

    for keys in ((), ("enter",), ("a",)):
        assert all(line.isprintable() for line in frame(pressed(state, *keys)[0]))


def test_a_wide_script_is_cut_at_the_edge():
    state = opened("Alerts", facts=Facts(down="", alerts=({**ALERT, "headline": "洪水" * 60},)))

    assert [columns(line) for line in frame(state)] == [80] * 24


def test_an_agent_that_is_down_is_explained_with_the_next_step():
    finding = {"name": "agent", "verdict": "broken", "reason": "its unit failed", "next_step": "see journalctl"}
    state = State(facts=Facts(down="nobody listens", findings=(finding,)))

    assert "AGENT DOWN" in shown(state)
    assert "THE AGENT DOES NOT ANSWER: nobody listens" in shown(state)
    assert "agent       BROKEN: its unit failed\n         -> see journalctl" in shown(state)


def test_the_return_of_the_agent_is_said():
    state = State(facts=Facts(down="gone", heard_s=1))

    assert "the agent is back" in shown(heard(state, UP, Host(), 0))


HERE = {"board": "desk", "link": "up", "siren": "off", "screen": ["No alert in force"], "refused": {"forged": 2}}
GONE = {"board": "shed", "link": "down", "reason": "unplugged"}
NEAR = {"board": "desk", "link": "radio", "battery": 60, "calls": True, "rssi": -110, "age_s": 600, "certified": False}


def test_boards_that_are_plugged_in_and_stations_heard_by_radio_are_told_apart():
    lines = shown(opened("Peers", facts=Facts(down="", boards=(HERE, GONE, NEAR)))).splitlines()

    assert lines[3:10] == [
        "SOS: nobody calls for help",
        "Boards plugged in: 2",
        "> desk: siren off",
        "  shed: not connected: unplugged",
        "Stations heard by radio: 1",
        "  desk: -110 dBm, 10 min ago, battery 60 %, CALLS FOR HELP",
        "Safe: 0",
    ]
    reach = shown(State(facts=Facts(down="", boards=(HERE, GONE, NEAR))))
    assert "1 of 2 boards plugged in, 1 heard by radio" in reach


def test_two_boards_of_one_name_are_opened_each():
    facts = Facts(down="", boards=(HERE, NEAR))

    here, near = (shown(pressed(opened("Peers", facts=facts), *keys)[0]) for keys in (("enter",), ("j", "enter")))
    assert "|No alert in force    |" in here
    assert "refused     2 forged" in here
    assert "heard       10 min ago" in near
    assert "certified   no" in near


def test_a_row_that_has_gone_meanwhile_opens_nothing():
    screen = SCREENS[opened("Peers").screen]

    assert screen.enter(opened("Peers"), "near 3")[0].over == ()


def test_the_help_is_seen_whole_at_80x24():
    assert "below" not in shown(pressed(State(), "?")[0])


def test_digits_and_tab_change_the_screen():
    assert pressed(State(), "4")[0].screen == 3
    assert pressed(State(), "tab", "tab")[0].screen == 2
    assert pressed(State(), "left")[0].screen == len(SCREENS) - 1


def test_an_alert_is_issued_only_after_preview_and_the_typed_word():
    state, _ = pressed(opened("Alerts"), "i", "down", "enter")
    state, _ = told(state, News("template", {"template": "flood: leave the river"}))
    state, asked = pressed(state, *["down"] * 11, "enter")
    assert [do.job for do in asked] == ["civdef.alert.preview"]

    state, _ = told(state, News("civdef.alert.preview", {"status": "Actual", "headline": "Flood"}))
    assert "REAL ALERT" in shown(state)
    state, asked = pressed(state, *"SEND", "enter")
    assert asked == []
    state, asked = pressed(state, *"REAL", "enter")

    assert [do.job for do in asked] == ["civdef.alert.issue"]
    assert asked[0].body["fields"]["headline"] == "Flood: leave the river side now"
    assert asked[0].body["fields"]["status"] == "Exercise"
    assert state.over == ()


@pytest.mark.parametrize("key", ["esc", "ctrl-c", "ctrl-g"])
def test_a_question_is_left_without_doing_anything(key):
    state, asked = pressed(opened("Alerts"), "c", *"CANCEL", key, "enter")

    assert [do.job for do in asked] == ["civdef.alert.get"]  # Enter has only opened the alert
    assert state.over == ()


def test_a_refused_preview_stays_in_the_form():
    form = Form("Issue", "civdef.alert.preview", ())
    state, asked = told(opened("Alerts", over=(form,)), News("civdef.alert.preview", problem="an alert needs an area"))

    assert asked == ()
    assert "an alert needs an area" in shown(state)


def test_what_is_switched_off_is_not_offered_and_its_key_does_nothing():
    state, asked = pressed(opened("Alerts", may=frozenset(RIGHTS) - {"issue"}, login=True), "i", "c", "enter")

    assert "Not offered: issue: switched off for this line without a password: console.issue" in shown(state)
    assert {do.job for do in asked} == {"civdef.alert.get"}


def test_a_test_frame_needs_its_word():
    state, asked = pressed(opened("Radio"), "t", "enter")
    assert asked == []

    assert pressed(state, *"TEST", "enter")[1] == [Do("test-frame")]


def test_a_factory_reset_asks_for_the_name_of_the_node_and_says_what_is_lost():
    state, _ = pressed(opened("Node"), "f")
    state, _ = told(state, News("reset-asked", {"file": ""}))
    assert isinstance(state.over[-1], Confirm)
    assert "Everything in the node's folder is deleted" in shown(state)
    assert "NO BACKUP IS MADE" in shown(state)

    assert pressed(state, *"hell", "enter")[1] == []
    assert pressed(state, *"hall", "enter")[1] == [Do("reset", {"file": ""})]


def test_a_long_answer_is_shown_whole():
    problem = "the stick is full; " * 8 + "take another one"
    state, _ = told(opened("Storage"), News("node.backup", problem=problem))

    assert "another one" in shown(state)
    assert pressed(state, "esc")[0].over == ()


def test_quitting_is_not_offered_at_a_line_without_a_password():
    assert pressed(opened("Node", login=True), "q")[1] == []
    assert pressed(opened("Node"), "q")[1] == [Do("quit")]


def test_what_a_machine_cannot_do_is_said_with_the_reason():
    state = opened("Network", host=Host(reasons={"wifi": "there is no NetworkManager"}))

    assert "Not offered: search for Wi-Fi: there is no NetworkManager" in shown(state)
    assert pressed(state, "s", "o")[1] == []


def test_a_pause_keeps_the_log_where_it_is():
    state, _ = pressed(logged(opened("Logs"), ("first",)), "p")
    state = logged(state, ("second",))
    assert "second" not in shown(state)

    assert "second" in shown(pressed(state, "p")[0])


def test_a_new_line_of_a_long_log_changes_few_lines():
    state, changed = opened("Logs"), []
    for number in range(100):
        before = frame(state)
        state = logged(state, (f"line {number}",))
        changed.append(sum(one != other for one, other in zip(before, frame(state), strict=True)))

    assert sum(changed) <= 5 * 100
    assert "line 99" in shown(state)


def test_a_pairing_code_fits_beside_its_qr_code():
    qr = ["█" * 29] * 15
    body = {"code": "ABCD-EFGH", "trust": "moderator", "until": 600, "qr": qr}
    state, _ = told(opened("Pair"), News("pair", body))

    assert f"{'█' * 29}  code: ABCD-EFGH" in shown(state)
    assert "Open http://192.0.2.7:7080/pair and type it" in shown(state)
    assert "below" not in shown(state)


def test_the_log_keeps_a_bounded_number_of_lines():
    state = logged(State(), tuple(map(str, range(5000))))

    assert len(state.log) == 400
