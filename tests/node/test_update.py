"""A signed update is written beside the running version, and only a whole and genuine one is ever tried."""

import pytest
from nacl.signing import SigningKey

from meshwire import cbor
from node import slots, update
from tests.node import bundles
from tests.node.disk import Disk, every_cut
from tests.node.fake_board import pynacl_verify

KIND = "heltec_v3"
SIGNER = bundles.UPDATER.verify_key.encode()
VERSION_1 = slots.keep(slots.start(slots.install(slots.FIRST, "a", "1.0", 1)))
OLD = {"slots.json": slots.encode(VERSION_1), "slots/a/main.mpy": b"one", "slots/b/old.mpy": b"zero"}


def board(files: dict[str, bytes] | None = None) -> Disk:
    disk = Disk(OLD if files is None else files)
    disk.folders |= {"slots", "slots/a", "slots/b"} if disk.files else set()
    return disk


def send(disk: Disk, data: bytes, *, chunk: int = 512, kind: str = KIND) -> str:
    taking = update.Update(disk.flash, [SIGNER], kind, pynacl_verify)
    for at in range(0, len(data), chunk):
        taking.feed(data[at : at + chunk])
    return taking.finish()


def state(disk: Disk) -> slots.State:
    return slots.decode(disk.files.get("slots.json"))


@pytest.mark.parametrize("chunk", [1, 150, 512])
def test_a_genuine_update_is_tried_at_the_next_start(chunk):
    disk = board()
    assert "reboot to try it" in send(disk, bundles.make(), chunk=chunk)
    tried = slots.start(state(disk))
    assert (tried.active, slots.version(tried), tried.is_kept) == ("b", "2.0", False)
    written = {name[8:]: data for name, data in disk.files.items() if name.startswith("slots/b/")}
    assert written == bundles.FILES
    assert disk.files["slots/a/main.mpy"] == b"one"


def test_the_first_update_of_a_board_makes_the_folders():
    disk = board({})
    send(disk, bundles.make(counter=1))
    assert slots.start(state(disk)).active == "a"


def without_list_bounds(path: str) -> bytes:
    """A bundle that the node's side would refuse to make."""
    fields = {0: "2.0", 1: "any", 2: 2, 3: [[path, 1, bytes(32)]]}
    return bundles.sign(cbor.dumps(fields), b"x")


def changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


WHOLE = bundles.make()
HEAD = len(WHOLE) - sum(map(len, bundles.FILES.values()))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bundles.make(key=SigningKey(b"stranger".ljust(32, b"."))), "may not update this board"),
        (changed(WHOLE, HEAD - 40), "the signature is wrong"),
        (changed(WHOLE, HEAD - 1), "may not update this board"),
        (changed(WHOLE, 20), "wrong|again"),
        (changed(WHOLE, HEAD), "cbor.mpy is not the file that was signed"),
        (changed(WHOLE, len(WHOLE) - 1), "main.mpy is not the file that was signed"),
        (WHOLE[:-1], "cut short"),
        (WHOLE[:100], "cut short"),
        (b"", "cut short"),
        (WHOLE + b"x", "bytes after its end"),
        (b"PK\x03\x04" * 10, "not an update bundle"),
        (bundles.make(board="pico_sx1262"), "made for pico_sx1262, and this is heltec_v3"),
        (bundles.make(counter=1), "is not newer"),
        (without_list_bounds("../slots.json"), "may not write"),
        (without_list_bounds("/main.mpy"), "may not write"),
        (without_list_bounds("../../boot.py"), "may not write"),
    ],
)
def test_anything_else_is_refused_in_words_and_the_running_version_stays(data, reason):
    disk = board()
    with pytest.raises(update.UpdateError, match=reason):
        send(disk, data)
    assert state(disk) == VERSION_1
    assert disk.files["slots/a/main.mpy"] == b"one"
    assert {name for name in disk.files if not name.startswith("slots/b/")} == {"slots.json", "slots/a/main.mpy"}


@pytest.mark.parametrize("reason", ["signer", "signature", "counter", "kind"])
def test_nothing_is_written_before_the_signature_holds(reason):
    disk = board()
    data = {
        "signer": bundles.make(key=SigningKey(bytes(32))),
        "signature": changed(WHOLE, HEAD - 40),
        "counter": bundles.make(counter=1),
        "kind": bundles.make(board="pico_sx1262"),
    }[reason]
    with pytest.raises(update.UpdateError):
        send(disk, data)
    assert disk.files == OLD


def test_what_was_refused_cannot_be_continued():
    taking = update.Update(board().flash, [SIGNER], KIND, pynacl_verify)
    with pytest.raises(update.UpdateError, match="not an update"):
        taking.feed(b"x" * 8)
    with pytest.raises(update.UpdateError, match="begin anew"):
        taking.feed(WHOLE[:8])
    with pytest.raises(update.UpdateError, match="cut short"):
        taking.finish()


def test_a_piece_that_is_too_large_is_refused():
    with pytest.raises(update.UpdateError, match="smaller"):
        send(board(), WHOLE, chunk=513)


def test_a_second_update_waits_until_the_first_was_tried():
    disk = board()
    send(disk, bundles.make())
    with pytest.raises(update.UpdateError, match="is being tried"):
        send(disk, bundles.make(counter=3))


def test_too_little_room_is_said_before_a_byte_is_written():
    disk = board()
    disk.full_at = 10_000
    with pytest.raises(update.UpdateError, match="needs 24 kB of flash and 9 kB are free"):
        send(disk, bundles.make())
    assert state(disk) == VERSION_1


def test_a_flash_that_fills_up_or_fails_meanwhile_is_said_in_words():
    disk = board()
    taking = update.Update(disk.flash, [SIGNER], KIND, pynacl_verify)
    taking.feed(WHOLE[:512])
    disk.full_at = 600
    with pytest.raises(update.UpdateError, match="fails or is full"):
        taking.feed(WHOLE[512:900])
    assert state(disk) == VERSION_1


def test_a_power_cut_at_any_operation_leaves_a_version_that_runs():
    cuts = every_cut(board(), lambda disk: send(disk, bundles.make(), chunk=64))
    assert len(cuts) > 100
    for cut in cuts:
        found = slots.start(state(cut))
        if slots.version(found) == "2.0":
            assert {path: cut.files["slots/b/" + path] for path in bundles.FILES} == bundles.FILES
        else:
            assert found == VERSION_1
        assert cut.files["slots/a/main.mpy"] == b"one"


def test_after_a_power_cut_the_update_can_be_sent_again():
    for cut in every_cut(board(), lambda disk: send(disk, bundles.make(), chunk=512)):
        if state(cut) == VERSION_1:
            send(cut, bundles.make())
        assert slots.version(slots.start(state(cut))) == "2.0"


def test_a_power_cut_while_the_start_is_noted_or_the_version_kept_loses_nothing():
    disk = board()
    send(disk, bundles.make())
    waiting = state(disk)
    for step in (slots.start, lambda found: slots.keep(slots.start(found))):
        new = step(waiting)
        for cut in every_cut(disk, lambda one, new=new: one.flash.write("slots.json", slots.encode(new))):
            assert state(cut) in (waiting, new)
