"""A founder's agent and a newcomer's command, as processes over loopback."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager

import pytest

from tests.scenario.desk import free_port, until

LIMIT_S = 60.0


def hearthnet(home, *words):
    return subprocess.run(
        [sys.executable, "-m", "edge_agent", "--home", str(home), *words],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT_S, check=False,
    )  # fmt: skip


def said(home, *words):
    done = hearthnet(home, *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


@asynccontextmanager
async def agent(home, *, approve="invite"):
    """The agent of a founded home, until its socket answers and until the end of the block."""
    (home / "hearthnet.toml").write_text(f'[http]\nport = {free_port()}\n[community]\napprove = "{approve}"\n')
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "edge_agent", "--home", str(home), "agent", stderr=subprocess.DEVNULL
    )
    try:
        await until((home / "run" / "agent.sock").exists, LIMIT_S, lambda: "the agent's socket")
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


@pytest.fixture
def mill(tmp_path):
    home = tmp_path / "mill"
    said(home, "init", "--name", "mill")
    return home


def link_in(text):
    [link] = [line for line in text.splitlines() if line.startswith("http")]
    return link


async def test_a_newcomer_joins_by_link_and_by_code(mill, tmp_path):
    async with agent(mill):
        invited = said(mill, "invite", "--uses", "2")
        [words] = [line.partition(":")[2].strip() for line in invited.splitlines() if "words" in line]
        by_link = said(tmp_path / "bob", "join", link_in(invited), "--name", "bob")
        [code] = [word for word in invited.split() if "@" in word]
        by_code = said(tmp_path / "carl", "init", "--join", code, "--name", "carl")
        members = said(mill, "member", "list")

    assert words in by_link
    assert words in by_code
    assert [line.split("\t")[1] for line in members.splitlines()] == ["mill", "bob", "carl"]
    assert said(tmp_path / "bob", "whoami").splitlines()[2:4] == said(mill, "whoami").splitlines()[2:4]
    assert "certificate  member until" in said(tmp_path / "carl", "whoami")


async def test_a_newcomer_waits_for_the_person_with_the_passphrase(mill, tmp_path):
    (tmp_path / "words").write_text("correct horse\n")
    sealed = tmp_path / "sealed"
    said(sealed, "init", "--passphrase-file", str(tmp_path / "words"))
    bob = tmp_path / "bob"
    async with agent(sealed):
        link = link_in(said(sealed, "invite"))
        early = hearthnet(bob, "join", link, "--name", "bob", "--wait", "1")
        short = said(sealed, "member", "requests").split("\t")[0]
        said(sealed, "member", "approve", short, "--passphrase-file", str(tmp_path / "words"))
        later = said(bob, "join", "--name", "bob")

    assert early.returncode == 1
    assert "run `hearthnet join` again later" in early.stderr
    assert short in later
    assert "certificate  member until" in said(bob, "whoami")


async def test_a_node_with_a_community_of_its_own_is_told_what_to_do(mill, tmp_path):
    bob = tmp_path / "bob"
    said(bob, "init", "--name", "bob")
    before = said(bob, "whoami")
    async with agent(mill):
        link = link_in(said(mill, "invite"))
        refused = hearthnet(bob, "join", link)
        same = hearthnet(mill, "join", link)
        unchanged = said(bob, "whoami")
        said(bob, "join", link, "--set-aside")

    assert refused.returncode == 2
    assert "--set-aside" in refused.stderr
    assert "stop it first" in same.stderr
    assert unchanged == before
    assert said(bob, "whoami") != before
    assert [path.name for path in (bob / "former").iterdir()] == [before.splitlines()[2].split()[1]]


async def test_a_wrong_code_and_a_used_invite_are_refused(mill, tmp_path):
    async with agent(mill):
        invited = said(mill, "invite")
        [code] = [word for word in invited.split() if "@" in word]
        wrong = hearthnet(tmp_path / "eve", "join", "ABCD-2345@" + code.partition("@")[2])
        said(tmp_path / "bob", "join", link_in(invited))
        late = hearthnet(tmp_path / "eve", "join", link_in(invited))

    assert "not the code" in wrong.stderr
    assert "used up" in late.stderr
    assert not os.path.exists(tmp_path / "eve" / "keys")


async def test_members_come_and_go_over_the_mesh(mill, tmp_path):
    bob, carl = tmp_path / "bob", tmp_path / "carl"
    async with agent(mill):
        link = link_in(said(mill, "invite", "--uses", "2"))
        said(bob, "join", link, "--name", "bob")
        async with agent(bob):
            said(carl, "join", link, "--name", "carl")
            await until(lambda: "carl" in said(bob, "member", "list"), LIMIT_S, lambda: "Carl at Bob's node")
            said(bob, "leave", "--reason", "moved away")
            await until(lambda: "left: moved away" in said(mill, "member", "list"), LIMIT_S, lambda: "Bob's goodbye")
        members = said(mill, "member", "list").splitlines()

    assert [line.split("\t")[2].partition(" until")[0] for line in members] == [
        "member, anchor, authority", "member", "revoked: left: moved away",
    ]  # fmt: skip


async def test_a_node_is_called_by_the_name_in_its_certificate_unless_the_settings_say_another(mill):
    async with agent(mill):
        assert "mill" in said(mill, "status").splitlines()[0]
