"""Whether the agent runs and answers, and if not, why it is down. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, broken, note, ok, unknown, warning
from edge_agent.doctor.told import Answer
from edge_agent.doctor.words import span

NAME = "agent"
MANY_RESTARTS = 3  # by systemd since boot; an update and a power cut or two are fewer
USAGE_ERROR = 2  # the exit code for a wrong setting: starting again cannot help
ENDED = ("failed", "inactive")  # systemctl(1), ActiveState
OUT_OF_MEMORY = "oom-kill"  # systemd.exec(5), Result


@dataclass(frozen=True, slots=True)
class Unit:
    """What systemd says about a service; `code` is an exit code or a signal, by `killed`."""

    name: str
    active: str
    result: str = "success"
    code: int = 0
    killed: bool = False
    restarts: int = 0
    since: str = ""


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """`process`: who holds the agent's lock and lives; `last_words`: of its journal, None when it may not be read."""

    answer: Answer
    home: str = ""
    founded: bool = True
    version: str = ""
    uptime_s: int = 0
    complaint: str = ""
    process: int | None = None
    unit: Unit | None = None
    last_words: Sequence[str] | None = ()
    command: str = "hearthnet"
    gateway: bool = False  # whether one runs
    as_owner: str = ""  # the next step of a user who may not ask


def judge(facts: AgentFacts) -> Finding:
    if facts.answer is Answer.ANSWERS:
        return _running(facts)
    if facts.answer is Answer.FORBIDDEN and not has_ended(facts.unit):
        return unknown(NAME, f"this user may not ask the agent{systemd_words(facts.unit)}", facts.as_owner)
    if not facts.founded:
        return broken(
            NAME, f"there is no node in {facts.home}", f"{facts.command} init, or {facts.command} restore FILE"
        )
    if facts.process is not None or facts.answer is Answer.SILENT:
        return _stuck(facts)
    return broken(NAME, f"it is down: {_why(facts)}", _start(facts))


def _running(facts: AgentFacts) -> Finding:
    text = f"it answers, version {facts.version}, up {span(facts.uptime_s)}"
    restarts = facts.unit.restarts if facts.unit else 0
    if restarts >= MANY_RESTARTS:
        step = f"journalctl -u {facts.unit.name} -p warning" if facts.unit else ""
        return warning(NAME, f"{text}, but systemd has started it again {restarts} times", step)
    if facts.complaint:
        return note(NAME, f"{text}; not everything: {facts.complaint}")
    return ok(NAME, text + (f", {restarts} restarts" if restarts else ""))


def _stuck(facts: AgentFacts) -> Finding:
    words = {
        Answer.ABSENT: "its socket is gone: was the folder `run` emptied, or does it still start?",
        Answer.REFUSED: "nothing listens at its socket: it starts or it ends",
    }
    why = words.get(facts.answer, "it does not answer: it hangs, or the machine is very busy")
    who = "it runs" if facts.process is None else f"process {facts.process} runs"
    said = f" ({facts.complaint})" if facts.complaint else ""
    return broken(NAME, f"{who}, but {why}{said}{words_of(facts.last_words)}", _restart(facts))


def _why(facts: AgentFacts) -> str:
    unit = facts.unit
    if unit is None:
        left = " (its socket is still there: it was killed, or the power was cut)"
        return f"no process of it runs{left if facts.answer is Answer.REFUSED else ''}{words_of(facts.last_words)}"
    return f"{unit_words(unit)}{words_of(facts.last_words)}"


def has_ended(unit: Unit | None) -> bool:
    """Whether systemd, which everybody may ask, says that the service does not run."""
    return unit is not None and unit.active in ENDED


def systemd_words(unit: Unit | None) -> str:
    """What everybody may know of a service that runs, as the end of a sentence."""
    return f"; systemd says that {unit.name} is {unit.active}" if unit else ""


def unit_words(unit: Unit) -> str:
    """Why a service does not run."""
    if unit.result == OUT_OF_MEMORY:
        return f"the kernel killed {unit.name} because the memory was full"
    if unit.killed:
        return f"{unit.name} was ended by signal {unit.code}"
    if unit.code == USAGE_ERROR:
        return f"{unit.name} ended with exit code {unit.code}: a setting or a file has to be corrected"
    if unit.code:
        return f"{unit.name} ended with exit code {unit.code} ({unit.result})"
    return f"{unit.name} is {unit.active}" + (f" since {unit.since}" if unit.since else "")


def words_of(last: Sequence[str] | None) -> str:
    """The end of a journal as the end of a sentence."""
    if last is None:
        return "; this user may not read its journal (sudo usermod -aG systemd-journal USER)"
    return f"; it said last: {' / '.join(last)}" if last else ""


def _start(facts: AgentFacts) -> str:
    """`hearthnet run` starts a gateway, too, which is refused where one runs."""
    if facts.unit:
        return f"sudo systemctl restart {facts.unit.name}"
    return f"{facts.command} agent" if facts.gateway else f"{facts.command} run"


def _restart(facts: AgentFacts) -> str:
    stop = "stop it" if facts.process is None else f"kill {facts.process}"
    return _start(facts) if facts.unit else f"{stop}, then {_start(facts)}"
