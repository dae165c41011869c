"""Writes a file of the size of a board's state 200 times; the last writes should take no longer than the first."""

import os

from bench_of import hardware

WRITES = 200
SIZE = 2048  # bytes: eight alerts in force
NAME = "bench.tmp"


def main(kind: str) -> None:
    board = hardware(kind)
    print("free before:", board.flash.free())
    times = []
    for number in range(WRITES):
        data = os.urandom(16) * (SIZE // 16)
        before = board.clock.uptime_ms()
        board.flash.write(NAME, data)
        times.append(board.clock.uptime_ms() - before)
        if board.flash.read(NAME) != data:
            print("FAIL: write", number, "does not read back")
            return
    board.flash.remove(NAME)
    print("free after:", board.flash.free())
    print("ms of the first ten:", times[:10], "of the last ten:", times[-10:], "longest:", max(times))


main(KIND)  # noqa: F821 - mpremote sets it
