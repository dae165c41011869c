"""Who gets through a handshake, and who does not."""

import asyncio
import ssl

import pytest

from edge_agent.mesh.tls_dates import RENEW_S, Reading, period
from tests.mesh.doors import LIMIT_S, new_key
from tests.mesh.handshakes import HOUR, NOW, Clock, chain_of, enter, listening, presenting


async def test_members_come_in_and_each_knows_the_key_of_the_other():
    mill, tower = new_key(), new_key()
    here, there = Clock().tls(mill), Clock().tls(tower)
    await here.admit([tower.public])
    await there.admit([mill.public])

    async with listening(here) as port:
        assert await enter(port, there.client, mill.node_id) == tower.public


async def test_a_member_that_was_admitted_later_comes_in_at_the_same_door():
    mill, tower = new_key(), new_key()
    here, there = Clock().tls(mill), Clock().tls(tower)
    await there.admit([mill.public])

    async with listening(here) as port:
        before = await enter(port, there.client, mill.node_id)
        await here.admit([tower.public])
        after = await enter(port, there.client, mill.node_id)

    assert (before, after) == (b"", tower.public)


async def test_nobody_comes_in_without_a_certificate():
    here = Clock().tls(new_key())

    async with listening(here) as port:
        assert await enter(port, presenting(""), None) == b""


async def test_nobody_comes_in_with_a_key_of_another_community():
    here = Clock().tls(new_key())
    await here.admit([new_key().public])

    async with listening(here) as port:
        assert await enter(port, presenting(chain_of(new_key())), None) == b""


async def test_the_door_of_a_stranger_is_not_entered():
    mill, tower = new_key(), new_key()
    here, there = Clock().tls(mill), Clock().tls(tower)
    await here.admit([tower.public])

    async with listening(here) as port:
        with pytest.raises(ssl.SSLCertVerificationError):
            await enter(port, there.client, mill.node_id)


async def test_a_member_that_answers_for_another_is_found_out():
    mill, tower, barn = new_key(), new_key(), new_key()
    here, there = Clock().tls(mill), Clock().tls(tower)
    await here.admit([tower.public])
    await there.admit([mill.public, barn.public])

    async with listening(here) as port:
        with pytest.raises(ssl.SSLCertVerificationError, match=f"answered, not {barn.node_id}"):
            await enter(port, there.client, barn.node_id)


async def test_who_is_no_member_any_more_is_not_called():
    mill, tower = new_key(), new_key()
    here, there = Clock().tls(mill), Clock().tls(tower)
    await here.admit([tower.public])
    await there.admit([mill.public])
    await there.admit([])

    async with listening(here) as port:
        with pytest.raises(ssl.SSLCertVerificationError, match="no member any more"):
            await enter(port, there.client, mill.node_id)


async def test_a_certificate_that_has_expired_is_refused():
    tower, clock = new_key(), Clock()
    here = clock.tls(new_key())
    await here.admit([tower.public])
    of_today = presenting(chain_of(tower, period(Reading(NOW, True, 0.0))))

    async with listening(here) as port:
        in_time = await enter(port, of_today, None)
        clock.utc += 25 * HOUR
        late = await enter(port, of_today, None)

    assert (in_time, late) == (tower.public, b"")


@pytest.mark.parametrize(("here_utc", "there_utc"), [(3.0, NOW), (NOW, 3.0), (3.0, NOW * 2)])
async def test_a_node_whose_clock_was_never_set_is_not_locked_out(here_utc, there_utc):
    mill, tower = new_key(), new_key()
    here = Clock(here_utc, known=here_utc == NOW).tls(mill)
    there = Clock(there_utc, known=there_utc == NOW).tls(tower)
    await here.admit([tower.public])
    await there.admit([mill.public])

    async with listening(here) as port:
        assert await enter(port, there.client, mill.node_id) == tower.public


async def test_a_new_certificate_leaves_open_connections_alone():
    mill, tower = new_key(), new_key()
    clock = Clock()
    here, there = clock.tls(mill), Clock().tls(tower)
    await here.admit([tower.public])
    await there.admit([mill.public])

    async with listening(here) as port, asyncio.timeout(LIMIT_S):
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=there.client, server_hostname=mill.node_id
        )  # fmt: skip
        first = writer.get_extra_info("peercert")["serialNumber"]
        clock.steady += RENEW_S
        here.look()
        writer.write(b"still here")
        said = await reader.readexactly(32 + len(b"still here"))
        _, late = await asyncio.open_connection("127.0.0.1", port, ssl=there.client, server_hostname=mill.node_id)
        second = late.get_extra_info("peercert")["serialNumber"]
        writer.close()
        late.close()

    assert said == tower.public + b"still here"
    assert first != second


async def test_no_ticket_lets_anybody_in_without_the_certificate_of_today():
    mill, tower = new_key(), new_key()
    here, there = Clock().tls(mill), Clock().tls(tower)
    await here.admit([tower.public])
    await there.admit([mill.public])

    async with listening(here) as port, asyncio.timeout(LIMIT_S):
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", port, ssl=there.client, server_hostname=mill.node_id
        )  # fmt: skip
        await reader.readexactly(32)  # tickets come before the first word
        session = writer.get_extra_info("ssl_object").session
        writer.close()

    assert not session.has_ticket


async def test_older_tls_is_refused():
    tower, here = new_key(), Clock().tls(new_key())
    await here.admit([tower.public])
    new, old = presenting(chain_of(tower)), presenting(chain_of(tower))
    old.maximum_version = ssl.TLSVersion.TLSv1_2

    async with listening(here) as port:
        entered = [await enter(port, context, None) for context in (new, old)]

    assert entered == [tower.public, b""]
