"""The console's line editor and request parser under hostile bytes, in the real interpreter as on CPython."""

import random

import fuzz_shell
from tests.interpreter import ROOT, output_of

KEYS = b"\x1b[ABCDHF~0123;\t\r\n\x01\x05\x0b\x15\x17\x03\x0c\x7f{}\xc3\xa9\xe5\x90\x8d status"
REQUESTS = (
    b'{"run": "status", "id": 3}', b'{"press": "short"}', b'{"run": ' + b"[" * 200, b'{"run": {"a": null}}',
    b'{"id": 1e400, "run": 5}', b'{"provision": {"size": -1}}', b'{"update": []}', b'{"run": "\\ud800"}', b"{}", b"[]",
    b'{"run": "x"} {"run": "y"}', b'{"id": true, "run": "help"}', b'{"run": "' + b"y" * 300 + b'"}',
)  # fmt: skip


def hostile() -> list[bytes]:
    chance = random.Random(11)
    found = list(REQUESTS)
    for _ in range(250):
        size = chance.randrange(1, 256)
        found.append(bytes(chance.choices(KEYS, k=size)) if chance.random() < 0.6 else chance.randbytes(size))
        whole = bytearray(chance.choice(REQUESTS))
        whole[chance.randrange(len(whole))] = chance.randrange(256)
        found.append(bytes(whole))
    return found


def test_hostile_bytes_do_on_a_board_what_they_do_here_and_no_step_writes_without_bound():
    typed = hostile()
    script = ROOT / "micropython" / "fuzz_shell.py"
    on_board = output_of(script, stdin="".join(data.hex() + "\n" for data in typed)).strip()
    assert on_board == fuzz_shell.digest(typed)
    assert int(on_board.split()[0]) < 1024
