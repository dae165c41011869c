"""What a document costs on the air: twenty gateways in range of each other, each losing a fifth of the frames.

Counted are all frames, rows and requests, from the first to the last one, also those that were sent when everybody had
the document, on the gateway's channel model with its collisions. `over_best` divides by the least that any code and
any protocol needs until the last of the twenty has k rows, if its sender knew when to stop; `over_one` by k/(1 - loss),
the mean of a single receiver. The rivals stop when everybody has it and their frames never collide: a carousel repeats
the sources without being asked; with bitmaps every receiver that lacks rows names them after each round.
"""

import random
from collections.abc import Callable
from statistics import mean

from bench.report import Figure, figure, write
from lora_gateway.documents.objects import Objects, Saying
from lora_gateway.ether.channel import Carrier, Channel, Conditions, Done, Received
from meshwire import document, fragment
from meshwire.airtime import time_on_air_ms
from meshwire.envelope import SIZE as ENVELOPE_SIZE
from meshwire.frame import MAX_FRAME
from meshwire.radio_key import control_key

RECEIVERS, LOSS, PRESET = 20, 0.2, "LongFast"
FRAME_MS = time_on_air_ms(ENVELOPE_SIZE + MAX_FRAME, PRESET)
SIZES = (1024, 2048, 4096, 8192)
RUNS, RIVAL_RUNS = 100, 1000
AFTER_BUSY_S = (0.1, 0.5)
LONGEST_S = 24 * 3600.0
GOAL = 1.3


class Air:
    """The gateways, their channel and one clock; `frames` counts what was sent."""

    def __init__(self, packed: bytes, digest: bytes, seed: int) -> None:
        self._chance = random.Random(seed)
        self._channel = Channel(PRESET, Conditions(LOSS), seed=seed)
        self._now = 0.0
        self._stations = {str(number): self._station(number) for number in range(RECEIVERS + 1)}
        self._sayings: dict[str, Saying] = {}
        self._sending: set[str] = set()
        self._free_from = dict.fromkeys(self._stations, 0.0)
        self._busy: set[str] = set()
        self.frames = 0
        self.airtime_ms = 0
        self.complete_s: list[float] = []
        assert self._stations["0"].hold(digest, packed, expires=0, push=True) == ""
        for name in list(self._stations)[1:]:
            self._stations[name].want([digest], 0.0)

    def run(self) -> None:
        """Until everybody has it and nobody has more to say."""
        while self._step() or len(self.complete_s) < RECEIVERS:
            assert self._now < LONGEST_S

    def _station(self, number: int) -> Objects:
        self._channel.join(str(number))
        sender = self._chance.randrange(65536)
        return Objects(control_key(bytes(32)), sender=sender, frame_ms=lambda: FRAME_MS, uniform=self._chance.uniform)

    def _step(self) -> bool:
        """Let what is due begin, then the clock go on; False when nobody says anything within an hour."""
        waits = [self._wait_s(name) for name in self._stations if name not in self._sending]
        at_ms = self._channel.next_ms()
        on_air_s = float("inf") if at_ms is None else at_ms / 1000 - self._now
        if min(*waits, on_air_s) > 1800:
            return False
        self._now += max(min(*waits, on_air_s), 1e-6)
        for notice in self._channel.advance(self._now * 1000):
            self._tell(notice)
        return True

    def _wait_s(self, name: str) -> float:
        if name not in self._sayings:
            step = self._stations[name].next(self._now)
            if not isinstance(step, Saying):
                return step
            self._sayings[name] = step
        if name in self._busy:
            return float("inf")
        if self._now >= self._free_from[name]:
            self._transmit(name, self._sayings[name].frame)
            return float("inf")
        return self._free_from[name] - self._now

    def _transmit(self, name: str, frame: bytes) -> None:
        self._sending.add(name)
        self.frames += 1
        self.airtime_ms += time_on_air_ms(ENVELOPE_SIZE + len(frame), PRESET)
        for notice in self._channel.transmit(name, bytes(ENVELOPE_SIZE) + frame, self._now * 1000):
            self._tell(notice)

    def _tell(self, notice: Done | Received | Carrier) -> None:
        name = notice.station
        if isinstance(notice, Done):
            self._sending.discard(name)
            self._stations[name].sent(self._sayings.pop(name).key)
        elif isinstance(notice, Carrier):
            (self._busy.add if notice.busy else self._busy.discard)(name)
            self._free_from[name] = self._now + self._chance.uniform(*AFTER_BUSY_S)
        else:
            heard = self._stations[name].hear(notice.payload[ENVELOPE_SIZE:], self._now)
            if heard.packed:
                self.complete_s.append(self._now)
            if heard.needless and name not in self._sending:
                self._sayings.pop(name, None)


