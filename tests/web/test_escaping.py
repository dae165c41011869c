"""Words of peers stay words: in every field that reaches a page, in the board's screen, in what a form sends back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.web.html import join, tag
from tests.web.outside import BOARD, FLOOD, NODE, RADIO

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'><b>&lt;"
FIELDS = [key for key, value in FLOOD.items() if isinstance(value, str) and key != "id"]


def evil(alert):
    """Every text of an alert that somebody else wrote."""
    texts = {key: EVIL for key in FIELDS}
    issuer = {"key": EVIL, "short": EVIL, "name": EVIL}
    area = {"geocodes": [[EVIL, EVIL]], "polygons": [], "circles": []}
    return alert | texts | {"issuer": issuer, "area": area, "instruction_texts": [EVIL], "radio": {"state": EVIL},
                            "acknowledged": [{"answer": EVIL, "count": 1}], "not_in_force_because": [EVIL]}  # fmt: skip


async def test_nothing_that_a_peer_wrote_becomes_markup(served, paired):
    served.outside.alerts = [evil(FLOOD), evil(FLOOD) | {"id": "4f2a91c0-8", "in_force": False}]
    served.outside.boards = [BOARD | {"board": EVIL, "screen": [EVIL] * 9, "siren": EVIL, "alert": EVIL,
                                      "refused": {EVIL: 1}}]  # fmt: skip
    served.outside.radio = RADIO | {"radio": {"url": EVIL, "state": "down", "reason": EVIL, "preset": EVIL},
                                    "dropped": {EVIL: 1}}  # fmt: skip
    served.outside.node = {key: EVIL if isinstance(value, str) else value for key, value in NODE.items()}

    for path in ("/", "/alerts", "/alerts/4f2a91c0-7", "/alerts/4f2a91c0-8"):
        async with paired.get(path) as response:
            html = await response.text()
        assert response.status == 200
        assert "&lt;script&gt;" in html
        assert elements(html) <= ELEMENTS
        assert "onerror" not in attributes(html)


async def test_what_a_form_sends_back_stays_words(served, paired):
    served.outside.preview |= {"headline": EVIL, "left_out": [EVIL]}
    for form in ({"cap": EVIL, "status_override": EVIL}, {"event": EVIL, "headline": EVIL, "lifetime_min": "1"}):
        async with paired.post("/issue/preview", data=form) as response:
            html = await response.text()
        assert elements(html) <= ELEMENTS
        assert "onerror" not in attributes(html)


async def test_words_from_the_address_are_not_shown_raw(stranger):
    async with stranger.get("/<script>alert(1)</script>") as response:
        assert response.status == 404
        assert "alert(1)" not in await response.text()


async def test_half_a_surrogate_pair_does_not_break_the_page(served, stranger):
    served.outside.alerts = [FLOOD | {"headline": "flood \ud83d"}]
    async with stranger.get("/") as response:
        assert response.status == 200
    async with stranger.get("/events") as response:
        assert (await response.content.readline()).startswith(b"retry")
        while not (line := await response.content.readline()).startswith(b"data: {"):
            assert line
        response.close()


@pytest.mark.parametrize("char", ["\x00", "\x1b", "\u202e", "\u2066", "\x9b"])
def test_characters_that_hide_or_reorder_are_shown_as_such(char):
    assert join(f"safe{char}gpj.exe") == "safe\N{REPLACEMENT CHARACTER}gpj.exe"
    assert char not in tag("input", value=char)


@given(st.text(), st.text())
def test_any_text_comes_out_of_an_element_as_text(text, value):
    html = tag("p", text, title=value)
    assert elements(html) == {"p"}
    assert html.count("<") == html.count(">") == 2
    assert html.count('"') == 2


ELEMENTS = {
    "html", "head", "meta", "title", "link", "script", "noscript", "body", "header", "nav", "a", "main", "h1", "h2",
    "h3", "p", "div", "section", "article", "span", "strong", "ul", "li", "dl", "dt", "dd", "bdi", "code", "time",
    "form", "button", "input", "label", "select", "option", "textarea", "fieldset", "legend", "svg", "polygon",
    "circle", "path", "text", "meter",
}  # fmt: skip


def elements(html):
    return set(re.findall(r"<([a-z0-9]+)", html))


def attributes(html):
    """The names of all attributes, read as a browser reads them."""
    opening = re.findall(r'<[a-z0-9]+((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*>', html)
    return {name for part in opening for name in re.findall(r'\s([^\s=>"]+)(?:="[^"]*")?', part)}
