"""What it costs on the air to find out who lacks what: 50 authors, 10 000 events, 10 missing on each side.

Whole frames with header, digests and tag. The others are the same knowledge in the usual forms: the newest thousand
events as ids of four bytes, and a vector with author ids of four bytes and varints, both with our header and tag.
"""

import random
from itertools import pairwise
from statistics import mean

from bench.report import Figure, figure, write
from meshwire import airtime, need, radio_key, summary, vector, wanted
from meshwire.event import PEOPLE

AUTHORS, EVENTS, MISSING, NEWEST = 50, 10_000, 10, 1000
RUNS, SEED, PRESET = 300, 2026, "LongFast"
OVERHEAD = 3 + radio_key.TAG_SIZE
KEY = bytes(32)
Seen = list[set[int]]  # of each author, the numbers that a side holds


def history(chance: random.Random) -> list[int]:
    """How much each author wrote: as Zipf has it, in any order."""
    weights = [1 / rank for rank in range(1, AUTHORS + 1)]
    counts = [max(round(EVENTS * weight / sum(weights)), 1) for weight in weights]
    chance.shuffle(counts)
    return counts


def tail_losses(counts: list[int], chance: random.Random) -> tuple[Seen, Seen]:
    """Each side lacks the latest ten events of some authors, not the same ones on both sides."""
    sides: tuple[Seen, Seen] = ([set(range(1, count + 1)) for count in counts], [set(range(1, c + 1)) for c in counts])
    for at, side in enumerate(sides):
        for _ in range(MISSING):
            author = chance.choices(range(at, AUTHORS, 2), counts[at::2])[0]
            side[author].discard(max(side[author]))
    return sides


def random_gaps(counts: list[int], chance: random.Random) -> tuple[Seen, Seen]:
    """Each side lacks ten of the newest thousand events."""
    newest = [
        (author, seq)
        for author, count in enumerate(counts)
        for seq in range(count - round(count * NEWEST / EVENTS) + 1, count + 1)
    ]
    lost = chance.sample(newest, 2 * MISSING)
    sides: tuple[Seen, Seen] = ([set(range(1, count + 1)) for count in counts], [set(range(1, c + 1)) for c in counts])
    for side, part in zip(sides, (lost[:MISSING], lost[MISSING:]), strict=True):
        for author, seq in part:
            side[author].discard(seq)
    return sides


def feeds_of(side: Seen) -> list[vector.Feed]:
    feeds = []
    for index, held in enumerate(side):
        numbers = [0, *sorted(held)]
        gaps = [(before + 1, after - before - 1) for before, after in pairwise(numbers) if after > before + 1]
        feeds.append(vector.feed(PEOPLE, index, numbers[-1], gaps))
    return feeds


def summary_frame(feeds: list[vector.Feed], *, is_full: bool = False) -> bytes:
    (part,) = vector.split(feeds, is_full, summary.vector_room([], []))
    said = summary.Summary([], [], False, bytes(3), vector.digest(feeds), part, False)
    return radio_key.seal(KEY, summary.encode(said))


def need_frame(theirs: bytes, ours: list[vector.Feed]) -> bytes:
    """What the receiver of a summary asks for, from the bytes of that summary alone."""
    said = summary.decode(radio_key.opened(KEY, theirs))
    highest = {one[:2]: one.highest for one in ours}
    told = vector.restore(vector.decode(said.vector), highest, said.vector_digest)
    assert told is not None, "a low byte was guessed wrong"
    runs = {one[:2]: vector.missing(one, mine) for one, mine in zip(told, ours, strict=True)}
    missing = sum(count for found in runs.values() for _, count in found)
    assert missing == MISSING, "a difference was not named"
    indexed = wanted.encode(runs, need.MAX_BODY - 40)
    return radio_key.seal(KEY, need.encode(need.Need([], [], said.roster_digest, indexed)))


def with_author_ids(feeds: list[vector.Feed]) -> int:
    """A vector of four-byte author ids, varint of the highest number, count of runs, varint distances and lengths."""
    size = OVERHEAD
    for _, _, highest, gaps in feeds:
        size += 4 + varint(highest) + 1
        size += sum(varint(highest - first) + varint(count) for first, count in gaps)
    return size


def varint(value: int) -> int:
    return max((value.bit_length() + 6) // 7, 1)


def measure(kind: str) -> list[Figure]:
    chance = random.Random(SEED)
    told, asked, full, ids = [], [], [], []
    for _ in range(RUNS):
        counts = history(chance)
        make = tail_losses if kind == "tail" else random_gaps
        sides = [feeds_of(side) for side in make(counts, chance)]
        for ours, theirs in (sides, sides[::-1]):
            frame = summary_frame(theirs)
            told.append(len(frame))
            asked.append(len(need_frame(frame, ours)))
            full.append(len(summary_frame(theirs, is_full=True)))
            ids.append(with_author_ids(theirs))
    phy = airtime.meshtastic_phy_bytes(round(mean(told)))
    return [
        figure(f"air.sync.{kind}_bytes", mean(told), "B", "lower", goal=90, against=("author ids, varints", mean(ids))),
        figure(f"air.sync.{kind}_max_bytes", max(told), "B", "lower", goal=90,
               against=("ids of the newest 1000", OVERHEAD + 4 * NEWEST)),
        figure(f"air.sync.{kind}_full_form_bytes", mean(full), "B", "lower"),
        figure(f"air.sync.{kind}_need_bytes", mean(asked), "B", "lower",
               against=("list of 4-byte ids", OVERHEAD + 4 * MISSING)),
        figure(f"air.sync.{kind}_longfast_ms", airtime.time_on_air_ms(phy, PRESET), "ms", "lower"),
    ]  # fmt: skip


def board_bytes(alerts: int) -> int:
    """The summary of a board with so many live alerts of one authority each."""
    held = [(bytes((at, 1, 2, 3)), 40 + at) for at in range(alerts)]
    return len(radio_key.seal(KEY, summary.encode(summary.alerts_only(held, []))))


def main() -> None:
    figures = [one for kind in ("tail", "random") for one in measure(kind)]
    figures.append(figure("air.sync.idle_board_bytes", board_bytes(0), "B", "lower", goal=16))
    figures.append(figure("air.sync.alert_bytes", (board_bytes(8) - board_bytes(0)) / 8, "B", "lower", goal=8))
    write("air", figures)


if __name__ == "__main__":
    main()
