"""What the console knows, shows and wants done. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from edge_agent.console.reading import Json

NOT_ASKED = "it has not been asked yet"
LOG_LINES = 400  # kept; older ones are in the journal
RIGHTS = ("acknowledge", "issue", "pair", "network", "backup", "power", "reset")


@dataclass(frozen=True, slots=True)
class Host:
    """What this machine offers: a capability with a reason is not here. Sizes in bytes."""

    reasons: Mapping[str, str] = field(default_factory=dict)  # right or job: why not here
    disk_free: int = 0
    disk_total: int = 0
    addresses: tuple[str, ...] = ()
    sticks: tuple[str, ...] = ()  # where removable media are mounted
    log_source: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """`down`: why the agent does not answer, empty while it does; then the others are the last that was heard."""

    down: str = NOT_ASKED
    node: Json = field(default_factory=dict)
    radio: Json = field(default_factory=dict)
    boards: tuple[Json, ...] = ()
    alerts: tuple[Json, ...] = ()
    sos: tuple[Json, ...] = ()
    safe: tuple[Json, ...] = ()
    findings: tuple[Json, ...] = ()  # of the doctor: name, verdict, reason, next_step
    heard_s: int = 0  # UTC seconds of the last answer


@dataclass(frozen=True, slots=True)
class Do:
    """Something for the world outside; its result comes back as News of the same job."""

    job: str
    body: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class News:
    """`problem` when the job failed, else `body`."""

    job: str
    body: Json = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Something to read in full; `about` is the row that it belongs to."""

    title: str
    lines: tuple[str, ...]
    about: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """One answer of a form: a text to type, or one of `choices`. A secret is not shown."""

    key: str
    label: str
    value: str = ""
    choices: tuple[str, ...] = ()
    secret: bool = False
    longest: int = 200


@dataclass(frozen=True, slots=True)
class Form:
    """`job` is told when the form is complete; its body are the fields and `extra`."""

    title: str
    job: str
    fields: tuple[Field, ...]
    at: int = 0
    problem: str = ""
    extra: Json = field(default_factory=dict)
    submit: str = "go on"

    @property
    def answers(self) -> dict[str, object]:
        return {**self.extra, **{one.key: one.value if one.secret else one.value.strip() for one in self.fields}}


@dataclass(frozen=True, slots=True)
class Confirm:
    """What will happen; done only when `word` has been typed."""

    title: str
    lines: tuple[str, ...]
    word: str
    effect: Do
    typed: str = ""
    problem: str = ""
    at: int = 0


Over = Reading | Form | Confirm


@dataclass(frozen=True, slots=True)
class State:
    """`may`: the rights that this terminal has; `over`: what lies above the screen, the last one on top."""

    screen: int = 0
    cursor: int = 0
    scroll: int = 0
    over: tuple[Over, ...] = ()
    notice: str = ""
    facts: Facts = Facts()
    host: Host = Host()
    may: frozenset[str] = frozenset(RIGHTS)
    login: bool = False
    ascii_only: bool = False
    log: tuple[str, ...] = ()
    paused: tuple[str, ...] | None = None
    busy: Mapping[str, str] = field(default_factory=dict)  # job: how far it is
    kept: Mapping[str, Json] = field(default_factory=dict)  # what jobs have brought: pairing code, networks, findings
    now_s: int = 0
    width: int = 80
    height: int = 24

    def showing(self, over: Over) -> "State":
        return replace(self, over=(*self.over, over), notice="")

    def with_top(self, over: Over) -> "State":
        return replace(self, over=(*self.over[:-1], over))

    def back(self) -> "State":
        return replace(self, over=self.over[:-1])

    def saying(self, notice: str) -> "State":
        return replace(self, notice=notice)


Step = tuple[State, tuple[Do, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """A line that can be chosen; `key` names what it shows."""

    text: str
    key: str


Line = str | Row


@dataclass(frozen=True, slots=True)
class Action:
    """What a key does on a screen. `why_not`: it cannot be done here, and that is said instead."""

    key: str
    words: str
    run: Callable[[State, str], Step]  # with the key of the chosen row
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    name: str
    lines: Callable[[State], list[Line]]
    actions: Callable[[State], list[Action]]
    enter: Callable[[State, str], Step] | None = None
    wants: tuple[str, ...] = ()  # jobs to start when it is opened


def why_not(state: State, right: str, *jobs: str) -> str:
    """Why this terminal may not do it here; empty when it may."""
    if right not in state.may:
        return f"switched off for this line without a password: console.{right} in hearthnet.toml"
    return next((reason for job in (right, *jobs) if (reason := state.host.reasons.get(job, ""))), "")


def with_agent(state: State, reason: str = "") -> str:
    """The same for what needs the agent."""
    return reason or ("the agent does not answer" if state.facts.down else "")
