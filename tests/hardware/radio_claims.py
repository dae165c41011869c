"""What the radio driver and the lora library do together on a register-level SX1262; run by radio_library.py.

In the real interpreter only: the library relies on what MicroPython does and CPython does not (a bool is no int there,
struct cuts numbers). Every line that it prints is one claim.
"""

import sys

sys.path.extend(["/extra", "/library"])


class ThreadSafeFlag:
    """asyncio's; the library makes two, and the driver waits in its own way."""

    def set(self) -> None:
        pass


class Log:
    def note(self, text: str) -> None:
        print("    log:", text)


def fit(bench):
    """The driver's modules and the library's on a bench; all find a chip and a clock where they look for them."""
    from tests.boards.doubles import fitting

    bench.ThreadSafeFlag = ThreadSafeFlag
    sys.modules["asyncio"] = bench
    machine = sys.modules["machine"] = fitting.fit(bench)
    for name in ("modem", "async_modem", "sx126x"):
        module = __import__("lora." + name, None, None, [name])
        module.time, module.asyncio, module.Pin = bench.time, bench, machine.Pin
    fitting.fit(bench, ("assembly",))
    return sys.modules["drivers.assembly"]


def station(settings):
    """A tuned radio of drivers/assembly.py, its chip and its bench."""
    from tests.boards.doubles.bench import Bench
    from tests.boards.doubles.sx1262 import Sx1262

    bench = Bench()
    assembly = fit(bench)
    pins = assembly.LoRaPins(
        spi=1, sck=9, mosi=10, miso=11, select=8, reset=12, busy=13, dio1=14, tcxo_mv=1800, switch_by_dio2=True
    )
    chip = Sx1262(bench, pins.select, pins.reset, pins.busy, pins.dio1)
    radio = assembly.radio(pins, lambda: None, Log())
    assert radio.tune(settings), "the chip was not set up"
    return bench, chip, radio


def settings(sync_word: int = 0x12):
    from meshwire.modem import Settings

    return Settings(869525000, 250000, 11, 5, 16, sync_word, 14)


def sets_the_chip_up():
    """tune: TCXO, antenna switch, frequency, modulation, sync word, power; then it receives"""
    _, chip, _ = station(settings())
    assert chip.mode == 5
    assert chip.set["SetDIO3AsTCXOCtrl"] == b"\x02\x00\x01\x40"  # 1.8 V, 5 ms
    assert chip.set["SetDIO2AsRfSwitchCtrl"] == b"\x01"
    assert int.from_bytes(chip.set["SetRfFrequency"], "big") == 869525000 * (1 << 25) // 32000000
    assert chip.set["SetModulationParams"] == bytes((11, 5, 1, 0))
    assert chip.registers[0x0740] << 8 | chip.registers[0x0741] == 0x1424
    assert chip.registers[0x08AC] == 0x96
    assert chip.set["CalibrateImage"] == b"\xd7\xdb"
    assert chip.irq_mask & 0x0010, "headers are latched"
    assert not chip.dio1_mask & 0x0010, "and do not interrupt"
    return chip


def meshtastic():
    """tune: sync word 0x2B becomes 0x24B4"""
    _, chip, _ = station(settings(0x2B))
    assert chip.registers[0x0740] << 8 | chip.registers[0x0741] == 0x24B4
    return chip


def hears():
    """heard: packets of every length, with their signal, and goes on receiving"""
    bench, chip, radio = station(settings())
    for length in (1, 20, 20, 255):
        payload = bytes([at * 7 % 256 for at in range(length)])
        chip.arrive(payload, -101, -7)
        bench.pass_ms(400)
        assert radio.heard() == [payload], length
        assert radio.signals() == [(-101, -7)]
        assert chip.mode == 5
    return chip


def counts_damage():
    """heard: a damaged packet is counted and the next one taken"""
    bench, chip, radio = station(settings())
    chip.arrive(b"damaged", is_whole=False)
    bench.pass_ms(100)
    chip.arrive(b"whole")
    bench.pass_ms(100)
    assert radio.heard() == [b"whole"]
    assert radio.facts()["damaged"] == 1
    return chip


def sends():
    """send: the payload, then it receives again"""
    bench, chip, radio = station(settings())
    assert bench.run(radio.send(b"a frame")) is True
    assert [payload for payload, _ in chip.sent] == [b"a frame"]
    assert chip.mode == 5
    chip.arrive(b"an answer")
    bench.pass_ms(100)
    assert radio.heard() == [b"an answer"]
    return chip


def listens():
    """is_busy: instantaneous RSSI, and a weak packet from its header on"""
    bench, chip, radio = station(settings())
    assert not radio.is_busy()
    chip.rssi_dbm = -60
    assert radio.is_busy()
    chip.rssi_dbm = -125
    chip.arrive(b"x" * 100)
    assert not radio.is_busy()
    bench.pass_ms(20)
    assert radio.is_busy()
    bench.pass_ms(200)
    assert not radio.is_busy()
    assert radio.heard() == [b"x" * 100]
    return chip


def survives_a_mute_chip():
    """send: a transmission that never ends is given up, the chip reset, and the next one goes out"""
    bench, chip, radio = station(settings())
    chip.is_mute = True
    assert bench.run(radio.send(b"lost")) is False
    chip.is_mute = False
    bench.pass_ms(1000)
    assert bench.run(radio.send(b"sent")) is True
    assert chip.resets == 2
    return chip


def survives_a_stuck_busy_line():
    """BUSY stuck: every call ends, the reset pin frees it, settings are back"""
    bench, chip, radio = station(settings())
    chip.is_stuck = True
    bench.wire(13).drive(1)
    assert bench.run(radio.send(b"lost")) is False
    bench.pass_ms(1000)
    chip.arrive(b"nobody")
    assert radio.heard() == []
    assert chip.mode == 5
    chip.arrive(b"after it")
    bench.pass_ms(100)
    assert radio.heard() == [b"after it"]
    return chip


def notices_lost_settings():
    """a chip that lost its supply for a moment is set up again within a minute"""
    bench, chip, radio = station(settings())
    chip.drop_out()
    bench.pass_ms(60001)
    radio.heard()
    bench.pass_ms(1001)
    radio.heard()
    assert chip.mode == 5
    assert chip.packet_type == 1
    return  # the library's first look finds a chip without its settings: that is the point


def keeps_the_time_on_air():
    """time on air: the library and meshwire.airtime agree"""
    from meshwire import airtime

    _, chip, radio = station(settings())
    for length in (1, 13, 90, 231, 255):
        ours = airtime.time_on_air_us(length, 250000, 11, 5, 16)
        assert abs(radio._modem.get_time_on_air_us(length) - ours) < 2, length
    return chip


CLAIMS = (
    sets_the_chip_up, meshtastic, hears, counts_damage, sends, listens, survives_a_mute_chip,
    survives_a_stuck_busy_line, notices_lost_settings, keeps_the_time_on_air,
)  # fmt: skip


def main(arguments) -> int:
    failed = 0
    for claim in CLAIMS:
        try:
            chip = claim()
            assert chip is None or chip.faults == [], chip.faults
            print("ok  ", claim.__name__)
            if chip is not None and "--traffic" in arguments:
                for name, content in chip.commands:
                    print("    %-24s %s" % (name, " ".join(["%02x" % byte for byte in content])))
        except AssertionError as error:
            failed += 1
            print("FAIL", claim.__name__, error)
            sys.print_exception(error)
    print("%d of %d claims hold" % (len(CLAIMS) - failed, len(CLAIMS)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
