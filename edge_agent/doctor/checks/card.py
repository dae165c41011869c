"""How worn the card is, and whether its file system has met errors. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from edge_agent.doctor.finding import Finding, broken, note, ok, summed, unknown, warning

NAME = "card"
# JEDEC eMMC 5.0: DEVICE_LIFE_TIME_EST in tenths, 0x0B for exceeded; PRE_EOL_INFO 1 normal, 2 warning, 3 urgent.
LIFE_WARNING, LIFE_OVER = 0x09, 0x0B
PRE_EOL_WARNING, PRE_EOL_URGENT = 2, 3
REPLACE = "make a backup now (hearthnet backup FILE) and replace the card"


@dataclass(frozen=True, slots=True)
class Card:
    """`life`: the worse of its two estimates; 0 where the card does not tell, as SD cards do not."""

    name: str
    life: int = 0
    pre_eol: int = 0


@dataclass(frozen=True, slots=True)
class CardFacts:
    """`errors`: how many the ext4 file system on a partition has counted; `read_only`: mounts that were stopped."""

    cards: tuple[Card, ...] = ()
    errors: tuple[tuple[str, int], ...] = ()
    read_only: tuple[str, ...] = ()


def judge(facts: CardFacts) -> Finding:
    if not facts.cards and not facts.errors and not facts.read_only:
        return unknown(NAME, "there is no card or ext4 file system that tells of itself")
    return summed(_troubles(facts), otherwise=ok(NAME, _fine(facts)))


def _troubles(facts: CardFacts) -> Iterator[Finding]:
    for mount in facts.read_only:
        yield broken(NAME, f"{mount} was made read-only after an error", REPLACE)
    for partition, count in facts.errors:
        if count:
            step = f"{REPLACE}; e2fsck on another machine may repair it"
            yield warning(NAME, f"the file system on {partition} has met {count} errors", step)
    for card in facts.cards:
        yield from _wear(card)


def _wear(card: Card) -> Iterator[Finding]:
    if card.life >= LIFE_OVER or card.pre_eol >= PRE_EOL_URGENT:
        yield broken(NAME, f"{card.name} is worn out", REPLACE)
    elif card.life >= LIFE_WARNING or card.pre_eol >= PRE_EOL_WARNING:
        yield warning(NAME, f"{card.name} is nearly worn out ({10 * card.life} % of its life)", REPLACE)
    elif not card.life and not card.pre_eol:
        yield note(NAME, f"{card.name} does not tell how worn it is, as SD cards do not; no errors were counted")


def _fine(facts: CardFacts) -> str:
    worn = [f"{card.name} has used up to {10 * card.life} % of its life" for card in facts.cards if card.life]
    return "; ".join([*worn, "the file systems have counted no errors"])
