"""The watch over a real log and real doors; cables and clocks are the test's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_agent.events.store import EventStore
from edge_agent.reach.capabilities import ReachCapabilities
from edge_agent.reach.journal import MAX_ROWS, ReachJournal
from edge_agent.reach.probe import Probe, parse
from edge_agent.reach.state import CLIMB_S, FALL_S, FRESH_S, Change, Reach
from edge_agent.reach.watch import ReachWatch
from tests.events.people import open_store
from tests.reach.doors import door

UTC = 1_795_000_000.0


class Lab:
    """A node whose cable, radio, neighbours and clock the test holds."""

    def __init__(self, store: EventStore, *probes: Probe) -> None:
        self.link, self.way_out, self.radio, self.peers, self.at = True, True, True, 0, 1000.0
        self.told = 0
        self.journal = ReachJournal(store)
        self.watch = ReachWatch(
            probes, self.journal, peers=lambda: self.peers, radio=lambda: self.radio, changed=self._tell,
            now=lambda: UTC + self.at, steady=lambda: self.at, link=lambda: self.link, way_out=lambda: self.way_out,
        )  # fmt: skip

    def _tell(self) -> None:
        self.told += 1

    async def wait(self, seconds: float) -> Reach:
        """Look every second for so long."""
        for _ in range(int(seconds)):
            self.at += 1
            await self.watch.look()
        return self.watch.state.now


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[EventStore]:
    opened = await open_store(tmp_path / "agent.db")
    yield opened
    await opened.close()


async def test_an_answer_makes_it_online_and_silence_ends_that(store: EventStore) -> None:
    async with door() as opened:
        lab = Lab(store, parse(f"tcp://127.0.0.1:{opened.port}"))
        assert await lab.wait(1) == Reach.LAN

        assert await lab.watch.ask()
        assert await lab.wait(CLIMB_S + 1) == Reach.ONLINE

    assert not await lab.watch.ask()
    assert await lab.wait(FRESH_S + FALL_S) == Reach.LAN


async def test_each_change_is_told_once_and_kept_with_its_reason(store: EventStore) -> None:
    lab = Lab(store)
    await lab.wait(2)
    lab.link = False
    await lab.wait(FALL_S + 1)

    assert lab.told == 2
    kept = await lab.journal.newest(10)
    assert [(entry.before, entry.after) for entry in kept] == [("lan", "radio"), ("alone", "lan")]
    assert kept[0].reason == "no network; the radio works"
    assert kept[0].at == pytest.approx(UTC + lab.at, abs=5)


async def test_without_a_way_out_nobody_is_asked(store: EventStore) -> None:
    for link, way_out in ((False, True), (True, False)):
        lab = Lab(store, parse("tcp://127.0.0.1:9"))
        lab.link, lab.way_out = link, way_out

        assert not await lab.watch.ask()
        assert lab.watch.asked == 0


async def test_the_first_probe_that_answers_is_enough_and_the_burden_is_shared(store: EventStore) -> None:
    async with door() as first, door() as second:
        lab = Lab(store, *(parse(f"tcp://127.0.0.1:{one.port}") for one in (first, second)))
        for _ in range(4):
            assert await lab.watch.ask()

    assert lab.watch.asked == 4
    assert [first.knocks, second.knocks] == [2, 2]


async def test_the_journal_is_bounded(store: EventStore) -> None:
    journal = ReachJournal(store)
    for number in range(MAX_ROWS + 5):
        await journal.write(Change(Reach.LAN, Reach.RADIO, number, "no network"), number)

    assert len(await journal.newest(MAX_ROWS * 2)) == MAX_ROWS
    assert (await journal.newest(1))[0].at == MAX_ROWS + 4


async def test_status_says_what_is_claimed_and_by_what_evidence(store: EventStore) -> None:
    lab = Lab(store)
    await lab.wait(2)

    status = await ReachCapabilities(lab.watch, lab.journal).status(None)  # type: ignore[arg-type]

    assert (status["state"], status["link"], status["asked"], status["internet_s"]) == ("lan", True, False, None)
    assert "nothing on the internet is configured" in str(status["reason"])
    assert [one["after"] for one in status["changes"]] == ["lan"]  # type: ignore[attr-defined]


async def test_an_address_is_tried_over_any_link_and_a_name_only_with_a_way_out(store: EventStore) -> None:
    lab = Lab(store)
    assert lab.watch.leads_to("192.0.2.1")
    assert lab.watch.leads_to("hub.example")

    lab.way_out = False

    assert lab.watch.leads_to("2001:db8::1")
    assert not lab.watch.leads_to("hub.example")

    lab.link = False

    assert not lab.watch.leads_to("192.0.2.1")
