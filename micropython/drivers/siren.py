"""`siren` of node.hardware: a piezo on a PWM pin, a relay for something louder, or both. Runs while the board works."""

import machine

# pattern: ((frequency in Hz, milliseconds), ...) again and again; 0 Hz is silence. A piezo is loudest near 2 to 4 kHz,
# but the old hear the lower of two tones better; two tones in turn carry further than one.
TONES = {
    "severe": ((2000, 600), (1500, 600), (0, 800)),
    "extreme": ((2800, 150), (2000, 150)),
    "local": ((1800, 120), (0, 120), (1800, 120), (0, 1640)),
    "test": ((2000, 200), (0, 1800)),
}
# pattern: (milliseconds on, milliseconds off). Slow: a relay lasts some 100,000 turns, a horn needs time to sound.
RELAY = {"severe": (2000, 2000), "extreme": (4000, 1000), "local": (300, 1700), "test": (500, 4500)}
HALF = 32768  # of 65536: a square wave is the loudest


class Siren:
    """`sound` with a pattern that it does not know is as "off"."""

    def __init__(self, timers: tuple, piezo: int | None = None, relay: int | None = None, on: int = 1) -> None:
        """Numbers of two timers that nobody else uses; pins; `on` is the level that closes the relay."""
        self.pattern = "off"
        self._voices = []
        if piezo is not None:
            pwm = machine.PWM(machine.Pin(piezo, machine.Pin.OUT), freq=TONES["test"][0][0], duty_u16=0)
            self._voices.append(_Voice(timers[0], _Piezo(pwm)))
        if relay is not None:
            pin = machine.Pin(relay, machine.Pin.OUT, value=1 - on)
            self._voices.append(_Voice(timers[1], _Relay(pin, on)))

    def sound(self, pattern: str) -> None:
        if pattern == self.pattern:
            return
        self.pattern = pattern
        for voice in self._voices:
            voice.start(pattern)


class _Piezo:
    def __init__(self, pwm) -> None:
        self._pwm = pwm

    def steps(self, pattern: str):
        return TONES.get(pattern)

    def set(self, frequency: int) -> None:
        if frequency:
            self._pwm.freq(frequency)
        self._pwm.duty_u16(HALF if frequency else 0)


class _Relay:
    def __init__(self, pin, on: int) -> None:
        self._pin = pin
        self._on = on

    def steps(self, pattern: str):
        times = RELAY.get(pattern)
        return times and ((1, times[0]), (0, times[1]))

    def set(self, is_on: int) -> None:
        self._pin.value(self._on if is_on else 1 - self._on)


class _Voice:
    """Takes one step after the other, each of them started by the timer's end of the one before."""

    def __init__(self, timer: int, output) -> None:
        self._timer = machine.Timer(timer)
        self._output = output
        self._steps = None
        self._at = 0

    def start(self, pattern: str) -> None:
        self._timer.deinit()
        self._at = 0  # first: a step that the timer has begun may come in between
        self._steps = self._output.steps(pattern)
        if self._steps is None:
            self._output.set(0)
        else:
            self._step(None)

    def _step(self, _: object) -> None:
        if self._steps is None:
            return  # the timer ran out while the pattern was ended
        value, ms = self._steps[self._at % len(self._steps)]
        self._at = (self._at + 1) % len(self._steps)
        self._output.set(value)
        self._timer.init(mode=machine.Timer.ONE_SHOT, period=ms, callback=self._step)