def ours(size: int) -> tuple[float, float, float]:
    """Means over runs: frames, airtime in seconds, seconds until the last one has it."""
    runs = []
    for seed in range(RUNS):
        packed, digest = example(size, seed)
        air = Air(packed, digest, seed)
        air.run()
        runs.append((air.frames, air.airtime_ms / 1000, max(air.complete_s)))
    frames, airtime_s, last_s = zip(*runs, strict=True)
    return mean(frames), mean(airtime_s), mean(last_s)


def example(size: int, seed: int) -> tuple[bytes, bytes]:
    """An object of exactly so many bytes: a document of noise, which deflate stores, and its digest."""
    block = 5 + 1  # RFC 1951 stored block, and our byte of the kind
    noise = random.Random(seed).randbytes(size - block)
    packed = bytes((document.CAP_DOCUMENT, 1)) + len(noise).to_bytes(2, "little")
    return packed + (len(noise) ^ 0xFFFF).to_bytes(2, "little") + noise, document.digest_of(noise)


def best(k: int, chance: random.Random) -> int:
    """Frames until the last of the receivers has any k of them."""
    missing = [k] * RECEIVERS
    frames = 0
    while max(missing) > 0:
        frames += 1
        missing = [rows - (chance.random() >= LOSS) for rows in missing]
    return frames


def carousel(k: int, chance: random.Random) -> int:
    """The sources again and again, until everybody has each."""
    missing = [set(range(k)) for _ in range(RECEIVERS)]
    frames = 0
    while any(missing):
        for rows in missing:
            if chance.random() >= LOSS:
                rows.discard(frames % k)
        frames += 1
    return frames


def bitmaps(k: int, chance: random.Random) -> int:
    """All sources; then everybody names what is missing, and the sender repeats what it heard of."""
    missing = [set(range(k)) for _ in range(RECEIVERS)]
    wanted, frames = set(range(k)), 0
    while any(missing):
        for row in sorted(wanted):
            for rows in missing:
                if chance.random() >= LOSS:
                    rows.discard(row)
        asking = [rows for rows in missing if rows]
        frames += len(wanted) + len(asking)
        wanted = set().union(*(rows for rows in asking if chance.random() >= LOSS))
    return frames


def rival(protocol: Callable[[int, random.Random], int], k: int) -> float:
    chance = random.Random(k)
    return mean(protocol(k, chance) for _ in range(RIVAL_RUNS))


def figures(size: int) -> list[Figure]:
    k, _ = fragment.shape(size)
    least, one = rival(best, k), k / (1 - LOSS)
    frames, airtime_s, last_s = ours(size)
    name = f"air.objects_{size // 1024}kb"
    turning, asking = ("carousel", rival(carousel, k) / least), ("bitmaps", rival(bitmaps, k) / one)
    return [
        figure(f"{name}_over_best", frames / least, "times", "lower", goal=GOAL, against=turning),
        figure(f"{name}_over_one", frames / one, "times", "lower", against=asking),
        figure(f"{name}_best_over_one", least / one, "times", "lower"),
        figure(f"{name}_airtime_s", airtime_s, "s of LongFast", "lower"),
        figure(f"{name}_last_s", last_s, "s until all have it", "lower"),
    ]


def main() -> None:
    write("air", [one for size in SIZES for one in figures(size)])


if __name__ == "__main__":
    main()
