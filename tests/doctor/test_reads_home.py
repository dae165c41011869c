"""What the readers make of a real home: its keys, its log, what was written down in it."""

from dataclasses import replace

import pytest

from edge_agent.doctor.checks import certificate, keys
from edge_agent.doctor.reads import log as read_log
from edge_agent.doctor.reads.config import read as read_config
from edge_agent.doctor.reads.keys import read_certificate, read_keys
from edge_agent.doctor.scene import Ran, Scene
from edge_agent.doctor.told import Answer, Told
from edge_agent.events.model import Draft
from edge_agent.identity import keyfile
from edge_agent.identity.community import found, load_identity, open_log, root_path
from edge_agent.identity.roles import certificate_body, revocation_body
from edge_agent.records import BACKUP, VERIFIED, Record, record
from meshwire.event import CERTIFICATE, REVOCATION, ROSTER
from tests.doctor.machines import NOW, machine

DAY = 86400


@pytest.fixture
async def scene(tmp_path):
    await found(tmp_path / "node", name="hall")
    return Scene(tmp_path / "node", machine(tmp_path / "root"))


async def signed_by_root(home, kind, body):
    log = await open_log(home, load_identity(home))
    await log.write(keyfile.load(root_path(home)), [Draft(ROSTER, kind, body)])
    await log.close()


async def certify(scene, *, expires):
    subject = load_identity(scene.home).key.public
    body = certificate_body(subject, roles=1, expires=int(expires), area=None, name="hall")
    await signed_by_root(scene.home, CERTIFICATE, body)


@pytest.mark.parametrize(("left", "verdict"), [(31 * DAY, "ok"), (29 * DAY, "warning"), (-1, "broken")])
async def test_the_newest_certificate_counts(scene, left, verdict):
    assert certificate.judge(read_certificate(scene)).reason == "valid, without an end"
    await certify(scene, expires=NOW + left)
    assert certificate.judge(read_certificate(scene)).verdict == verdict


async def test_a_revocation_is_read_with_its_reason(scene):
    body = revocation_body(load_identity(scene.home).key.public, "the card was stolen")
    await signed_by_root(scene.home, REVOCATION, body)
    assert read_certificate(scene).revoked == "the card was stolen"


async def test_the_log_is_read_while_it_is_written(scene):
    log = await open_log(scene.home, load_identity(scene.home))
    try:
        assert certificate.judge(read_certificate(scene)).verdict == "ok"
        assert read_log.read_log(scene).faults == ()
    finally:
        await log.close()


async def test_a_node_without_its_log_is_not_called_uncertified(scene):
    (scene.home / "agent.db").unlink()
    assert "no " in read_certificate(scene).error
    assert certificate.judge(read_certificate(scene)).verdict == "unknown"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda keys: (keys / "node.key").unlink(), "node.key is missing"),
        (lambda keys: (keys / "node.key").write_text("{}"), "node.key is damaged"),
        (lambda keys: (keys / "node.key").chmod(0o640), "others can read"),
        (lambda keys: (keys / "root.pub").write_text("x"), "root.pub cannot be read"),
        (lambda keys: (keys / "root.key").write_text("x"), "root.key is damaged"),
    ],
)
async def test_what_is_wrong_with_a_key_is_said(scene, spoil, words):
    spoil(scene.home / "keys")
    finding = keys.judge(read_keys(scene))
    assert finding.verdict == "broken"
    assert words in finding.reason


async def test_a_root_key_that_is_away_is_well(scene):
    root_path(scene.home).unlink()
    assert keys.judge(read_keys(scene)).verdict == "ok"


async def test_no_secret_is_among_the_facts(scene):
    seeds = [keyfile.load(scene.home / "keys" / name).seed.hex() for name in ("node.key", "root.key")]
    said = repr((read_keys(scene), read_certificate(scene)))
    assert [seed for seed in seeds if seed in said] == []


async def test_a_log_that_is_too_large_for_the_time_is_not_called_damaged(scene, monkeypatch):
    monkeypatch.setattr(read_log, "STEPS", 1)
    monkeypatch.setattr(read_log, "LOOK_S", -1.0)
    found = read_log.read_log(scene)
    assert (found.checked, found.faults, found.error) == (False, (), "")


async def test_what_was_written_down_is_read_back(scene):
    record(scene.home, BACKUP, Record(NOW - 60, "/media/stick"))
    record(scene.home, VERIFIED, Record(NOW - 120, faults=2))
    assert (read_log.read_backup(scene).age, read_log.read_backup(scene).file) == (60, "/media/stick")
    assert (read_log.read_log(scene).verified, read_log.read_log(scene).verified_faults) == (120, 2)


@pytest.mark.parametrize("rubbish", [b"", b"[]", b"\xff", b'{"backup": 5}', b'{"backup": {"at": "x"}}', b"[" * 100_000])
async def test_a_damaged_record_counts_as_none(scene, rubbish):
    (scene.home / "records.json").write_bytes(rubbish)
    assert read_log.read_backup(scene).age is None
    record(scene.home, BACKUP, Record(NOW, "b"))
    assert read_log.read_backup(scene).age == 0


async def test_a_home_that_takes_no_record_spoils_nothing(scene):
    (scene.home / "records.json.part").mkdir()
    record(scene.home, BACKUP, Record(NOW, "b"))
    assert read_log.read_backup(scene).age is None


COMPLAINT = Ran(2, "", "lora-gateway: h.toml: gateway.hops must be from 0 to 7\n")


@pytest.mark.parametrize(
    ("gateway", "toml", "error"),
    [
        (Answer.ABSENT, "[gateway]\nhops = 9\n", "h.toml: gateway.hops must be from 0 to 7"),
        (Answer.ANSWERS, "[gateway]\nhops = 9\n", ""),  # one that runs has found them right
        (Answer.ABSENT, "[node]\n", ""),
    ],
)
async def test_the_gateway_reads_its_own_settings(tmp_path, gateway, toml, error):
    (tmp_path / "hearthnet.toml").write_text(toml)
    complaining = replace(machine(tmp_path / "root"), command=lambda argv: COMPLAINT)
    scene = Scene(tmp_path, complaining, Told(gateway=gateway))
    assert read_config(scene).error == error
