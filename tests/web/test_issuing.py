"""From the form to the bus: preview, confirmation, answers, cancellation. Plain forms, no JavaScript."""

import base64
import re

import aiohttp
import pytest

FIELDS = {
    "event": "flood", "severity": "Severe", "urgency": "Immediate", "certainty": "Observed", "status": "Exercise",
    "headline": "Leave the river side", "language": "en", "area": "AGS:05154008", "circle": "", "polygon": "",
    "lifetime_min": "180", "instructions": "11",
}  # fmt: skip
ASKED = {
    "fields": {
        "event": "flood", "severity": "Severe", "urgency": "Immediate", "certainty": "Observed", "status": "Exercise",
        "headline": "Leave the river side", "language": "en", "area": "AGS:05154008", "instructions": [11],
        "lifetime_min": 180,
    }
}  # fmt: skip


async def post(session, path, data):
    async with session.post(path, data=data, allow_redirects=False) as response:
        return response.status, response.headers.get("Location"), await response.text()


def confirmation_panel(html):
    return html.partition('id="preview-title"')[2].partition("</section>")[0]


def confirmation(html):
    """The hidden fields of the form that confirms."""
    form = re.search(r'<form method="post" action="/issue">(.*?)</form>', html)[1]
    return re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)


async def test_fields_are_previewed_and_then_issued_as_they_were_shown(served, paired):
    status, _, html = await post(paired, "/issue/preview", FIELDS)
    assert status == 200
    for words in (
        "EXERCISE: every screen will say so",
        "187 bytes in one radio frame",
        "1.87 s each time",
        "(cut to fit)",
    ):
        assert words in html
    for words in ("the second language (nl)", "Severe", "Flood", "Leave the area now", "05154008", "3 h 0 min"):
        assert words in confirmation_panel(html)
    assert served.outside.asked == [("preview", ASKED)]

    status, location, _ = await post(paired, "/issue", confirmation(html))

    assert served.outside.asked[1:] == [("issue", ASKED)]
    assert (status, location) == (303, f"/alerts/{served.outside.alerts[0]['id']}")


async def test_confirming_twice_issues_once(served, paired):
    _, _, html = await post(paired, "/issue/preview", FIELDS)
    first = await post(paired, "/issue", confirmation(html))
    assert await post(paired, "/issue", confirmation(html)) == first
    assert len(served.outside.alerts) == 1


async def test_what_was_refused_can_be_confirmed_again(served, paired):
    _, _, html = await post(paired, "/issue/preview", FIELDS)
    served.outside.refusal = "the certificate of this node has expired"
    status, _, refusal = await post(paired, "/issue", confirmation(html))
    assert (status, served.outside.refusal in refusal) == (403, True)

    served.outside.refusal = ""
    assert (await post(paired, "/issue", confirmation(html)))[0] == 303
    assert len(served.outside.alerts) == 1


async def test_nothing_is_issued_without_a_preview(served, paired):
    status, _, html = await post(paired, "/issue", FIELDS)
    assert status == 400
    assert "look at the preview first" in html
    assert served.outside.asked == []


async def test_a_files_bytes_reach_the_bus_unchanged(served, paired):
    data = '<?xml version="1.0" encoding="ISO-8859-1"?><alert>Überschwemmung</alert>'.encode("latin-1")
    form = aiohttp.FormData({"retime": "yes", "status_override": "Exercise", "cap": ""})
    form.add_field("cap_base64", data, filename="flood.xml", content_type="text/xml")

    _, _, html = await post(paired, "/issue/preview", form)
    await post(paired, "/issue", confirmation(html))

    asked = {"cap_base64": base64.b64encode(data).decode(), "retime": True, "status_override": "Exercise"}
    assert served.outside.asked == [("preview", asked), ("issue", asked)]


async def test_a_pasted_document_is_taken_when_no_file_was_chosen(served, paired):
    form = aiohttp.FormData({"cap": "<alert>Hochwasser & mehr</alert>", "status_override": ""})
    form.add_field("cap_base64", b"", filename="", content_type="application/octet-stream")

    await post(paired, "/issue/preview", form)

    assert served.outside.asked == [("preview", {"cap": "<alert>Hochwasser & mehr</alert>", "retime": False})]


async def test_a_broken_document_is_explained_and_stays_in_the_form(paired):
    status, _, html = await post(paired, "/issue/preview", {"cap": "<broken"})
    assert status == 400
    assert "line 1, column 8" in html
    assert "&lt;broken</textarea>" in html


@pytest.mark.parametrize("wrong", [{"lifetime_min": "soon"}, {"lifetime_min": "-5"}, {"instructions": "1e3"}], ids=str)
async def test_a_number_that_is_none_is_explained(served, paired, wrong):
    status, _, html = await post(paired, "/issue/preview", FIELDS | wrong)
    assert status == 400
    assert "must be a whole number" in html
    assert served.outside.asked == []


async def test_an_empty_form_asks_for_a_document(paired):
    status, _, html = await post(paired, "/issue/preview", {"cap": " "})
    assert status == 400
    assert "choose a CAP file or paste one" in html


async def test_a_real_alert_is_previewed_with_a_warning(served, paired):
    served.outside.preview["status"] = "Actual"
    assert "REAL ALERT" in (await post(paired, "/issue/preview", FIELDS))[2]


async def test_a_restricted_alert_is_previewed_as_one_that_is_not_sent(served, paired):
    served.outside.preview |= {"scope": "Restricted", "frames": 0}
    html = (await post(paired, "/issue/preview", FIELDS))[2]
    assert "not sent by radio" in html
    assert "each time it is sent" not in html


async def test_an_answer_and_a_cancellation_reach_the_bus(served, paired):
    answer = {"answer": "need help", "note": "two people, first floor"}
    assert (await post(paired, "/alerts/4f2a91c0-7/ack", answer))[:2] == (303, "/alerts/4f2a91c0-7")
    assert (await post(paired, "/alerts/4f2a91c0-7/cancel", {"reason": "water falls"}))[0] == 303
    assert served.outside.asked == [
        ("ack", {"id": "4f2a91c0-7", "answer": "need help", "note": "two people, first floor"}),
        ("cancel", {"id": "4f2a91c0-7", "reason": "water falls"}),
    ]


async def test_a_boards_button_can_be_pressed(served, paired):
    assert (await post(paired, "/boards/press", {"board": "desk"}))[:2] == (303, "/")
    assert served.outside.asked == [("press", {"board": "desk"})]
