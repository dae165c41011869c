"""What a board shows of a CAP document, whatever pieces it comes in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.alerts.cap import parse
from meshwire import registry
from node.cap_text import MAX_BYTES, CapText
from tests.interpreter import ROOT

CORPUS = sorted(path for path in (ROOT / "tests" / "data" / "alerts").glob("*.xml") if b"UTF-8" in path.read_bytes())
ENGLISH, GERMAN = registry.language_index("en"), registry.language_index("de")


def shown(data, language=ENGLISH, size=256):
    text = CapText(language)
    for at in range(0, len(data), size):
        text.feed(data[at : at + size])
    return text.paragraphs()


def info(language="en-GB", description="High water.", instruction="Leave."):
    return (
        f"<info><language>{language}</language><event>Flood</event><description>{description}</description>"
        f"<instruction>{instruction}</instruction></info>"
    )


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_of_every_document_the_texts_are_those_that_the_agent_reads(path):
    first = parse(path.read_bytes()).infos[:1]
    expected = [" ".join(text.split()) for one in first for text in (one.description, one.instruction) if text]
    language = registry.language_index(first[0].language) if first else 0

    found = shown(path.read_bytes(), language)

    assert found == [text for text in expected if text]


@given(st.sampled_from(CORPUS), st.integers(1, 40))
def test_the_pieces_make_no_difference(path, size):
    data = path.read_bytes()
    assert shown(data, size=size) == shown(data, size=len(data))


def test_the_translation_in_the_language_of_the_alert_is_shown():
    data = f"<alert>{info()}{info('de-DE', 'Hochwasser.', 'Gehen Sie.')}{info('de-AT', 'x', 'y')}</alert>".encode()

    assert shown(data, GERMAN) == ["Hochwasser.", "Gehen Sie."]
    assert shown(data, ENGLISH) == ["High water.", "Leave."]
    assert shown(data, registry.language_index("fr")) == ["High water.", "Leave."]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<![CDATA[5 < 6 & 7 > 2]]>", "5 < 6 & 7 > 2"),
        ("a<!-- <description>no</description> -->b", "ab"),
        ("  two\n   lines ", "two lines"),
    ],
)
def test_text_is_read_as_xml(written, read):
    assert shown(info(description=written, instruction="").encode(), size=3) == [read]


def test_a_prefix_makes_no_difference():
    data = re.sub("(</?)", r"\1cap:", info()).encode()
    assert shown(data) == ["High water.", "Leave."]


@pytest.mark.parametrize("letter", ["x", "ä", "水", "\U00020000"])
def test_a_text_without_end_is_cut_between_characters(letter):
    (found,) = shown(info(description=letter * 5000, instruction="").encode())

    assert set(found) == {letter}
    assert MAX_BYTES - 4 < len(found.encode()) <= MAX_BYTES


def test_a_text_in_another_encoding_is_not_shown():
    assert shown(info(description="Überschwemmung").encode("latin-1")) == ["Leave."]


@pytest.mark.parametrize(
    "hostile", [b"<" * 100_000, b"<description>" * 9_000, b"<![CDATA[" + b"x" * 100_000, b"</info>" * 9_000]
)
def test_what_has_no_end_takes_no_memory(hostile):
    text = CapText(ENGLISH)
    for at in range(0, len(hostile), 256):
        text.feed(hostile[at : at + 256])

    assert len(text._rest) <= 4096
    assert sum(len(one.encode()) for one in text.paragraphs()) <= 2 * MAX_BYTES


@given(
    st.lists(st.one_of(st.binary(max_size=40), st.sampled_from([b"<", b">", b"<![CDATA[", b"]]>", b"<info>", b"<!--"])))
)
def test_any_bytes_are_taken(pieces):
    text = CapText(ENGLISH)
    for piece in pieces:
        text.feed(piece)
    assert isinstance(text.paragraphs(), list)
