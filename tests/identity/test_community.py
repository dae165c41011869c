"""Founding a community, and what is left of a founding that was interrupted."""

import io
import shutil
import stat

import pytest

from edge_agent.errors import BadRequest, ConfigError, NotTrusted
from edge_agent.identity import keyfile
from edge_agent.identity.community import (
    ensure,
    found,
    has_identity,
    keys_folder,
    load_identity,
    open_log,
    root_path,
)
from edge_agent.identity.members import Members
from meshwire.area import Area
from meshwire.event import community_id
from meshwire.trust import reasons_against

DISTRICT, TOWN, ELSEWHERE = (Area(((5, code),), (), ()) for code in ("05154", "05154036", "05170"))


async def roster(home):
    identity = load_identity(home)
    log = await open_log(home, identity)
    try:
        return await Members(log, identity.root).roster()
    finally:
        await log.close()


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_a_founder_may_alert_everywhere(tmp_path):
    identity = await found(tmp_path, name="mill")

    assert identity.community == community_id(identity.root)
    assert identity.root != identity.key.public
    assert reasons_against(await roster(tmp_path), identity.key.public, ELSEWHERE, 0) == []
    assert (await roster(tmp_path)).certificate(identity.key.public).name == "mill"


async def test_a_founder_may_alert_for_the_area_that_was_named(tmp_path):
    identity = await found(tmp_path, name="mill", area=DISTRICT)
    members = await roster(tmp_path)

    assert reasons_against(members, identity.key.public, TOWN, 0) == []
    assert reasons_against(members, identity.key.public, ELSEWHERE, 0) == ["outside the authority's area"]


async def test_the_identity_is_the_same_after_a_restart(tmp_path):
    identity = await found(tmp_path, name="mill")

    again = load_identity(tmp_path)

    assert (again.key.public, again.root) == (identity.key.public, identity.root)


async def test_the_keys_are_for_their_owner_only(tmp_path):
    await found(tmp_path / "new" / "home", name="mill")
    keys = keys_folder(tmp_path / "new" / "home")

    assert sorted(contents(keys)) == ["node.key", "root.key", "root.pub"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700


async def test_founding_twice_changes_nothing(tmp_path):
    identity = await found(tmp_path, name="mill")
    before = contents(keys_folder(tmp_path))

    with pytest.raises(ConfigError, match=f"{identity.key.short} already; nothing was changed"):
        await found(tmp_path, name="other", passphrase="a passphrase")

    assert contents(keys_folder(tmp_path)) == before
    assert (await roster(tmp_path)).certificate(identity.key.public).name == "mill"


async def test_a_founding_that_ended_before_the_certificate_is_finished(tmp_path):
    first = await found(tmp_path, name="mill", passphrase="a passphrase")
    for path in tmp_path.glob("agent.db*"):
        path.unlink()

    with pytest.raises(NotTrusted):
        await found(tmp_path, name="mill")
    second = await found(tmp_path, name="mill", passphrase="a passphrase")

    assert second.key.public == first.key.public
    assert reasons_against(await roster(tmp_path), first.key.public, TOWN, 0) == []


async def test_a_founding_that_ended_while_the_keys_were_written_starts_again(tmp_path):
    (tmp_path / "keys.new").mkdir()
    (tmp_path / "keys.new" / "node.key").write_text("half")

    await found(tmp_path, name="mill")

    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["keys"]


@pytest.mark.parametrize("name", ["m" * 33, "\u00e4" * 17])
async def test_a_name_that_is_too_long_makes_nothing(tmp_path, name):
    with pytest.raises(BadRequest, match="32 bytes"):
        await found(tmp_path, name=name)

    assert list(tmp_path.iterdir()) == []


async def test_the_root_key_is_sealed_with_the_passphrase_and_the_node_starts_without_it(tmp_path):
    identity = await found(tmp_path, name="mill", passphrase="a passphrase")

    assert load_identity(tmp_path).key.public == identity.key.public
    assert keyfile.load(root_path(tmp_path), "a passphrase").public == identity.root
    with pytest.raises(NotTrusted):
        keyfile.load(root_path(tmp_path))


async def test_a_node_works_when_its_root_key_is_kept_elsewhere(tmp_path):
    identity = await found(tmp_path, name="mill")
    root_path(tmp_path).unlink()

    assert load_identity(tmp_path).community == identity.community


async def test_a_home_without_keys_says_what_to_do(tmp_path):
    assert not has_identity(tmp_path)
    with pytest.raises(ConfigError, match="hearthnet init"):
        load_identity(tmp_path)


@pytest.mark.parametrize("data", [b"", b"hn1abc\n", b"\xff"])
async def test_a_damaged_root_name_says_which_file(tmp_path, data):
    await found(tmp_path, name="mill")
    (keys_folder(tmp_path) / "root.pub").write_bytes(data)

    with pytest.raises(ConfigError, match="root.pub"):
        load_identity(tmp_path)


async def test_the_log_of_another_community_is_refused(tmp_path):
    await found(tmp_path / "a", name="mill")
    await found(tmp_path / "b", name="mill")
    shutil.copy(tmp_path / "a" / "agent.db", tmp_path / "b" / "agent.db")

    with pytest.raises(ConfigError, match="another community"):
        await roster(tmp_path / "b")


async def test_ensure_founds_once_and_says_so(tmp_path):
    first, second = io.StringIO(), io.StringIO()

    identity = await ensure(tmp_path, name="mill", out=first)
    again = await ensure(tmp_path, name="mill", out=second)

    assert identity.key.short in first.getvalue()
    assert (again.key.public, second.getvalue()) == (identity.key.public, "")
