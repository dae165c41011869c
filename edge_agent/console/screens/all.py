"""Every screen, in the order of their digits, and who takes which news. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from edge_agent.console.model import News, State, Step
from edge_agent.console.reading import records
from edge_agent.console.screens import alerts, logs, network, node, overview, pairing, peers, radio, storage

SCREENS = (
    overview.SCREEN, logs.SCREEN, radio.SCREEN, alerts.SCREEN, peers.SCREEN, storage.SCREEN, network.SCREEN,
    pairing.SCREEN, node.SCREEN,
)  # fmt: skip


def examined(state: State, news: News) -> Step:
    """What the doctor has found, worst first."""
    if news.problem:
        return state.saying(news.problem), ()
    found = sorted(records(news.body, "findings"), key=lambda one: one.get("verdict") != "broken")
    return replace(state, facts=replace(state.facts, findings=tuple(found))), ()


TOLD: Mapping[str, Callable[[State, News], Step]] = {
    **alerts.TOLD, **storage.TOLD, **network.TOLD, **pairing.TOLD, **node.TOLD, **radio.TOLD, "doctor": examined,
    "look": lambda state, _: (state, ()),
}  # fmt: skip
