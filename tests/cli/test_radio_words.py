"""`hearthnet radio status` in words."""

from edge_agent.cli.radio_words import lines

NOW = 1_800_000_000.0
ABOUT = {
    "firmware": "2.7.26.54e0d8d", "hardware": "heltec-v3", "name": "Hearth 12", "node": "!00000010", "region": "EU_868",
    "preset": "LONG_FAST", "role": "ROUTER", "rebroadcast": "ALL", "hop_limit": 7, "channel_use": 0.123,
    "transmit_use": 0.004, "channels": [], "trouble": "", "warnings": ["role ROUTER is for hill tops"],
}  # fmt: skip
STATUS = {
    "link": "up", "reason": "",
    "radio": {"url": "serial://auto", "state": "up", "reason": "", "preset": "LongFast", "about": ABOUT},
    "airtime": {"used_ms": 41500, "allowed_ms": 360000, "window_s": 3600, "region": "EU_868"},
    "queue": {"waiting": 3, "by_priority": {"0": 1, "4": 2}},
    "sent": 31, "heard": 118, "dropped": {"expired": 3, "forged": 2, "other": 0}, "refused": {},
    "last_heard": int(NOW) - 12,
    "air": {"own": {"frames": 2, "bytes": 400, "airtime_ms": 3400}, "summary": {"airtime_ms": 5000}},
    "repair": {"reason": "", "agrees": True, "came": 7, "wanted": 0, "unknown_authors": 2, "disk": ""},
    "phones": {"users": 3, "answers": 9, "alert_texts": 1, "waiting": 0},
}  # fmt: skip


def said(status=STATUS):
    return "\n".join(f"{name} {text}" for name, text in lines(status, NOW))


def test_firmware_region_role_load_and_airtime_are_told():
    text = said()
    assert "Meshtastic 2.7.26.54e0d8d on heltec-v3, called Hearth 12 (!00000010)" in text
    assert "region EU_868, preset LONG_FAST, role ROUTER, hop limit 7" in text
    assert "channel busy 12.3% of the time, this radio sent 0.4% of the last hour" in text
    assert "airtime 41.5 of 360 s of the last hour used, 318.5 s left, with LongFast, region EU_868" in text


def test_warnings_have_lines_of_their_own():
    assert "warning role ROUTER is for hill tops" in said().splitlines()


def test_the_queue_is_told_by_urgency_and_drops_by_reason():
    text = said()
    assert "queue 3 frames wait: 1 alert, 2 bulk" in text
    assert "dropped 3 expired, 2 forged" in text
    assert "31 frames sent, 118 heard, last 12 s ago" in text


def test_repair_phones_and_what_the_airtime_went_to_are_told():
    text = said()
    assert "repair in agreement with the neighbours, 7 events came by repair, 2 unknown authors wait" in text
    assert "phones 3 users, 9 answers, 1 alert texts sent" in text
    assert "since the start: 5.0 s summary, 3.4 s own" in text


def test_repair_that_cannot_work_says_why():
    repair = {"reason": "no agent has said which community this is"}
    assert "repair none: no agent has said which community" in said(STATUS | {"repair": repair})


def test_a_disk_that_fails_is_told():
    assert "the disk fails: read-only" in said(STATUS | {"repair": STATUS["repair"] | {"disk": "read-only"}})


def test_a_radio_that_is_down_says_why():
    radio = STATUS["radio"] | {"state": "down", "reason": "no radio on USB: plug one in", "about": {}}
    assert "radio down, serial://auto: no radio on USB: plug one in" in said(STATUS | {"radio": radio})


def test_what_the_radio_has_not_told_is_not_invented():
    radio = STATUS["radio"] | {"about": ABOUT | {"channel_use": None, "transmit_use": None}}
    assert "channel busy not told of the time, this radio sent not told" in said(STATUS | {"radio": radio})


def test_two_radios_are_both_told():
    about = {"radios": [{"url": "serial://auto", **ABOUT}, {"url": "modem://auto"}]}
    radio = STATUS["radio"] | {"about": about}
    assert said(STATUS | {"radio": radio}).count("Meshtastic 2.7.26") == 1


def test_a_document_that_goes_by_network_only_is_told_with_the_reason():
    text = said(STATUS | {"not_by_radio": {"00112233445566778899aabb": "it has 9000 bytes when packed"}})
    assert "document 00112233: it has 9000 bytes when packed" in text


def test_a_gateway_that_is_not_there_is_one_line():
    assert said({"link": "down", "reason": "it is not running"}) == "gateway not connected: it is not running"


def test_nothing_heard_yet_is_never():
    assert "last never" in said(STATUS | {"last_heard": 0})
