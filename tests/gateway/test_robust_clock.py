"""A gateway that starts with a wrong clock, which is corrected later, as on a computer without one of its own."""

import pytest

from meshwire.event import PEOPLE
from tests.gateway.sync_lab import DAY_S, SyncLab, Town, agree, alerts, gateways


@pytest.fixture
async def lab(tmp_path):
    made = SyncLab(tmp_path, seed=7)
    yield made
    await made.close()


@pytest.mark.parametrize("wrong_s", [-20 * 365 * DAY_S, 400 * DAY_S], ids=["twenty years ago", "next year"])
async def test_a_start_with_a_wrong_clock_forgets_neither_alerts_nor_events(lab, wrong_s):
    town = Town()
    ada, bob = await gateways(lab, town, "ada", "bob")
    await lab.hold(ada, town.authority.warn(time=int(lab.utc)), town.members[1].say(time=int(lab.utc)))
    in_force = alerts(ada, lab.utc)
    lab.utc_ahead += wrong_s

    ada = await lab.gateway("ada")
    await lab.advance(600)
    lab.utc_ahead -= wrong_s

    assert alerts(ada, lab.utc) == in_force != []
    assert ada.keeper.holdings.has((town.members[1].key, PEOPLE), 1)
    await lab.until(lambda: agree(lab, ada, bob) and alerts(bob, lab.utc) == in_force, limit_s=3600)
