"""Runs under memory pressure on both interpreters: what compiled code holds while Python allocates must survive.

A collector that misses a pointer shows as another output than CPython's, or as a crash.
"""
# ruff: noqa: B905, T201  its output is what is compared, and MicroPython's zip has no strict

import json

ballast = [bytearray(1000) for _ in range(80)]  # of a heap of 128 kB: a collection happens every few lines below


def litter(number: int) -> str:
    return str([number] * 20) + str(number**9)


def lengths(count: int):
    for number in range(count):
        yield len(litter(number))


def nested(levels: int) -> str:
    return litter(levels)[:8] + nested(levels - 1) if levels else "end"


class Point:
    litter = [litter(number) for number in range(5)]

    def __init__(self, *numbers: int, **named: int) -> None:
        self.said = litter(sum(numbers)) + litter(sum(named.values()))


document = json.dumps([{"n": number, "text": litter(number), "inner": [[], [number]]} for number in range(10)])

for turn in range(40):
    print(sum(lengths(30)), max(range(30), key=lambda n: (len(litter(n)), -n)), sorted(set(lengths(30))))
    print(sorted(range(20), key=litter), b"".join(litter(n)[:3].encode() for n in range(20)), nested(8))
    print(bytes(lengths(20)), tuple(map(litter, range(3))), list(zip(lengths(5), map(litter, range(2)))))
    print(
        len(Point(1, 2, n=turn).said),
        f"{litter(turn)} {litter(2)}",
        sorted(json.loads(document)[turn % 10].items()),
    )
    print(pow(turn + 3, 500, 2**255 - 19), (turn + 3) ** 300 // 7**90 % 10**12)
