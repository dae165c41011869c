"""Radio: airtime, queue, what was heard and dropped; a test frame. Pure."""

from edge_agent.console.canvas import fact
from edge_agent.console.model import Action, Confirm, Do, Line, Screen, State, Step, why_not, with_agent
from edge_agent.console.reading import counts, number, record, text
from edge_agent.console.screens.overview import radio_words

TEST_MINUTES = 15


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
        *fact("airtime for", counts(spent) + (" ms" if any(spent.values()) else ""), width),
        *fact("queue", f"{number(queue, 'waiting')} wait", width),
        *fact("frames", f"{number(radio, 'sent')} sent, {number(radio, 'heard')} heard", width),
        *fact("repair", "the neighbours hold the same" if record(radio, "repair").get("agrees") else "not in agreement",
              width),
        *fact("signal", signal or "this radio tells none", width),
        *fact("dropped", counts(record(radio, "dropped")), width),
        *fact("refused", counts(record(radio, "refused")), width),
    ]  # fmt: skip


def actions(state: State) -> list[Action]:
    return [Action("t", "send a test frame", _test, with_agent(state, why_not(state, "issue")))]


def _test(state: State, _: str) -> Step:
    return state.showing(
        Confirm(
            "Send a test frame",
            ("A signed alert marked TEST goes out on the air once, with its repetitions. Screens show it as a",
             f"test for {TEST_MINUTES} minutes; no siren sounds. It costs about 1 s of airtime at LongFast."),
            "TEST", Do("test-frame", {"minutes": TEST_MINUTES}),
        )
    ), ()  # fmt: skip


SCREEN = Screen("Radio", lines, actions)
