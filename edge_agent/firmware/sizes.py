"""How large the board's modules are, compared with what was written down when somebody last looked."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from edge_agent.firmware.program import GROUPS, group_of

GOAL = 60_000  # bytes of .mpy without boards and drivers, with the phrases of one language
GROWN_SHARE, GROWN_BYTES = 0.10, 200  # more than both must be looked at and recorded


class Growth(NamedTuple):
    """A module that takes more than was recorded; `before` is 0 for a new one."""

    name: str
    before: int
    now: int


def growths(recorded: Mapping[str, int], now: Mapping[str, int]) -> list[Growth]:
    """The modules that grew by so much that somebody should look, the largest growth first."""
    found = [Growth(name, recorded.get(name, 0), size) for name, size in now.items()]
    return sorted((one for one in found if is_notable(one)), key=lambda one: one.before - one.now)


def is_notable(one: Growth) -> bool:
    more = one.now - one.before
    return more > GROWN_BYTES and more > one.before * GROWN_SHARE


def totals(sizes: Mapping[str, int]) -> dict[str, int]:
    """Bytes of every group that has modules."""
    found = {group: sum(size for name, size in sizes.items() if group_of(name) == group) for group in GROUPS}
    return {group: size for group, size in found.items() if size}


def counted(sizes: Mapping[str, int]) -> int:
    """What the goal is about: everything but boards and drivers."""
    return sum(size for group, size in totals(sizes).items() if group not in ("boards", "drivers"))


def table(sizes: Mapping[str, int], recorded: Mapping[str, int]) -> Iterator[str]:
    """Every module by group, its change since it was recorded, then the verdict."""
    for group, total in totals(sizes).items():
        yield f"{total:7}  {group}"
        for name in sorted(name for name in sizes if group_of(name) == group):
            yield f"{sizes[name]:7}    {name}{_change(sizes[name], recorded.get(name))}"
    yield verdict(counted(sizes))
    for one in growths(recorded, sizes):
        yield f"GREW: {one.name} from {one.before} to {one.now} bytes; look why, then `make firmware ARGS=--record`"


def verdict(total: int) -> str:
    if total <= GOAL:
        return f"{total:7}  bytes without boards and drivers; the goal of {GOAL} is met"
    return f"{total:7}  bytes without boards and drivers; the goal of {GOAL} is missed by {total - GOAL}"


def _change(now: int, before: int | None) -> str:
    if before is None:
        return "  (new)"
    return f"  ({now - before:+})" if now != before else ""
