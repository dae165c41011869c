"""Prints, as JSON, what restoring an object costs on this board: measure_erasure.py K SIZE LOST.

The rival multiplies byte by byte, as a textbook does.
"""

import gc
import json
import sys
import time

from meshwire import erasure

GROUPS, ROUNDS = 5, 10  # where time.time counts milliseconds, a group is long enough for it
TEXTBOOK_ROWS = 200
LEAST_STEP = 256  # bytes between two sizes of the free heap that are tried


def rows_of(k: int, size: int, lost: int) -> list[tuple[int, bytes]]:
    """All sources but the first `lost`, and as many repairs."""
    sources = [int.from_bytes(bytes([(at * 7 + place * 31) & 255 for place in range(size)]), "big") for at in range(k)]
    return [(index, erasure.row(sources, size, index)) for index in range(lost, k + lost)]


def filled(rows: list[tuple[int, bytes]], k: int, size: int) -> erasure.Decoder:
    decoder = erasure.Decoder(k, size)
    for index, row in rows:
        decoder.add(index, row)
    return decoder


def fastest_ms(rows: list[tuple[int, bytes]], k: int, size: int) -> float:
    """The mean of the fastest of a few groups of runs: the others were disturbed."""
    times = []
    for _ in range(GROUPS):
        spent = 0.0
        for _ in range(ROUNDS):
            decoder = filled(rows, k, size)
            start = time.time()
            decoder.result()
            spent += time.time() - start
        times.append(spent * 1000 / ROUNDS)
    return min(times)


def least_free_heap(rows: list[tuple[int, bytes]], k: int, size: int) -> int:
    """The free bytes that the result takes beyond the rows: the heap is filled, step by step, until it fails."""
    ballast = []
    while True:
        decoder = filled(rows, k, size)
        gc.collect()
        least = int(gc.mem_free())
        try:
            decoder.result()
        except MemoryError:
            return least
        del decoder
        gc.collect()
        ballast.append(bytes(LEAST_STEP))


def textbook_ms(k: int, size: int, lost: int) -> float:
    """As many products and sums of bytes as the solution takes, with tables of logarithms; some rows are measured."""
    powers, logarithms = erasure.POWERS, erasure.LOGARITHMS
    row, total = bytes([1 + at % 255 for at in range(size)]), bytearray(size)
    start = time.time()
    for factor in range(1, TEXTBOOK_ROWS + 1):
        for at in range(size):
            total[at] ^= powers[logarithms[row[at]] + logarithms[factor]]
    return (time.time() - start) * 1000 / TEXTBOOK_ROWS * lost * k


def main(k: int, size: int, lost: int) -> None:
    rows = rows_of(k, size, lost)
    figures = {
        "decode_ms": fastest_ms(rows, k, size),
        "textbook_ms": textbook_ms(k, size, lost),
        "heap_bytes": least_free_heap(rows, k, size),
    }
    print(json.dumps(figures))


main(*map(int, sys.argv[1:]))
