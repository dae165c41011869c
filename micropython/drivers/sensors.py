"""`sensors` of node.hardware: what board.json connects to pins. docs/boards.md lists the wiring.

A reading never waits for the sensor: what takes time is begun by one reading and fetched by the next, a minute later.
"""

import json
import time

import machine

MAX_SENSORS = 4
ECHO_TIMEOUT_US = 30000  # five metres there and back; the only wait in here, and only of a trigger sensor
US_PER_CM = 58  # there and back, in air of 20 degrees
SPIKES = 3  # samples of a contact
TIP_MS = 40  # two tips of a rain gauge are further apart; bounces of its reed contact are not
MINUTES = 60
MINUTE_MS = 60000


def connect(board_json: bytes | None, uptime_ms, log) -> dict:
    """{name: read()} for the sensors of board.json; one that cannot be connected is left out, and the log says why."""
    found = {}
    try:
        entries = json.loads((board_json or b"{}").decode()).get("sensors", [])
    except (ValueError, AttributeError):
        return found  # node.settings says what is wrong with the file
    for entry in entries[:MAX_SENSORS] if isinstance(entries, list) else []:
        try:
            found[entry["name"]] = _PARTS[entry.get("part") or _USUAL[entry["kind"]]](entry, uptime_ms).read
        except (KeyError, TypeError, ValueError, AttributeError, OSError, ImportError) as error:
            log.note("sensor: %s: cannot be connected: %r" % (str(entry)[:60], error))
    return found


class Ds18b20:
    """Temperature on one wire: `pin`."""

    def __init__(self, entry: dict, _) -> None:
        onewire, ds18x20 = __import__("onewire"), __import__("ds18x20")  # of the firmware; only where one is connected
        self._bus = ds18x20.DS18X20(onewire.OneWire(machine.Pin(entry["pin"])))
        self._errors = (OSError, getattr(onewire, "OneWireError", OSError))
        self._probe = None
        self.read()

    def read(self) -> float | None:
        """Degrees Celsius of the conversion that the reading before has begun."""
        value = None
        try:
            if self._probe is None:
                found = self._bus.scan()
                self._probe = found[0] if found else None
            else:
                value = self._bus.read_temp(self._probe)
            if self._probe is not None:
                self._bus.convert_temp()
        except self._errors:
            self._probe = None
        return None if value is None or value == 85 else value  # 85 is what it says when no conversion was made


class _Level:
    """Water below a sensor that looks down: `height_cm` is where it hangs above the ground or the zero of the gauge."""

    def __init__(self, entry: dict) -> None:
        self._height_cm = float(entry["height_cm"])

    def _level(self, distance_cm: float | None) -> float | None:
        return None if distance_cm is None else self._height_cm - distance_cm


class UltrasonicUart(_Level):
    """JSN-SR04T in mode 1 and its like: `uart`, `rx`; says 0xFF, distance in mm (2), sum, ten times a second."""

    def __init__(self, entry: dict, _) -> None:
        super().__init__(entry)
        self._uart = machine.UART(entry["uart"], baudrate=9600, rx=machine.Pin(entry["rx"]), rxbuf=64)

    def read(self) -> float | None:
        data = self._uart.read() or b""
        for at in range(len(data) - 4, -1, -1):  # the newest first
            if data[at] == 0xFF and (sum(data[at : at + 3]) & 0xFF) == data[at + 3]:
                mm = data[at + 1] << 8 | data[at + 2]
                return self._level(mm / 10 if mm else None)
        return None


class UltrasonicEcho(_Level):
    """HC-SR04 and JSN-SR04T in mode 0: `trigger`, `echo` (through a divider: it answers with 5 V)."""

    def __init__(self, entry: dict, _) -> None:
        super().__init__(entry)
        self._trigger = machine.Pin(entry["trigger"], machine.Pin.OUT, value=0)
        self._echo = machine.Pin(entry["echo"], machine.Pin.IN)

    def read(self) -> float | None:
        self._trigger.value(1)
        time.sleep_us(20)
        self._trigger.value(0)
        echo_us = machine.time_pulse_us(self._echo, 1, ECHO_TIMEOUT_US)
        return self._level(echo_us / US_PER_CM if echo_us > 0 else None)


