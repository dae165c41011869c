"""Whether the gateway runs, and whether the agent is connected to it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from edge_agent.doctor.checks.agent import Unit, has_ended, systemd_words, unit_words, words_of
from edge_agent.doctor.finding import Finding, broken, note, ok, unknown, warning
from edge_agent.doctor.told import Answer

NAME = "gateway"


@dataclass(frozen=True, slots=True)
class GatewayFacts:
    """`link`: why the agent has no gateway, empty when it has one, None when the agent did not say."""

    answer: Answer
    link: str | None = None
    unit: Unit | None = None
    last_words: Sequence[str] | None = ()
    founded: bool = True
    command: str = "hearthnet"
    home: str = ""
    as_owner: str = ""  # the next step of a user who may not ask


def judge(facts: GatewayFacts) -> Finding:
    if facts.answer is Answer.FORBIDDEN and not has_ended(facts.unit):
        return unknown(NAME, f"this user may not ask the gateway{systemd_words(facts.unit)}", facts.as_owner)
    if facts.answer is Answer.SILENT:
        step = _start(facts) if facts.unit else f"stop it, then {_start(facts)}"
        return broken(NAME, "something listens at its socket and does not answer: it hangs", step)
    if facts.answer is not Answer.ANSWERS:
        return _down(facts)
    if facts.link is None:
        return note(NAME, "it runs and goes on with what it has stored; the agent is not there to use it")
    if facts.link:
        return warning(NAME, f"it runs, but the agent is not connected to it: {facts.link}", _look(facts))
    return ok(NAME, "it runs, and the agent is connected to it")


def _down(facts: GatewayFacts) -> Finding:
    if not facts.founded:
        return unknown(NAME, "there is no node yet")
    why = unit_words(facts.unit) if facts.unit else f"{facts.answer}"
    reason = f"it is down, nothing goes out by radio: {why}{words_of(facts.last_words)}"
    return broken(NAME, reason, _start(facts))


def _start(facts: GatewayFacts) -> str:
    """`hearthnet run` starts both, and refuses while an agent runs; the gateway alone is another command."""
    if facts.unit:
        return f"sudo systemctl restart {facts.unit.name}"
    return f"{facts.command} run" if facts.link is None else f"lora-gateway run --home {facts.home}"


def _look(facts: GatewayFacts) -> str:
    return f"journalctl -u {facts.unit.name} -n 20" if facts.unit else "install agent and gateway of one release"
