"""What is written in the repository: UTF-8, plain quotes in code, nothing about the machine it was written on."""

import re
from pathlib import Path

import pytest

from tests.rules.sources import ROOT, files, shown

BINARY = {".png", ".jpg", ".db", ".ico", ".woff2", ".bin", ".gz", ".wasm"}
CODE = {".py", ".js", ".mjs", ".css", ".toml", ".json", ".sql", ".sh", ""}
# UTF-8 that was once read as Latin-1 or as cp1252 begins with one of these; U+FFFD is what was lost.
MOJIBAKE = re.compile("[\u00c2\u00c3][\u0080-\u00bf\u2018-\u203a\u20ac\u2122]|\u00e2\u20ac|\u00f0\u0178|\ufffd")
SMART = re.compile("[\u2018\u2019\u201c\u201d\u00a0\u200b\ufeff]")
EMOJI = re.compile("[\U0001f300-\U0001faff\u2705\u274c\u2728]")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
MACHINE = re.compile(r"(?<![\w.:/])/(?:root|work|tmp|Users|home/[a-z]+)/\w")
REGISTRY = re.compile(r"(?:pypi|pythonhosted|test\.pypi)\.org|registry\.(?:npmjs|yarnpkg)\.|[\w-]+/simple/")
WORLD_TEXT = ("tests/", "examples/", "docs/", "edge_agent/web/", "micropython/lib/meshwire/phrases/")
WORLD_TEXT += ("micropython/lib/meshwire/dictionaries/",)  # what is written in many languages


def offences(name: str, raw: bytes) -> list[str]:
    try:
        content = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return [f"{name}: not UTF-8: {error.reason} at byte {error.start}"]
    rules = {"mojibake": MOJIBAKE, "emoji": EMOJI, "control character": CONTROL, "machine path": MACHINE}
    rules["registry host"] = REGISTRY
    if Path(name).suffix in CODE and not name.startswith(WORLD_TEXT):
        rules["smart quote or invisible space"] = SMART
    found = ((what, rule.search(content)) for what, rule in rules.items())
    return [f"{name}: {what} {ascii(match.group())}" for what, match in found if match]


def is_text(path: Path) -> bool:
    """CAP documents of the tests are in the encoding that each declares."""
    return path.suffix not in BINARY and not shown(path).startswith("tests/data/alerts/") and path != Path(__file__)


def test_every_file_is_clean_text():
    texts = [path for path in files() if is_text(path)]
    assert len(texts) > 40
    assert [said for path in texts for said in offences(shown(path), path.read_bytes())] == []


def test_this_rule_itself_is_ascii():
    assert Path(__file__).read_bytes().isascii()


def test_the_locks_name_no_registry():
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "micropython/wasm/package-lock.json"]
    assert len(locks) >= 5
    assert [shown(lock) for lock in locks if REGISTRY.search(lock.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe",
        "gr\u00c3\u00bcn".encode(),
        "it\u00e2\u20ac\u2122s".encode(),
        "say \u201cno\u201d".encode(),
        "done \u2705".encode(),
        b"bell \x07",
        b"open('/home/ada/node.toml')",
        b"log = /tmp/node.log",
        b"--index-url https://pypi.org/simple/",
    ],
)
def test_dirt_is_found(raw):
    assert offences("edge_agent/a.py", raw)


@pytest.mark.parametrize(
    "clean", ["\u00dcberflutung: sofort weg", "HOME/hearthnet.toml", "\u0395\u03bb\u03bb\u03ac\u03b4\u03b1"]
)
def test_every_language_passes(clean):
    assert offences("edge_agent/a.py", clean.encode()) == []
