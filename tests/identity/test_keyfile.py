"""Key files: whole or not at all, for their owner only, sealed when asked."""

import json
import os
import stat

import pytest

from edge_agent.errors import ConfigError, NotTrusted
from edge_agent.identity import keyfile
from edge_agent.identity.keys import Key

KEY = Key(bytes(range(32)))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "node.key"


def test_a_key_comes_back_from_its_file(path):
    keyfile.save(path, KEY)

    assert keyfile.load(path).public == KEY.public
    assert keyfile.is_sealed(path) is False


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_only_the_owner_can_read_a_key_whatever_the_umask(path, umask):
    before = os.umask(umask)
    keyfile.save(path, KEY)
    os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_key_that_others_can_reach_is_refused_with_the_command_that_helps(path, mode):
    keyfile.save(path, KEY)
    path.chmod(mode)

    with pytest.raises(ConfigError, match=f"chmod 600 {path}"):
        keyfile.load(path)


def test_a_key_is_never_overwritten(path):
    keyfile.save(path, KEY)

    with pytest.raises(ConfigError, match="never overwritten"):
        keyfile.save(path, Key(bytes(32)))
    assert keyfile.load(path).public == KEY.public


def test_what_a_power_cut_left_of_a_draft_is_no_obstacle(path):
    path.with_name("node.key.new").write_bytes(b'{"format": "hear')

    keyfile.save(path, KEY)

    assert keyfile.load(path).public == KEY.public


def test_a_link_is_refused(path, tmp_path):
    keyfile.save(tmp_path / "elsewhere.key", KEY)
    path.symlink_to(tmp_path / "elsewhere.key")

    with pytest.raises(ConfigError, match="a file of its own"):
        keyfile.load(path)
    with pytest.raises(ConfigError, match="never overwritten"):
        keyfile.save(path, KEY)


def test_a_pipe_in_the_place_of_a_key_does_not_block(path):
    os.mkfifo(path, 0o600)

    with pytest.raises(ConfigError, match="is not a file"):
        keyfile.load(path)


def test_a_missing_key_says_how_to_get_one(path):
    with pytest.raises(ConfigError, match="hearthnet init"):
        keyfile.load(path)


def saved(path, **changes) -> None:
    """A key file with fields that are different."""
    keyfile.save(path, KEY)
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": "00" * 32},
        {"seed": "00" * 31},
        {"seed": "no hex"},
        {"seed": None},
        {"id": Key(bytes(32)).node_id},
        {"format": "other-key-1"},
        {"operations": 10**9, "memory": 1 << 26, "salt": "00" * 16, "sealed": "00" * 72},
        {"operations": 1, "memory": 1 << 50, "salt": "00" * 16, "sealed": "00" * 72},
        {"operations": 1, "memory": 8192, "salt": "00" * 15, "sealed": "00" * 72},
    ],
)
def test_a_file_that_does_not_hold_together_is_damaged(path, changes):
    saved(path, **changes)

    with pytest.raises(ConfigError, match="damaged"):
        keyfile.load(path, "a passphrase")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 3000, b" " * 5000])
def test_anything_else_is_no_key(path, data):
    keyfile.write_private(path, data)

    with pytest.raises(ConfigError, match="damaged"):
        keyfile.load(path)


@pytest.mark.parametrize("size", range(0, 180, 20))
def test_a_truncated_key_is_damaged(path, size):
    keyfile.save(path, KEY)
    os.truncate(path, size)

    with pytest.raises(ConfigError, match="damaged"):
        keyfile.load(path)


def test_a_sealed_key_opens_with_its_passphrase_only(path):
    keyfile.save(path, KEY, "correct horse \u00e4")

    assert KEY.seed.hex() not in path.read_text()
    assert keyfile.is_sealed(path)
    assert keyfile.load(path, "correct horse \u00e4").public == KEY.public
    with pytest.raises(NotTrusted, match="does not open"):
        keyfile.load(path, "correct horse a")
    with pytest.raises(NotTrusted, match="--passphrase-file"):
        keyfile.load(path)


def test_two_sealings_of_one_key_differ(path, tmp_path):
    keyfile.save(path, KEY, "one")
    keyfile.save(tmp_path / "other.key", KEY, "one")

    assert json.loads(path.read_text())["salt"] != json.loads((tmp_path / "other.key").read_text())["salt"]
