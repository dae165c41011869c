"""Alerts as lines of text."""

import pytest

from edge_agent.cli.alert_text import issued, summary

ALERT = {
    "id": "4f2a91c0-7", "severity": "Severe", "status": "Actual", "message_type": "Alert", "in_force": True,
    "event_name": "Flood", "headline": "Leave\x1b[2J now",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "severity"),
    [
        ({}, "Severe"),
        ({"status": "Exercise"}, "Severe EXERCISE"),
        ({"message_type": "Update"}, "Severe UPDATE"),
        ({"message_type": "Cancel", "in_force": False}, "Severe CANCEL"),
        ({"in_force": False}, "Severe not in force"),
    ],
)
def test_a_line_says_what_kind_of_alert_it_is(changed, severity):
    assert summary({**ALERT, **changed}) == f"4f2a91c0-7\t{severity}\tFlood\tLeave\ufffd[2J now"


ANSWER = {
    "id": "4f2a91c0-7", "payload_bytes": 173, "frames": 1, "airtime_ms": {"LongFast": 1714}, "scope": "Public",
    "headline": "Flood", "left_out": ["description: rain"],
}  # fmt: skip


def test_issuing_says_what_went_out_and_what_did_not():
    assert issued(ANSWER).splitlines() == [
        "issued 4f2a91c0-7: one frame of 173 bytes, 1.71 s each time on LongFast",
        "  on the air: Flood",
        "  not on the air: description: rain",
    ]


def test_a_preview_and_a_restricted_alert_do_not_claim_to_be_sent():
    preview = {key: value for key, value in ANSWER.items() if key != "id"}

    assert issued(preview).startswith("preview, nothing was sent")
    assert "kept on this node only" in issued({**ANSWER, "frames": 0, "scope": "Private"})


def test_a_document_that_was_issued_before_is_not_sent_again():
    assert "nothing was sent again" in issued({"id": "4f2a91c0-7", "duplicate": True})
