"""Which strategy each capability is routed by, from the settings [bus]. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from edge_agent.bus.routing import STRATEGIES
from edge_agent.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Strategies:
    """`rules`: a capability, or `llm.*` for all that begin so, and its strategy; the first that fits counts."""

    usual: str = STRATEGIES[0]
    rules: tuple[tuple[str, str], ...] = ()

    def of(self, name: str) -> str:
        return next((strategy for pattern, strategy in self.rules if _fits(pattern, name)), self.usual)


def strategies_of(usual: str, lines: Iterable[str]) -> Strategies:
    """From `strategy` and the lines `NAME=STRATEGY` of `strategies`."""
    rules = []
    for line in lines:
        pattern, _, strategy = (part.strip() for part in line.partition("="))
        if not pattern:
            raise ConfigError(f"bus.strategies: {line!r} names no capability; write NAME=STRATEGY")
        rules.append((pattern, _known(strategy, "bus.strategies")))
    return Strategies(_known(usual, "bus.strategy"), tuple(rules))


def _known(strategy: str, setting: str) -> str:
    if strategy not in STRATEGIES:
        raise ConfigError(f"{setting}: there is no strategy {strategy!r}; they are {', '.join(STRATEGIES)}")
    return strategy


def _fits(pattern: str, name: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern
