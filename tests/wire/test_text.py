"""Headlines: packed with the language's dictionary, unpacked within bounds."""

import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meshwire import dictionary, registry, text
from meshwire.errors import WireError

LANGUAGES = [registry.LANGUAGES.index(tag) for tag in dictionary.LANGUAGES]
PLAIN = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=120)


@given(PLAIN, st.integers(0, len(registry.LANGUAGES) - 1))
@example("Повітряна тривога! \U0001f4a7 ١", registry.LANGUAGES.index("uk"))
def test_a_headline_survives_in_any_language(headline, language):
    assert text.unpack(text.pack(headline, language), language) == headline


@pytest.mark.parametrize(
    ("tag", "headline", "share"),
    [
        ("en", "Flash flood warning for the valley, move to higher ground", 0.6),
        ("uk", "Негайно пройдіть в укриття, загроза хімічного ураження", 0.45),
        ("hi", "नदी का जलस्तर बढ़ रहा है, सुरक्षित स्थान पर जाएं", 0.35),
        ("ja", "大雨により川が氾濫、ただちに避難してください", 0.5),
    ],
)
def test_packing_pays(tag, headline, share):
    packed = text.pack(headline, registry.LANGUAGES.index(tag))

    assert isinstance(packed, bytes)
    assert len(packed) < share * len(headline.encode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_alphabet_and_dictionary_keep_the_limits_that_boards_rely_on(language):
    letters = dictionary.alphabet(language)
    preset = text.to_alphabet(dictionary.dictionary(language), letters)

    assert len(letters) == len(set(letters)) <= 128
    assert min(letters) >= "\x80"
    assert 300 <= len(preset) <= text.MAX_DICTIONARY
    assert len(preset) + text.MAX_BYTES < 1 << text.WINDOW_BITS


def test_a_bomb_is_cut_off():
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packer.compress(b"a" * 10_000_000) + packer.flush()

    with pytest.raises(WireError, match="too long"):
        text.unpack(bomb, 1)


@pytest.mark.parametrize("value", [7, None, "x" * 161, "あ" * 161, "a\nb", "\x1b[2J", b"", b"\x00", b"\xff\xff"])
def test_what_is_no_headline_is_refused(value):
    with pytest.raises(WireError):
        text.unpack(value, 1)


@pytest.mark.parametrize("coded", [b"\xfe", b"\x1b", b"\x1b\xc3", b"\x1b\xc0\x80", b"\x1b\xed\xa0\x80", b"\x1bA"])
def test_bytes_outside_the_alphabet_are_refused(coded):
    with pytest.raises(WireError):
        text.from_alphabet(coded, dictionary.alphabet(1))


def test_a_headline_too_long_for_any_frame_is_not_packed():
    with pytest.raises(ValueError, match="160 characters"):
        text.pack("x" * 161, 1)
