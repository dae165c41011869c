"""Phrases: every code in every language, and visibly English where one is missing."""

import importlib
import shutil

import pytest

from meshwire import dictionary, phrasebook, registry, vocabulary
from meshwire.phrasebook import Phrasebook
from tests.interpreter import ROOT, output_of

TABLES = {"EVENTS": vocabulary.EVENTS, "INSTRUCTIONS": vocabulary.INSTRUCTIONS, "WORDS": registry.WORDS}


def test_a_language_with_a_dictionary_has_the_code_of_its_place():
    assert registry.LANGUAGES[1 : 1 + len(dictionary.LANGUAGES)] == dictionary.LANGUAGES == phrasebook.LANGUAGES


@pytest.mark.parametrize("language", phrasebook.LANGUAGES)
@pytest.mark.parametrize("table", TABLES)
def test_every_code_has_its_own_phrase(language, table):
    phrases = getattr(importlib.import_module(f"meshwire.phrases.{language}"), table).split("\n")

    assert len(phrases) == len(TABLES[table])
    assert all(phrase == phrase.strip() != "" for phrase in phrases)
    assert table == "WORDS" or len(set(phrases)) == len(phrases)


def test_codes_are_never_given_a_second_meaning():
    """A few codes of the first release: a change here breaks boards in the field."""
    events = {1: "earthquake", 12: "flood", 43: "wildfire", 58: "chemical", 67: "air-raid", 103: "all-clear"}
    instructions = {1: "go-indoors", 11: "leave-now", 22: "avoid-area", 37: "boil-water", 63: "exercise-no-action"}

    assert {code: vocabulary.EVENTS[code] for code in events} == events
    assert {code: vocabulary.INSTRUCTIONS[code] for code in instructions} == instructions
    assert registry.SEVERITIES.index("Severe") == registry.SEVERE
    assert registry.SEVERITIES.index("Extreme") == registry.EXTREME


def test_names_in_the_tables_are_unique():
    for names in (*TABLES.values(), registry.LANGUAGES, registry.RESPONSES):
        assert len(set(names)) == len(names)
    assert [code for code, _, _ in registry.GEOCODE_SCHEMES] == list(range(len(registry.GEOCODE_SCHEMES)))


def test_a_language_without_phrases_shows_english_and_says_so():
    book = Phrasebook("nl")

    assert book.event(vocabulary.EVENTS.index("flood")) == "(en) Flood"
    assert book.severity(registry.EXTREME) == "(en) Extreme"


@pytest.mark.parametrize("language", ["en", "de", "nl"])
def test_a_code_of_a_later_registry_is_shown_as_its_number(language):
    assert Phrasebook(language).event(250) == "event 250"
    assert Phrasebook(language).instruction(250) == "instruction 250"


@pytest.mark.parametrize(("tag", "code"), [("en-GB", "en"), ("DE", "de"), ("pt_BR", "pt"), ("tlh", "und")])
def test_a_language_tag_counts_by_its_primary_subtag(tag, code):
    assert registry.LANGUAGES[registry.language_index(tag)] == code


ON_BOARD = """
import sys
sys.path.insert(0, "/own")
from meshwire.phrasebook import Phrasebook
print(Phrasebook("uk").event(12), Phrasebook("uk").instruction(250), Phrasebook("fr").event(12))
"""


def test_a_board_may_carry_its_own_language_alone(tmp_path):
    own = tmp_path / "own" / "meshwire"
    shutil.copytree(ROOT / "micropython" / "lib" / "meshwire", own)
    for file in (own / "phrases").glob("*.py"):
        if file.stem not in ("__init__", "uk"):
            file.unlink()
    script = tmp_path / "script.py"
    script.write_text(ON_BOARD, encoding="utf-8")

    assert output_of(script, mounts=[(tmp_path / "own", "/own")]) == "Повінь instruction 250 flood\n"
