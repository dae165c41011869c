"""A hub and its members over real WebSockets: streams, letters, and who is let in."""

import asyncio
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.identity.keys import Key
from edge_agent.relay.mailbox import MAX_EACH, Mailbox
from edge_agent.relay.wire import ID_SIZE, WINDOW
from tests.relay.hubs import LIMIT_S, Root, Visitor, hub, until


@pytest.fixture
def root() -> Root:
    return Root()


async def said(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, data: bytes) -> bytes:
    """What comes back."""
    async with asyncio.timeout(LIMIT_S):
        coming = asyncio.create_task(reader.readexactly(len(data)))
        writer.write(data)
        await writer.drain()
        return await coming


async def test_bytes_go_through_the_hub_to_the_others_door_and_back(tmp_path: Path, root: Root) -> None:
    async with (
        hub(tmp_path) as url,
        Visitor(url, root, 1, tmp_path).there() as anna,
        Visitor(url, root, 2, tmp_path).there() as ben,
    ):
        await anna.sees(ben)
        large = secrets.token_bytes(3 * WINDOW)
        reader, writer = await anna.dial(ben)

        assert await said(reader, writer, large) == large
        writer.close()
        assert (anna.visits, ben.visits) == (0, 1)


async def test_one_slow_answer_delays_nobody_else(tmp_path: Path, root: Root) -> None:
    async with (
        hub(tmp_path) as url,
        Visitor(url, root, 1, tmp_path).there() as anna,
        Visitor(url, root, 2, tmp_path).there() as slow,
        Visitor(url, root, 3, tmp_path).there() as quick,
    ):
        await anna.sees(slow, quick)
        slow.held.clear()
        _, stuck = await anna.dial(slow)
        stuck.write(bytes(4 * WINDOW))  # more than the way to him takes
        reader, writer = await anna.dial(quick)

        for _ in range(20):
            assert await said(reader, writer, b"hello") == b"hello"

        slow.held.set()
        stuck.close()
        writer.close()


async def test_a_hub_is_named_by_an_ipv6_address_too(tmp_path: Path, root: Root) -> None:
    async with hub(tmp_path, listen="::1") as url, Visitor(url, root, 1, tmp_path).there() as anna:
        await until(lambda: anna.member.up)


async def test_the_roster_grows_and_shrinks(tmp_path: Path, root: Root) -> None:
    async with hub(tmp_path) as url, Visitor(url, root, 1, tmp_path).there() as anna:
        async with Visitor(url, root, 2, tmp_path).there() as ben:
            await anna.sees(ben)
            place = anna.member.place(ben.key.public)
            assert place
            assert place.stat().st_mode & 0o077 == 0

        await anna.sees()

        assert not place.exists()


async def test_communities_on_one_hub_neither_see_nor_reach_each_other(tmp_path: Path, root: Root) -> None:
    async with (
        hub(tmp_path) as url,
        Visitor(url, root, 1, tmp_path).there() as anna,
        Visitor(url, Root(201), 2, tmp_path).there() as other,
    ):
        await until(lambda: anna.member.up and other.member.up)
        assert anna.letters.put

        anna.letters.put(("mail", bytes(ID_SIZE), other.key.public, b"letter"))
        anna.letters.put(("open", 1, other.key.public))
        await until(lambda: anna.letters.answers != [])

        assert (anna.member.nodes(), other.member.nodes()) == ([], [])
        assert (other.visits, other.letters.came_here) == (0, [])


@pytest.mark.parametrize("case", ["no certificate", "of another key", "expired", "of another root", "noise"])
async def test_who_shows_no_valid_certificate_stays_outside(tmp_path: Path, root: Root, case: str) -> None:
    key = Key(bytes([2]) * 32)
    shown = {
        "no certificate": root.revocation(key),
        "of another key": root.certificate(Key(bytes([3]) * 32)),
        "expired": root.certificate(key, expires=1000),
        "of another root": Root(201).certificate(key),
        "noise": b"noise",
    }[case]
    async with hub(tmp_path, root.community) as url, Visitor(url, root, 2, tmp_path, certificate=shown).there() as eve:
        await until(lambda: eve.failure is not None)

        assert not eve.member.up


async def test_who_signs_with_another_key_than_the_certified_one_stays_outside(tmp_path: Path, root: Root) -> None:
    async with hub(tmp_path) as url:
        eve = Visitor(url, root, 2, tmp_path)
        eve.member._key = _Impostor(eve.key)  # type: ignore[assignment]  # its public half is the victim's
        async with eve.there():
            await until(lambda: eve.failure is not None)

            assert not eve.member.up


class _Impostor:
    def __init__(self, victim: Key) -> None:
        self.public, self._own = victim.public, Key(bytes([99]) * 32)

    def sign(self, message: bytes) -> bytes:
        return self._own.sign(message)


async def test_a_revocation_that_any_member_brings_ends_the_connection_and_the_way_back(
    tmp_path: Path, root: Root
) -> None:
    async with hub(tmp_path) as url, Visitor(url, root, 2, tmp_path).there() as thief:
        await until(lambda: thief.member.up)
        anna = Visitor(url, root, 1, tmp_path)
        anna.revocations.append(root.revocation(thief.key))
        async with anna.there():
            await until(lambda: thief.failure is not None)

            async with Visitor(url, root, 2, tmp_path, certificate=thief._certificate).there() as again:
                await until(lambda: again.failure is not None)

            assert anna.member.nodes() == []


async def test_a_letter_waits_until_its_reader_comes_even_if_the_hub_restarts(tmp_path: Path, root: Root) -> None:
    ben = Key(bytes([2]) * 32)
    async with hub(tmp_path) as url, Visitor(url, root, 1, tmp_path).there() as anna:
        await until(lambda: anna.member.up)
        assert anna.letters.put
        for number in range(40):
            anna.letters.put(("mail", number.to_bytes(ID_SIZE, "big"), ben.public, f"letter {number}".encode()))
        await until(lambda: len(anna.letters.answers) == 40)
        assert {refusal for _, refusal in anna.letters.answers} == {""}

    async with hub(tmp_path) as url:
        async with Visitor(url, root, 2, tmp_path).there() as reader:
            await until(lambda: len(reader.letters.came_here) == 40)

            assert reader.letters.came_here[39] == (anna.key.public, b"letter 39")
            await until(lambda: letters_left(tmp_path) == 0)

        async with Visitor(url, root, 2, tmp_path).there() as again:
            await until(lambda: again.member.up)
            assert again.letters.came_here == []


def letters_left(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "relay.db")) as db:
        return int(db.execute("SELECT count(*) FROM mail").fetchone()[0])


async def test_a_full_mailbox_refuses_and_says_so(tmp_path: Path, root: Root) -> None:
    mailbox = await Mailbox.open(tmp_path / "relay.db")
    try:
        for number in range(MAX_EACH):
            assert await mailbox.keep(b"c", b"r", b"w", number.to_bytes(2, "big"), b"x", 1000.0) == ""

        assert "full" in await mailbox.keep(b"c", b"r", b"w", b"new", b"x", 1000.0)
        assert await mailbox.keep(b"c", b"other", b"w", b"new", b"x", 1000.0) == ""
    finally:
        await mailbox.close()
