"""The whole board in the real interpreter with a heap of 128 kB: what it holds at most, under any radio."""

import random
import time
from statistics import median

import pytest

from meshwire import envelope, registry
from meshwire.dictionary import dictionary
from tests.boards.desk_board import DeskBoard
from tests.node.authority import Signer, payload
from tests.wire.corpus import hostile

KEY_TABLE = 12288  # bytes that the table of a new authority takes while it is made
BATCH = 100


def now() -> int:
    return int(time.time())


async def test_three_thousand_frames_and_the_alerts_among_them_leave_the_memory_as_it_was(board, air, office):
    """What is free when all sixteen places for alerts have long been taken is free a thousand frames later."""
    chance = random.Random(7)
    free = []
    for alerts in range(1, 36):
        mixed = [noise(chance, office) for _ in range(BATCH)]
        mixed.insert(chance.randrange(BATCH), payload(office.warn(time=now(), seq=5000 + alerts)))
        await air.put(*mixed)
        state = await board.until(lambda state, alerts=alerts: state["shown"] == alerts)
        free.append(state["heap_free"])
    state = await board.until(lambda state: state["frames"] == 35 * (BATCH + 1))
    assert median(free[25:]) > median(free[18:25]) - 2048  # what is held more at one moment than at another
    assert min(free) > KEY_TABLE + 6144  # so that an authority nobody has met can be verified
    assert state["siren"] == "severe"
    assert "too busy" not in state["refused"]  # which would also be said when memory was short


def noise(chance: random.Random, office: Signer) -> bytes:
    kind = chance.randrange(4)
    if kind == 0:
        return chance.randbytes(chance.randrange(1, 255))
    if kind == 1:
        return envelope.encode(0, 1, 1, 3, 3, b"\xe1\x01" + chance.randbytes(chance.randrange(1, 240)))
    if kind == 2:
        return payload(Signer(f"stranger {chance.randrange(1000)}").warn(time=now()))
    return payload(office.warn(time=now() - 7200, seq=chance.randrange(1, 1000)))


async def test_three_thousand_damaged_frames_neither_stop_it_nor_sound_its_siren(board, air, root, office):
    county = Signer("county")
    update = {"message_type": registry.UPDATE, "replaces": [(None, 1), (office.id, 2)]}
    genuine = [
        payload(office.warn(time=now(), severity=registry.EXTREME)),
        payload(office.warn(time=now(), headline="Вода піднімається", language=7, **update)),
        payload(root.certify(county, area=None)),
        payload(root.revoke(county)),
        payload(county.warn(time=now())),
    ]
    damaged = [
        data for data in hostile(genuine, count=3000, seed=2026) if data and data[envelope.SIZE :] not in bare(genuine)
    ]
    assert len(damaged) > 2500
    await air.put(*damaged)
    state = await board.until(lambda state: state["frames"] == len(damaged))
    assert (state["shown"], state["siren"], state["alert"]) == (0, "off", None)
    assert not [data for data in bare(air.sent) if data[:2] == genuine[0][envelope.SIZE :][:2]], "an event was repeated"
    assert state["refused"]["malformed"] > 1000
    assert state["refused"]["forged"] > 0
    await board.stop()
    assert board.process.returncode == 0
    await board.start()  # what was waiting for its signature is gone, and the flash holds nothing of it
    await air.put(payload(office.warn(time=now(), seq=1, headline="Only this is genuine")))
    await board.until(lambda state: state["siren"] == "severe")


def bare(payloads: list[bytes]) -> list[bytes]:
    """What a damaged envelope or age leaves genuine: signed by nobody, they may change."""
    return [data[envelope.SIZE :] for data in payloads]


@pytest.mark.parametrize("language", ["hi", "ja", "uk", "ar"])
async def test_eight_of_the_longest_alerts_fit_and_a_new_authority_after_them(
    tmp_path, air, provisioned, root, office, language
):
    county = Signer("county")
    board = DeskBoard(tmp_path, tmp_path / "ether.sock", **{**provisioned, "language": language})
    await board.start()
    for tag in ("hi", "ja", "uk", "ar", "de", "fr", "pl", "tr"):
        code = registry.LANGUAGES.index(tag)
        longest = office.warn(time=now(), language=code, headline=dictionary(code)[-60:], instructions=(1, 2, 3, 4))
        await air.put(payload(longest))
    state = await board.until(lambda state: state["shown"] == 8)
    assert state["heap_free"] > 2 * KEY_TABLE
    await air.put(payload(root.certify(county)))
    await air.put(payload(county.warn(time=now(), severity=registry.EXTREME)))
    state = await board.until(lambda state: state["siren"] == "extreme")
    assert state["refused"] == {}
    await board.stop()