class Pressure:
    """A probe on the ground that gives a voltage, or 4 to 20 mA over a resistor: `pin`, `empty_mv` and `full_mv` at its
    ends, `range_cm` between them. A tenth below `empty_mv` the wire is broken."""

    def __init__(self, entry: dict, _) -> None:
        self._adc = machine.ADC(machine.Pin(entry["pin"]))
        if hasattr(machine.ADC, "ATTN_11DB"):
            self._adc.atten(machine.ADC.ATTN_11DB)  # up to 3.1 V on an ESP32
        self._empty, self._full = float(entry["empty_mv"]), float(entry["full_mv"])
        self._range_cm = float(entry["range_cm"])
        if self._full <= self._empty:
            raise ValueError("full_mv is not above empty_mv")

    def read(self) -> float | None:
        millivolts = self._adc.read_u16() * 3300 / 65535
        if hasattr(self._adc, "read_uv"):
            millivolts = self._adc.read_uv() / 1000
        if self._empty and millivolts < 0.9 * self._empty:
            return None
        return max(millivolts - self._empty, 0) * self._range_cm / (self._full - self._empty)


class Contact:
    """Of a smoke or CO detector, to ground: `pin`; `"normally": "closed"` also tells of a cut wire."""

    def __init__(self, entry: dict, _) -> None:
        self._pin = machine.Pin(entry["pin"], machine.Pin.IN, machine.Pin.PULL_UP)
        normally = entry.get("normally", "open")
        if normally not in ("open", "closed"):
            raise ValueError("normally is open or closed")
        self._alarm = 0 if normally == "open" else 1

    def read(self) -> int:
        """1 when it alarms. What lasts less than all samples is a spike on the wire."""
        levels = []
        for _ in range(SPIKES):
            levels.append(self._pin.value())
            time.sleep_us(500)
        return int(min(levels) == max(levels) == self._alarm)


class TippingBucket:
    """A rain gauge to ground: `pin`, `mm` of rain a tip (0.2794 is usual). Rain of the last hour, minute by minute."""

    def __init__(self, entry: dict, uptime_ms) -> None:
        self._mm = float(entry.get("mm", 0.2794))
        self._uptime_ms = uptime_ms
        self._minutes = bytearray(MINUTES)
        self._minute = uptime_ms() // MINUTE_MS
        self._tips = 0
        self._tip_ms = time.ticks_add(time.ticks_ms(), -TIP_MS)
        self._pin = machine.Pin(entry["pin"], machine.Pin.IN, machine.Pin.PULL_UP)
        self._pin.irq(self._tip, machine.Pin.IRQ_FALLING)

    def _tip(self, _: object) -> None:
        now = time.ticks_ms()
        if time.ticks_diff(now, self._tip_ms) >= TIP_MS:
            self._tips += 1
            self._tip_ms = now

    def read(self) -> float:
        minute = self._uptime_ms() // MINUTE_MS
        for passed in range(self._minute + 1, min(minute, self._minute + MINUTES) + 1):
            self._minutes[passed % MINUTES] = 0
        self._minute = minute
        tips, self._tips = self._tips, 0
        at = minute % MINUTES
        self._minutes[at] = min(self._minutes[at] + tips, 255)
        return sum(self._minutes) * self._mm


_USUAL = {
    "temperature": "ds18b20", "water-level": "ultrasonic-uart", "smoke": "contact", "carbon-monoxide": "contact",
    "rain": "tipping-bucket",
}  # fmt: skip
_PARTS = {
    "ds18b20": Ds18b20, "ultrasonic-uart": UltrasonicUart, "ultrasonic-echo": UltrasonicEcho, "pressure": Pressure,
    "contact": Contact, "tipping-bucket": TippingBucket,
}  # fmt: skip
