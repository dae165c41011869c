"""Radio: airtime, queue, what was heard and dropped; a test frame. Pure."""

from dataclasses import replace

from edge_agent.console.canvas import fact
from edge_agent.console.model import Action, Confirm, Do, Line, News, Screen, State, Step, why_not, with_agent
from edge_agent.console.reading import counts, number, record, text
from edge_agent.console.screens.overview import radio_words

JOB = "test-frame"
ABOUT = (
    "A signed frame goes out and says that it is no warning. No siren sounds and no phone rings; a board that does not"
    ' know its place shows "Radio test" for 5 minutes. The stations that hear it repeat it: that is how you see that'
    " it was heard. It takes 20 s, and 1 to 4 s of airtime."
)
AGREED, NOT_AGREED = "a neighbour has said that it holds the same", "no neighbour has said that it holds the same"


def lines(state: State) -> list[Line]:
    radio, width = state.facts.radio, state.width
    if state.facts.down or text(radio, "link") != "up":
        return [*fact("radio", state.facts.down or radio_words(radio), width)]
    port, airtime = record(radio, "radio"), record(radio, "airtime")
    about, queue = record(port, "about"), record(radio, "queue")
    signal = ", ".join(f"{key} {text(about, key)}" for key in list(about)[:6])
    frames = record(radio, "air")
    spent = {kind: number(record(frames, kind), "airtime_ms") for kind in frames}
    return [
        *fact("state", radio_words(radio), width),
        *fact("radio", f"{text(port, 'url').partition('://')[0]}, {text(port, 'preset')}", width),
        *fact("region", f"{text(airtime, 'region')}, window {number(airtime, 'window_s') // 60} min", width),
        *fact("airtime for", _airtime_words(spent), width),
        *fact("queue", f"{number(queue, 'waiting')} wait to be sent", width),
        *fact("frames", f"{number(radio, 'sent')} sent, {number(radio, 'heard')} events heard", width),
        *fact("repair", AGREED if record(radio, "repair").get("agrees") else NOT_AGREED, width),
        *fact("signal", signal or "this radio tells none", width),
        *fact("dropped", counts(record(radio, "dropped")), width),
        *fact("refused", counts(record(radio, "refused")), width),
        *([""] + fact("test", how, width) if (how := _test_words(state)) else []),
    ]  # fmt: skip


def _airtime_words(spent: dict[str, int]) -> str:
    found = sorted(((ms, kind) for kind, ms in spent.items() if ms), reverse=True)
    return ", ".join(f"{kind} {ms / 1000:.1f} s" for ms, kind in found) or "nothing yet"


def _test_words(state: State) -> str:
    return state.busy.get(JOB, "") or text(state.kept.get(JOB, {}), "said")


def actions(state: State) -> list[Action]:
    under_way = "it is under way" if JOB in state.busy else ""
    return [Action("t", "send a test frame", _test, with_agent(state, why_not(state, "issue")) or under_way)]


def _test(state: State, _: str) -> Step:
    return state.showing(Confirm("Send a test frame", (ABOUT,), "TEST", Do(JOB))), ()


def tested(state: State, news: News) -> Step:
    said = news.problem or text(news.body, "said")
    return replace(state, kept={**state.kept, JOB: {"said": said}}).saying("the test of the radio is over"), ()


TOLD = {JOB: tested}
SCREEN = Screen("Radio", lines, actions)
