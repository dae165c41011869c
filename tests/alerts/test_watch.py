"""The watched folder: what is dropped there is issued once or refused with a reason, and nothing is lost."""

import asyncio
import os
import socket
from contextlib import suppress

import pytest

from edge_agent.alerts.watch import MAX_FILE, FolderWatch
from edge_agent.errors import Unavailable
from tests.alerts.town import NEIGHBOUR, cap


@pytest.fixture
def inbox(tmp_path):
    return tmp_path / "inbox"


@pytest.fixture
def watch(town, inbox):
    inbox.mkdir()
    return FolderWatch(inbox, town.issuer().issue_document)


async def look_twice(watch):
    """A file is taken at the second look that finds it unchanged."""
    await watch.look()
    await watch.look()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


async def test_a_dropped_file_is_issued_and_moved(town, watch, inbox):
    (inbox / "flood.xml").write_text(cap())
    await look_twice(watch)

    assert await town.in_force() == ["Flood: leave the river side"]
    assert names(inbox) == ["issued", "refused"]
    assert (inbox / "issued" / "flood.xml").read_text() == cap()


async def test_only_cap_files_are_taken(town, watch, inbox):
    (inbox / "B.CAP").write_text(cap())
    (inbox / "notes.txt").write_text(cap("other"))
    await look_twice(watch)

    assert names(inbox) == ["issued", "notes.txt", "refused"]
    assert names(inbox / "issued") == ["B.CAP"]


async def test_a_file_that_still_grows_is_left_alone(town, watch, inbox):
    whole = cap()
    for end in (100, 200, 300):
        (inbox / "flood.xml").write_text(whole[:end])
        await watch.look()
    (inbox / "flood.xml").write_text(whole)
    await watch.look()
    assert await town.in_force() == []

    await watch.look()
    assert len(await town.in_force()) == 1


async def test_a_file_that_is_written_again_in_the_same_size_is_left_alone(town, watch, inbox):
    path = inbox / "flood.xml"
    path.write_text(cap())
    await watch.look()
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
    await watch.look()

    assert names(inbox) == ["flood.xml", "issued", "refused"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<alert", "line 1"),
        (b"", "line 1"),
        (b"\xff\xfe\x00", "utf-16"),
        (cap(status="Rumour").encode(), "Rumour"),
        (b" " * (MAX_FILE + 1), f"more than {MAX_FILE} bytes"),
    ],
)
async def test_a_bad_file_is_refused_with_the_reason_beside_it(town, watch, inbox, content, reason):
    (inbox / "flood.xml").write_bytes(content)
    await look_twice(watch)

    assert names(inbox / "refused") == ["flood.xml", "flood.xml.reason.txt"]
    assert reason in (inbox / "refused" / "flood.xml.reason.txt").read_text()
    assert await town.known() == []


async def test_a_node_without_authority_refuses_the_file(town, inbox):
    inbox.mkdir()
    (inbox / "flood.xml").write_text(cap())
    await look_twice(FolderWatch(inbox, town.issuer(NEIGHBOUR).issue_document))

    assert "unknown key" in (inbox / "refused" / "flood.xml.reason.txt").read_text()


async def test_a_link_is_not_followed(town, watch, inbox, tmp_path):
    (tmp_path / "private.xml").write_text(cap())
    (inbox / "link.xml").symlink_to(tmp_path / "private.xml")
    await look_twice(watch)

    assert await town.known() == []
    assert "not a file" in (inbox / "refused" / "link.xml.reason.txt").read_text()
    assert (tmp_path / "private.xml").read_text() == cap()


async def test_a_folder_a_pipe_and_a_socket_are_refused_without_waiting_for_them(watch, inbox, monkeypatch):
    (inbox / "folder.xml").mkdir()
    os.mkfifo(inbox / "pipe.xml")
    monkeypatch.chdir(inbox)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.xml")
        await look_twice(watch)

    reasons = [path.read_text() for path in (inbox / "refused").glob("*.reason.txt")]
    assert len(reasons) == 3
    assert all("not a file" in reason for reason in reasons)


async def test_a_second_file_of_one_name_replaces_nothing(town, watch, inbox):
    for number in range(3):
        (inbox / "flood.xml").write_text(cap(f"flood-{number}"))
        await look_twice(watch)

    assert names(inbox / "issued") == ["flood-2.xml", "flood-3.xml", "flood.xml"]
    assert (inbox / "issued" / "flood.xml").read_text() == cap("flood-0")


async def test_the_same_document_again_is_refused_and_names_the_alert(town, watch, inbox):
    for name in ("first.xml", "second.xml"):
        (inbox / name).write_text(cap())
        await look_twice(watch)

    assert len(await town.known()) == 1
    assert str((await town.known())[0]["id"]) in (inbox / "refused" / "second.xml.reason.txt").read_text()


class Busy:
    """A log whose disk is full until it is given room."""

    def __init__(self, issue):
        self.issue = issue
        self.full = True

    async def __call__(self, data, origin):
        if self.full:
            raise Unavailable("the disk is full")
        return await self.issue(data, origin)


async def test_a_file_waits_for_a_disk_that_is_full_and_is_told_once(town, inbox, caplog):
    inbox.mkdir()
    (inbox / "flood.xml").write_text(cap())
    issue = Busy(town.issuer().issue_document)
    watch = FolderWatch(inbox, issue)
    for _ in range(10):
        await watch.look()
    assert [record.getMessage() for record in caplog.records] == ["flood.xml stays in the folder: the disk is full"]

    issue.full = False
    await look_twice(watch)
    assert names(inbox / "issued") == ["flood.xml"]


async def test_what_cannot_be_read_or_moved_stays_and_the_next_one_is_issued(town, watch, inbox, caplog):
    """Root may read everything, so the name is what stands in the way: it is too long once it has a number."""
    long = "x" * 251 + ".xml"
    for number in range(2):
        (inbox / long).write_text(cap(f"long-{number}"))
        (inbox / "z.xml").write_text(cap(f"short-{number}"))
        await look_twice(watch)

    assert len(await town.in_force()) == 4
    assert len(names(inbox / "issued")) == 3
    assert "cannot be moved to issued/: File name too long" in caplog.text
    assert (inbox / long).exists()


async def test_a_folder_that_vanished_is_made_again(town, watch, inbox):
    inbox.rmdir()
    await watch.look()
    (inbox / "flood.xml").write_text(cap())
    await look_twice(watch)

    assert len(await town.in_force()) == 1


async def test_a_folder_that_cannot_be_made_says_which_setting_to_correct(town, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match=r"file/inbox cannot be made: Not a directory; correct alerts.watch"):
        await FolderWatch(tmp_path / "file" / "inbox", town.issuer().issue_document).run()


async def test_the_running_watch_looks_again_and_again(town, inbox):
    inbox.mkdir()
    (inbox / "flood.xml").write_text(cap())
    news = town.store.changes()
    watching = asyncio.create_task(FolderWatch(inbox, town.issuer().issue_document, look_s=0.01).run())
    async with asyncio.timeout(10):
        await anext(news)  # the document
        await anext(news)  # the alert
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching

    assert len(await town.in_force()) == 1
