"""Parts that fail are told on the screen, and a board that can still warn does."""

import pytest

from meshwire import event
from node.files import Files
from tests.node.authority import Signer, payload
from tests.node.disk import Disk, every_cut
from tests.node.fake_board import FakeBoard


def board_of(root: Signer, office: Signer, disk: Disk | None = None, **more: object) -> FakeBoard:
    if disk is not None:
        more["files"] = dict(disk.files)
    certificate = event.encode(office.certificate).hex()  # type: ignore[attr-defined]
    board = FakeBoard(root.public, certificates=[certificate], **more)
    if disk is not None:
        flash: Files = disk.flash
        board.parts.read, board.parts.write = flash.read, flash.write  # type: ignore[method-assign]
    return board


@pytest.mark.parametrize("fault", ["full", "broken"])
def test_a_flash_that_takes_nothing_is_told_and_the_siren_sounds_all_the_same(root, office, fault):
    disk = Disk()
    board = board_of(root, office, disk)
    disk.full_at = 0 if fault == "full" else None
    disk.broken = fault == "broken"
    board.hear(payload(office.warn()))
    assert board.siren == "severe"
    assert any("state.cbor: the flash is full or fails" in note for note in board.parts.notes)
    board.hear(payload(office.warn(message_type=3, replaces=[(None, 1)], seq=2)))
    board.press()
    board.step(3_700_000)
    assert "FLASH FULL OR FAILING" in board.screen
    assert board.siren == "off"


def test_a_radio_that_does_not_answer_is_told_on_the_idle_screen(root, office):
    board = board_of(root, office)
    board.radio.facts = lambda: {"up": False}  # type: ignore[attr-defined]
    board.step(60_000)
    assert "RADIO GIVES NO ANSWER" in board.screen
    board.radio.facts = lambda: {"up": True}  # type: ignore[attr-defined]
    board.step(60_000)
    assert "RADIO" not in board.screen


def test_a_power_cut_at_any_write_of_an_alert_leaves_a_board_that_starts_and_knows_the_old_or_the_new(root, office):
    county = Signer("county")
    certified = root.certify(county, area=None)
    first, second = office.warn(seq=1), office.warn(seq=2, headline="Second")

    def hears(disk: Disk) -> None:
        board = board_of(root, office, disk)
        board.hear(payload(second), payload(certified))
        board.press()

    disk = Disk()
    board_of(root, office, disk).hear(payload(first))
    cuts = every_cut(disk, hears)
    assert len(cuts) > 40
    for cut in cuts:
        files = {name: data for name, data in cut.files.items() if not name.endswith(".new")}
        board = board_of(root, office, files=dict(files))
        assert not any("damaged" in note for note in board.parts.notes)
        board.hear(payload(first))
        assert board.refused.get("replayed") == 1  # what it knew before it still knows


@pytest.mark.parametrize("jump_s", [-(10**9), -3600, 3600, 10**8])
@pytest.mark.parametrize("has_clock", [True, False])
def test_a_clock_that_jumps_stops_nothing(root, office, has_clock, jump_s):
    board = board_of(root, office, has_clock=has_clock)
    board.hear(payload(office.warn(seq=1)))
    board.parts.started = max((board.parts.started or 1_700_000_000) + jump_s, 1)
    board.step(60_000)
    board.hear(payload(office.warn(seq=2, time=board.parts.utc())), payload(root.certify(Signer("county"), area=None)))
    board.press()
    board.step(3_700_000)
    board.parts.started = 0
    board.step(60_000)
    assert board.state["shown"] == 2
