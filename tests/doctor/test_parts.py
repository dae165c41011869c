"""The verdicts about the running parts: agent, gateway, radio, airtime, boards, alerts."""

import pytest

from edge_agent.doctor.checks import agent, airtime, alerts, boards, gateway, radio
from edge_agent.doctor.checks.agent import AgentFacts, Unit
from edge_agent.doctor.checks.alerts import AlertFacts
from edge_agent.doctor.checks.boards import BoardFacts
from edge_agent.doctor.checks.gateway import GatewayFacts
from edge_agent.doctor.checks.hindrance import explained
from edge_agent.doctor.finding import Verdict, broken, ok, warning
from edge_agent.doctor.told import Answer, Told

UNIT = Unit("hearthnet-agent.service", "failed")
UP = AgentFacts(Answer.ANSWERS, version="0.1.0", uptime_s=7300)
DOWN = AgentFacts(Answer.ABSENT, home="/srv/node")


def judged(finding):
    return finding.verdict.value, finding.reason


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (UP, "ok", "it answers, version 0.1.0, up 2 h"),
        (AgentFacts(Answer.ANSWERS, complaint="board.list: no"), "note", "not everything: board.list: no"),
        (AgentFacts(Answer.ANSWERS, unit=Unit("a.service", "active", restarts=3)), "warning", "again 3 times"),
        (AgentFacts(Answer.FORBIDDEN), "unknown", "may not ask"),
        (AgentFacts(Answer.ABSENT, home="/srv/node", founded=False), "broken", "there is no node in /srv/node"),
        (DOWN, "broken", "it is down: no process of it runs"),
        (AgentFacts(Answer.REFUSED), "broken", "it was killed, or the power was cut"),
        (AgentFacts(Answer.SILENT, process=7), "broken", "process 7 runs, but it does not answer: it hangs"),
        (AgentFacts(Answer.SILENT, complaint="no answer"), "broken", "it runs, but it does not answer"),
        (AgentFacts(Answer.ABSENT, process=7), "broken", "process 7 runs, but its socket is gone"),
    ],
)
def test_agent(facts, verdict, words):
    finding = agent.judge(facts)
    assert finding.verdict == verdict
    assert words in finding.reason


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (Unit("a.service", "failed", result="oom-kill", code=9, killed=True), "because the memory was full"),
        (Unit("a.service", "failed", result="signal", code=9, killed=True), "ended by signal 9"),
        (Unit("a.service", "failed", result="exit-code", code=2), "exit code 2: a setting or a file"),
        (Unit("a.service", "failed", result="exit-code", code=1), "exit code 1 (exit-code)"),
        (Unit("a.service", "inactive", since="Mon 10:00"), "a.service is inactive since Mon 10:00"),
    ],
)
def test_why_the_agent_is_down_is_said_by_systemd(unit, words):
    finding = agent.judge(AgentFacts(Answer.ABSENT, unit=unit, last_words=("one", "config: no table")))
    assert words in finding.reason
    assert "it said last: one / config: no table" in finding.reason
    assert finding.next_step == "sudo systemctl restart a.service"


def test_a_journal_that_may_not_be_read_is_said():
    finding = agent.judge(AgentFacts(Answer.ABSENT, unit=UNIT, last_words=None))
    assert "may not read its journal" in finding.reason


def test_an_agent_that_is_down_names_what_is_in_its_way_first_things_first():
    web, config = broken("web", "port taken", "stop it"), broken("config", "line 3", "correct it")
    found = explained(agent.judge(DOWN), [warning("disk", "full soon", "x"), web, ok("keys", ""), config])
    assert found.reason.endswith("in its way: config: line 3; web: port taken")
    assert found.next_step == "correct it"


def test_an_agent_that_runs_is_not_explained():
    finding = agent.judge(UP)
    assert explained(finding, [broken("config", "line 3", "correct it")]) == finding


@pytest.mark.parametrize(
    ("facts", "verdict", "words"),
    [
        (GatewayFacts(Answer.ANSWERS, link=""), "ok", "the agent is connected"),
        (GatewayFacts(Answer.ANSWERS), "note", "goes on with what it has stored"),
        (GatewayFacts(Answer.ANSWERS, link="another version"), "warning", "not connected to it: another version"),
        (GatewayFacts(Answer.ABSENT), "broken", "nothing goes out by radio: there is no socket"),
        (GatewayFacts(Answer.REFUSED, unit=Unit("g.service", "failed", code=2)), "broken", "g.service ended with exit"),
        (GatewayFacts(Answer.SILENT), "broken", "it hangs"),
        (GatewayFacts(Answer.FORBIDDEN), "unknown", "may not ask"),
        (GatewayFacts(Answer.FORBIDDEN, unit=Unit("g.service", "active")), "unknown", "systemd says that g.service is"),
        (GatewayFacts(Answer.FORBIDDEN, unit=Unit("g.service", "failed", code=1)), "broken", "g.service ended with"),
        (GatewayFacts(Answer.ABSENT, founded=False), "unknown", "there is no node yet"),
    ],
)
def test_gateway(facts, verdict, words):
    finding = gateway.judge(facts)
    assert finding.verdict == verdict
    assert words in finding.reason


