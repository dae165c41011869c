"""The golden vectors hold on CPython and on the board's interpreter."""

import json
from pathlib import Path

import pytest

import check_vectors
from tests.interpreter import ROOT, run_script
from tests.wire.test_ed25519 import libsodium_accepts

FOLDER = ROOT / "tests" / "vectors"
FILES = sorted(path.name for path in FOLDER.glob("*.json"))
HEAP = 192 * 1024  # all modules are compiled into it, which a board has in ROM
CHECKER = ROOT / "micropython" / "check_vectors.py"
PARTS = ("check_radio_vectors.py", "vector_values.py")


def board_says(folder: Path, name: str) -> tuple[int, str]:
    parts = [(CHECKER.with_name(part), f"/board/{part}") for part in PARTS]
    done = run_script(CHECKER, f"/vectors/{name}", heap=HEAP, mounts=[(folder, "/vectors"), *parts])
    return done.returncode, done.stdout + done.stderr


def test_every_vector_file_has_a_check_and_every_check_a_file():
    assert sorted(check_vectors.CHECKS) == FILES


@pytest.mark.parametrize("name", FILES)
def test_vectors_hold_here(name):
    assert check_vectors.failures(str(FOLDER / name)) == []


@pytest.mark.parametrize("name", FILES)
def test_vectors_hold_on_a_board(name):
    assert board_says(FOLDER, name) == (0, f"/vectors/{name} ok\n")


def test_a_vector_that_does_not_hold_is_named_on_a_board(tmp_path):
    vectors = json.loads((FOLDER / "ed25519.json").read_text(encoding="utf-8"))[:2]
    vectors[1]["valid"] = not vectors[1]["valid"]
    (tmp_path / "ed25519.json").write_text(json.dumps(vectors), encoding="utf-8")

    status, said = board_says(tmp_path, "ed25519.json")

    assert (status, said) == (1, f"/vectors/ed25519.json FAILED: {vectors[1]['name']}\n")


def test_libsodium_agrees_with_every_ed25519_vector_of_the_right_lengths():
    for vector in json.loads((FOLDER / "ed25519.json").read_text(encoding="utf-8")):
        fields = [bytes.fromhex(vector[name]) for name in ("public_key", "message", "signature")]
        if (len(fields[0]), len(fields[2])) == (32, 64):
            assert libsodium_accepts(*fields) is vector["valid"], vector["name"]
