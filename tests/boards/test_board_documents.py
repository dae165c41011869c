"""Documents of alerts in the real interpreter, in its heap of 128 kB."""

import random
import time

import pytest

from meshwire import document, envelope, fragment
from meshwire.radio_key import control_key, seal
from meshwire.spread import Spread
from tests.node.authority import Signer, payload

LETTERS = "abcdefghijklmnopqrstuvwxyz     "


def cap(words: str, noise: int) -> bytes:
    """A document with that description, and so many characters behind it that a board does not show."""
    chance = random.Random(noise)
    filling = "".join(chance.choice(LETTERS) for _ in range(noise))
    info = f"<info><language>en</language><description>{words}</description><web>{filling}</web></info>"
    return f"<alert>{info}</alert>".encode()


def frames(root, data: bytes) -> list[bytes]:
    """Every second row of three: a third of the sources is missing."""
    packed = document.pack(data)
    spread = Spread(document.digest_of(data)[:8], packed, 1, begun=False)
    spread.left = 2 * fragment.shape(len(packed))[0]
    rows = [spread.next() for _ in range(spread.left)]
    kept = [row for at, row in enumerate(rows) if at % 3]
    key = control_key(root.public)
    return [envelope.encode(0, 9, 9, 0, 0, seal(key, fragment.encode(row))) for row in kept]


@pytest.mark.parametrize("noise", [0, 1500])
async def test_a_board_shows_the_text_of_a_document_that_arrives_with_losses(board, air, root, office, noise):
    data = cap("The bridge is closed", noise)
    await air.put(payload(office.warn(time=int(time.time()), digest=document.digest_of(data))))
    await board.until(lambda state: state["shown"] == 1)

    await air.put(*frames(root, data))

    state = await board.until(lambda state: "The bridge is closed" in state["screen"])
    assert state["siren"] == "severe"
    assert "too busy" not in state["refused"]


async def test_the_largest_document_arrives(board, air, root, office):
    data = cap("The bridge is closed", 13000)
    await air.put(payload(office.warn(time=int(time.time()), digest=document.digest_of(data))))
    await board.until(lambda state: state["shown"] == 1)

    await air.put(*frames(root, data))

    await board.until(lambda state: "The bridge is closed" in state["screen"])
    assert len(document.pack(data)) > 8000


async def test_while_a_long_document_arrives_alerts_of_new_authorities_are_verified(board, air, root, office):
    data = cap("The bridge is closed", 4500)
    rows = frames(root, data)
    await air.put(payload(office.warn(time=int(time.time()), severity=4, digest=document.digest_of(data))))
    await board.until(lambda state: state["shown"] == 1)

    for number in range(1, 5):
        await air.put(*rows[number * 2 - 2 : number * 2])
        county = Signer(f"county {number}")
        await air.put(payload(root.certify(county)), payload(county.warn(time=int(time.time()))))
        await board.until(lambda state, number=number: state["shown"] == 1 + number)
    await air.put(*rows[8:])

    state = await board.until(lambda state: "The bridge is closed" in state["screen"])
    assert len(document.pack(data)) > 2500
    assert "too busy" not in state["refused"]