@pytest.mark.parametrize(
    ("answer", "link", "step"),
    [
        (Answer.ABSENT, "the gateway is not running", "lora-gateway run --home /srv/hall"),  # the agent runs already
        (Answer.ABSENT, None, "hearthnet run"),
        (Answer.SILENT, "", "stop it, then lora-gateway run --home /srv/hall"),
    ],
)
def test_the_command_that_starts_a_gateway_suits_what_runs_already(answer, link, step):
    assert gateway.judge(GatewayFacts(answer, link, home="/srv/hall")).next_step == step


@pytest.mark.parametrize(("gateway_runs", "step"), [(True, "hearthnet agent"), (False, "hearthnet run")])
def test_the_command_that_starts_an_agent_suits_what_runs_already(gateway_runs, step):
    assert agent.judge(AgentFacts(Answer.ABSENT, gateway=gateway_runs)).next_step == step


def told(about=None, **radio):
    return Told(radio={"radio": {"url": "serial://auto", "state": "up", "reason": "", "about": about or {}, **radio}})


ABOUT = {"firmware": "2.7", "hardware": "heltec-v3", "region": "EU_868", "trouble": "", "warnings": []}


@pytest.mark.parametrize(
    ("told", "verdict", "words", "step"),
    [
        (told(ABOUT), "ok", "serial://auto is up: heltec-v3, firmware 2.7", ""),
        (told(url="sim://"), "note", "nothing is transmitted", "gateway.port"),
        (told(state="down", reason="no radio on USB: plug one in"), "broken", "no radio on USB", "docs/radio.md"),
        (told(state="down", reason="the radio has no region and"), "broken", "no region", "radio setup"),
        (told(state="down", reason="add this user to the group dialout"), "broken", "dialout", "usermod -aG dialout"),
        (told(ABOUT | {"region": "UNSET"}), "broken", "the radio has no region", "radio setup"),
        (told(ABOUT | {"warnings": ["role ROUTER is bad"]}), "warning", "role ROUTER is bad", "docs/radio.md"),
        (told({"radios": [ABOUT, ABOUT | {"trouble": "deaf"}]}), "warning", "deaf", "docs/radio.md"),
        (Told(), "unknown", "the gateway is not there", "gateway"),
        (Told(gateway=Answer.FORBIDDEN), "unknown", "this user may not ask the gateway", "gateway"),
    ],
)
def test_radio(told, verdict, words, step):
    finding = radio.judge(told)
    assert finding.verdict == verdict
    assert words in finding.reason
    assert step in finding.next_step


@pytest.mark.parametrize(
    ("used", "waiting", "verdict"), [(0, 0, "ok"), (290_000, 3, "note"), (360_000, 0, "note"), (360_000, 1, "warning")]
)
def test_airtime(used, waiting, verdict):
    status = {"airtime": {"used_ms": used, "allowed_ms": 360_000}, "queue": {"waiting": waiting}}
    assert airtime.judge(Told(radio=status)).verdict == verdict


def test_airtime_that_nobody_tells_is_unknown():
    assert airtime.judge(Told()).verdict is Verdict.UNKNOWN


NOW = 1_800_000_000.0
HALL = {"board": "hall", "link": "up", "safe": ""}
ROOF = {"name": "roof", "battery": 80, "certified": True, "at": NOW - 600}


@pytest.mark.parametrize(
    ("plugged", "heard", "verdict", "words"),
    [
        ([HALL], [ROOF, ROOF | {"battery": None}], "ok", "1 plugged in, 2 heard by radio, none complains"),
        ([], [], "note", "none is plugged in or was heard"),
        (None, [ROOF], "unknown", "the agent is not there to tell who is plugged in"),
        ([HALL | {"link": "down", "reason": "its console is closed"}], [], "warning", "hall: its console is closed"),
        (
            [HALL | {"safe": "it crashed 3 times"}],
            [],
            "broken",
            "hall is in safe mode and hears no alerts: it crashed 3",
        ),
        ([], [ROOF | {"battery": 12}], "warning", "roof has 12 % battery"),
        ([], [ROOF | {"at": NOW - 7 * 3600}], "warning", "roof was last heard 7 h ago"),
        ([], [ROOF | {"certified": False, "battery": 1, "at": 0}], "note", "roof was heard, with a key that is not"),
        (None, [ROOF | {"battery": 12}], "warning", "roof has 12 % battery"),
    ],
)
def test_boards(plugged, heard, verdict, words):
    finding = boards.judge(BoardFacts(Told(boards=plugged, radio={"boards": heard}), NOW))
    assert finding.verdict == verdict
    assert words in finding.reason


@pytest.mark.parametrize(
    ("known", "synchronised", "verdict", "words"),
    [
        ([], False, "ok", "none is in force"),
        ([{"expires": 5}], True, "note", "1 in force"),
        ([{"expires": 5}], None, "note", "1 in force"),
        ([{"expires": 5}, {"expires": 0}], False, "warning", "when 1 of them end"),
        (None, True, "unknown", "the agent is not there"),
    ],
)
def test_alerts(known, synchronised, verdict, words):
    finding = alerts.judge(AlertFacts(Told(alerts=known), synchronised))
    assert finding.verdict == verdict
    assert words in finding.reason
