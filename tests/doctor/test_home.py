"""The verdicts about the home: config, keys, certificate, log, backup, web, software, models."""

import pytest

from edge_agent.doctor.checks import backup, certificate, config, keys, log, models, software, web
from edge_agent.doctor.checks.backup import BackupFacts
from edge_agent.doctor.checks.certificate import CertificateFacts
from edge_agent.doctor.checks.config import ConfigFacts, line_of
from edge_agent.doctor.checks.keys import KeyFacts
from edge_agent.doctor.checks.log import LogFacts
from edge_agent.doctor.checks.software import SoftwareFacts
from edge_agent.doctor.checks.web import WebFacts
from tests.doctor.test_machine import says

DAY = 86400.0
NOW = 1_800_000_000.0
TOML = '[node]\nname = "hall"\n\n[http]  # the page\nport = 0\n"listen" = 5\n'


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (ConfigFacts("h.toml", TOML), "ok", "h.toml is right"),
        (ConfigFacts("h.toml"), "ok", "every setting has its default"),
        (ConfigFacts("h.toml", TOML, "h.toml: http.port must be from 1 to 65535"), "broken", "65535 (line 5)"),
        (ConfigFacts("h.toml", "x", "h.toml is not TOML: bad (at line 1, column 2)"), "broken", "column 2)"),
    ],
)
def test_config(facts, verdict, words):
    says(config.judge(facts), verdict, words)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        ("h.toml: there is no table [http]; the tables are node", 4),
        ("h.toml: [node] has no setting name; it has x", 2),
        ("h.toml: http.listen must be a text", 6),
        ("h.toml: http.names must be a list of texts", 4),
        ("h.toml: desk.loss is a share of frames", 0),
        ("h.toml: something else", 0),
    ],
)
def test_the_line_of_a_wrong_setting_is_found(error, line):
    assert line_of(error, TOML) == line


@pytest.mark.parametrize(
    ("facts", "verdict", "words", "step"),
    [
        (KeyFacts("k"), "ok", "the root key is away", ""),
        (KeyFacts("k", root_sealed=True), "ok", "locked with a passphrase", ""),
        (KeyFacts("k", root_sealed=False), "note", "the root key is here in clear", "safe place"),
        (KeyFacts("k", folder_mode=0o755), "note", "others may look into k", "chmod 700 k"),
        (KeyFacts("k", error="others can read k/node.key; run: chmod 600 k/node.key"), "broken", "others", "chmod 600"),
        (KeyFacts("k", error="k/node.key is damaged; restore it"), "broken", "is damaged", "hearthnet restore"),
        (
            KeyFacts("k", root_error="k/root.key is damaged", root_sealed=True),
            "broken",
            "root.key is damaged",
            "restore",
        ),
        (KeyFacts("k", founded=False), "unknown", "there is no node yet", ""),
    ],
)
def test_keys(facts, verdict, words, step):
    says(keys.judge(facts), verdict, words)
    assert step in keys.judge(facts).next_step


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (CertificateFacts(NOW, certified=True), "ok", "without an end"),
        (CertificateFacts(NOW, True, int(NOW + 31 * DAY), "2027-02-15"), "ok", "until 2027-02-15, 31 days"),
        (CertificateFacts(NOW, True, int(NOW + 29 * DAY), "2027-02-13"), "warning", "29 days"),
        (CertificateFacts(NOW, True, int(NOW - 1), "2027-01-15"), "broken", "expired on 2027-01-15"),
        (CertificateFacts(NOW, True, revoked="stolen"), "broken", "revoked: stolen"),
        (CertificateFacts(NOW), "warning", "not certified"),
        (CertificateFacts(NOW, error="it cannot be read"), "unknown", "cannot be read"),
    ],
)
def test_certificate(facts, verdict, words):
    says(certificate.judge(facts), verdict, words)


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (LogFacts("a.db", bytes=5 << 20, verified=3 * DAY), "ok", "5 MB, its signatures were checked 3 days ago"),
        (LogFacts("a.db"), "ok", "never checked"),
        (LogFacts("a.db", checked=False), "note", "too large"),
        (LogFacts("a.db", bytes=2 << 30), "warning", "very large"),
        (LogFacts("a.db", faults=("row 3 missing from index",)), "broken", "damaged: row 3"),
        (LogFacts("a.db", verified=DAY, verified_faults=2), "broken", "found 2 faults"),
        (LogFacts("a.db", error="a.db: the file is damaged"), "broken", "the file is damaged"),
        (LogFacts("a.db", there=False), "unknown", "there is no a.db"),
    ],
)
def test_log(facts, verdict, words):
    says(log.judge(facts), verdict, words)


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (BackupFacts(3 * DAY, 90 * DAY, "/media/stick/b"), "ok", "3 days ago, to /media/stick/b"),
        (BackupFacts(31 * DAY, 90 * DAY, "b"), "warning", "31 days ago"),
        (BackupFacts(None, 8 * DAY), "warning", "none was made here"),
        (BackupFacts(None, 1 * DAY), "note", "none was made here"),
        (BackupFacts(None, None), "unknown", "no node yet"),
    ],
)
def test_backup(facts, verdict, words):
    says(backup.judge(facts), verdict, words)


OPEN = {"address": "http://10.0.0.7:7080/", "listen": "10.0.0.7"}
HERE = {"address": "http://127.0.0.1:7080/", "listen": "127.0.0.1"}


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (WebFacts(7080, **OPEN, holder="hearthnet, process 7"), "ok", "for everybody in the network"),
        (WebFacts(7080, **HERE, holder="hearthnet, process 7"), "note", "for this machine only"),
        (WebFacts(7080, **HERE), "broken", "nothing listens there"),
        (WebFacts(7080, holder="nginx, process 12"), "broken", "port 7080 of the page is taken by nginx, process 12"),
        (WebFacts(7080, holder="hearthnet, process 7", own=True), "unknown", "does not answer"),
        (WebFacts(7080), "note", "it comes with the agent"),
        (WebFacts(7080, known=False), "unknown", "does not tell"),
    ],
)
def test_web(facts, verdict, words):
    says(web.judge(facts), verdict, words)


NEEDS = ("aiohttp>=3.14", "cbor2>=5.6")


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (SoftwareFacts("1.0", (3, 13, 1), NEEDS, (("aiohttp", "3.14.1"), ("cbor2", "6.0"))), "ok", "2 libraries"),
        (SoftwareFacts("1.0", (3, 13, 1), NEEDS, (("aiohttp", "3.9.5"), ("cbor2", "6.0"))), "broken", "3.9.5 is older"),
        (SoftwareFacts("1.0", (3, 13, 1), NEEDS, (("cbor2", "6.0"),)), "broken", "aiohttp is missing"),
        (SoftwareFacts("1.0", (3, 10, 9)), "broken", "3.10.9 is too old"),
        (SoftwareFacts("1.1", (3, 11, 2), running="1.0"), "warning", "runs version 1.0, and 1.1 is installed"),
    ],
)
def test_software(facts, verdict, words):
    says(software.judge(facts), verdict, words)


def test_no_models_is_a_note():
    says(models.judge(), "note", "no models")
