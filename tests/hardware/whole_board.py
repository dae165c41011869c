"""A whole board with the real lora library on doubles of its chips; run by radio_library.py. See radio_claims.py.

/alert/board.json and /alert/frame.hex are a board's settings and an alert that it must believe, in their radio form.
"""

import os
import sys

sys.path.extend(["/extra", "/library", "/script"])

LIVES_MS = 8000


class Event:
    """asyncio's, of which the board makes one for its loop; here the loop is below."""

    def set(self) -> None:
        pass

    def clear(self) -> None:
        pass


class Os:
    """The interpreter's, with what it has not got and the error numbers of a board."""

    rename, remove, mkdir = os.rename, os.remove, os.mkdir

    def stat(self, path: str):
        try:
            return os.stat(path)
        except OSError:
            raise OSError(2)

    def urandom(self, count: int) -> bytes:
        return bytes(range(7, 7 + count))


def read(path: str) -> str:
    with open(path) as file:
        return file.read()


def live(bench, board, hardware, ms: int) -> None:
    until = bench.now_us + 1000 * ms
    while bench.now_us < until:
        bench.run(hardware.wait(min(board.step(), 1000)))
        bench.run(board.transmit())


def main() -> None:
    from radio_claims import fit

    from tests.boards.doubles import fitting
    from tests.boards.doubles.bench import Bench
    from tests.boards.doubles.screen import Screen, letters
    from tests.boards.doubles.sx1262 import Sx1262

    bench = Bench()
    bench.Event = Event
    fit(bench)
    fitting.fit(bench, ("heltec_v3",), "boards")
    heltec = sys.modules["boards.heltec_v3"]
    pins = heltec.LORA
    chip = Sx1262(bench, pins.select, pins.reset, pins.busy, pins.dio1)
    screen = bench.i2c[0x3C] = Screen()
    bench.microvolts[heltec.CELL_ADC] = 766000
    sys.modules["drivers.assembly"].os = sys.modules["drivers.parts"].os = Os()
    hardware = heltec.hardware()
    from drivers import font
    from node import settings
    from node.board import Board
    from node.keys import Verifiers

    board = Board(settings.parse(read("/alert/board.json").encode()), hardware, Verifiers().verify)
    live(bench, board, hardware, 2000)
    print("\n".join(screen.lines(letters(font))[:3]))
    payload = bytes.fromhex(read("/alert/frame.hex"))
    chip.arrive(payload, -112, -9)
    bench.traffic.clear()
    live(bench, board, hardware, LIVES_MS)
    print("\n".join(screen.lines(letters(font))))
    print("tones", sorted({entry[3] for entry in bench.traffic if entry[0] == "pwm" and entry[2] == "freq"}))
    print("repeated", payload[13:100] in b"".join([sent for sent, _ in chip.sent]))
    print("radio", hardware.radio.facts())
    assert chip.faults == [], chip.faults


main()
