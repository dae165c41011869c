"""Paired browsers in the node's real database."""

import sqlite3

import pytest

from edge_agent.bus.capability import Trust
from edge_agent.errors import NotFound, NotTrusted, Unavailable
from edge_agent.identity.pairing import LIFETIME_S, MAX_BROWSERS, Pairing

NOW = 1_800_000_000


class Clock:
    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def pairing(log, clock):
    return Pairing(log, now=clock, steady=clock)


async def paired(pairing, label="Ada's phone", trust=Trust.MODERATOR):
    return await pairing.redeem(pairing.new_code(trust).text, label=label, client="192.0.2.7")


async def test_a_code_becomes_a_token_that_names_its_browser(pairing):
    token = await paired(pairing, trust=Trust.TRUSTED)

    caller = (await pairing.visitor(token)).caller

    assert (caller.name, caller.trust) == ("Ada's phone", Trust.TRUSTED)
    assert len(bytes.fromhex(token)) == 32


async def test_every_code_and_every_token_is_another(pairing):
    assert len({pairing.new_code().text for _ in range(50)}) == 50
    assert await paired(pairing) != await paired(pairing)


@pytest.mark.parametrize("token", ["", "00" * 32, "x" * 5000, "\ud800", "' OR 1=1 --"])
async def test_any_other_token_is_nobody(pairing, token):
    await paired(pairing)

    assert await pairing.visitor(token) is None


async def test_a_wrong_code_gives_no_token(pairing):
    pairing.new_code()

    with pytest.raises(NotTrusted):
        await pairing.redeem("WRNG-CDEX", label="", client="192.0.2.7")
    assert await pairing.browsers() == []


async def test_the_database_holds_no_token(pairing, log, tmp_path):
    token = await paired(pairing)
    await log.close()

    stored = b"".join(path.read_bytes() for path in tmp_path.glob("agent.db*"))

    assert b"Ada's phone" in stored
    assert token.encode() not in stored
    assert bytes.fromhex(token) not in stored


async def test_a_token_is_good_until_it_expires(pairing, clock):
    token = await paired(pairing)

    clock.now += LIFETIME_S - 1
    assert await pairing.visitor(token)
    clock.now += 1
    assert await pairing.visitor(token) is None
    assert await pairing.browsers() == []


async def test_a_token_survives_a_restart(pairing, log, clock):
    token = await paired(pairing)

    again = Pairing(log, now=clock, steady=clock)

    assert await again.visitor(token)


async def test_a_browser_is_revoked_by_the_id_in_the_list(pairing, clock):
    lost = await paired(pairing, label="lost")
    clock.now += 1
    kept = await paired(pairing, label="kept")
    assert [browser.label for browser in await pairing.browsers()] == ["kept", "lost"]

    await pairing.revoke((await pairing.browsers())[1].id.upper())

    assert await pairing.visitor(lost) is None
    assert await pairing.visitor(kept)


@pytest.mark.parametrize("browser", ["", "00000000", "%", "\x00"])
async def test_revoking_an_unknown_browser_ends_nothing(pairing, browser):
    token = await paired(pairing)

    with pytest.raises(NotFound, match="hearthnet pair list"):
        await pairing.revoke(browser)
    assert await pairing.visitor(token)


async def test_a_label_is_one_short_printable_line(pairing):
    await paired(pairing, label="Ada\n\x1b[31m" + "a" * 100)

    label = (await pairing.browsers())[0].label

    assert len(label) == 40
    assert label.isprintable()


async def test_more_browsers_than_the_node_keeps_are_refused_until_one_expires(pairing, log, clock):
    def fill(db: sqlite3.Connection) -> None:
        rows = [(number.to_bytes(32, "big"), 1, "", NOW, NOW + 60) for number in range(MAX_BROWSERS)]
        db.executemany("INSERT INTO pairing (token_hash, trust, label, created, expires) VALUES (?, ?, ?, ?, ?)", rows)

    await log.local(fill)

    with pytest.raises(Unavailable, match="hearthnet pair revoke"):
        await paired(pairing)
    clock.now += 60
    await paired(pairing)
    assert len(await pairing.browsers()) == 1
