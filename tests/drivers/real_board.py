"""Runs in the real interpreter: real_board.py KIND. Prints what a board of a kind shows, sounds, hears and sends."""

import sys

sys.path.append("/extra")

from tests.boards.doubles import fitting
from tests.boards.doubles.bench import Bench
from tests.boards.doubles.lora_library import Library
from tests.boards.doubles.power import AXP2101_AT_START, Registers
from tests.boards.doubles.screen import Screen, letters
from tests.boards.doubles.sx1262 import Sx1262

ALERT = ["ЖОРСТКА ТРИВОГА   1/2", "Повінь: їдьте звідси!", "Hochwasser, 4 m über", "ŚLĄSK İZMİR ñandú"]


def main(kind: str) -> None:
    bench = Bench(started_ms=(1 << 30) - 3000)
    bench.i2c[0x3C], bench.i2c[0x34] = Screen(), Registers(AXP2101_AT_START)
    library = sys.modules["lora"] = Library(bench)
    sys.modules["asyncio"] = bench
    fitting.fit(bench)
    fitting.fit(bench, (kind,), "boards")
    board = sys.modules["boards." + kind]
    pins = board.LORA
    bench.chip = Sx1262(bench, pins.select, pins.reset, pins.busy, pins.dio1)
    if hasattr(board, "CELL_ADC"):
        bench.microvolts[board.CELL_ADC] = 375000000 // board.CELL_RATIO
    with open("/board.json", "w") as file:
        file.write('{"sensors": [{"kind": "smoke", "name": "kitchen", "pin": 16}]}')
    hardware = board.hardware()
    hardware.display.show(ALERT)
    from drivers import font
    from meshwire.modem import Settings

    print("\n".join(bench.i2c[0x3C].lines(letters(font))[:4]))
    print("tuned", hardware.radio.tune(Settings(869525000, 250000, 11, 5, 16, 0x12, 14)))
    bench.chip.mode, bench.chip.packet_type = 5, 1
    library.modems[-1].hear(b"frame")
    print("heard", hardware.radio.heard(), hardware.radio.signals())
    print("busy", hardware.radio.is_busy())
    print("sent", bench.run(hardware.radio.send(b"x" * 50)), library.modems[-1].sent == [b"x" * 50])
    bench.pass_ms(5000)
    print("uptime", hardware.clock.uptime_ms() > 5000, "utc", hardware.clock.utc())
    bench.wire(board.BUTTON).drive(0)
    bench.pass_ms(3500)
    print("pressed", hardware.button.presses())
    hardware.siren.sound("extreme")
    bench.traffic.clear()
    bench.pass_ms(600)
    print("siren", [entry[3] for entry in bench.traffic if entry[0] == "pwm" and entry[2] == "freq"])
    before = hardware.sensors["kitchen"]()
    bench.wire(16).drive(0)
    print("smoke", before, hardware.sensors["kitchen"]())
    hardware.feed()
    print("battery", hardware.battery(), "watchdog", bench.watchdog_ms, "notes", hardware.log.notes)


main(sys.argv[1])
