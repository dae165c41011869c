"""MicroPython's `machine`, as far as the drivers use it, on a bench."""

ENODEV = 19
RISING, FALLING = 1, 2


class Machine:
    """Put into sys.modules as `machine`."""

    def __init__(self, bench) -> None:
        class Here:  # every part knows its bench
            _bench = bench

        self.bench = bench
        for part in (Pin, PWM, I2C, SPI, ADC, UART, Timer, WDT):
            setattr(self, part.__name__, type(part.__name__, (part, Here), {}))

    def reset(self) -> None:
        self.bench.resets += 1

    def time_pulse_us(self, pin, level: int, timeout_us: int) -> int:
        self.bench.traffic.append(("pulse", pin.number, level))
        if not 0 < self.bench.echo_us <= timeout_us:
            self.bench.pass_us(timeout_us)
            return -2
        self.bench.pass_us(self.bench.echo_us)
        return self.bench.echo_us


class Pin:
    IN, OUT, PULL_UP = 0, 1, 2
    IRQ_RISING, IRQ_FALLING = RISING, FALLING

    def __init__(self, number: int, mode: int = -1, pull: int = -1, value: int | None = None) -> None:
        if not isinstance(number, int):
            raise TypeError("a pin is named by its number")
        self.number = number
        self._wire = self._bench.wire(number)
        if mode != -1:
            self.init(mode, pull, value)

    def init(self, mode: int = -1, pull: int = -1, value: int | None = None) -> None:
        self._wire.is_output = mode == self.OUT
        self._wire.pull = pull
        if value is not None:
            self._wire.drive(value, True)

    def value(self, level: int | None = None) -> int | None:
        if level is None:
            return self._wire.level
        assert self._wire.is_output, f"pin {self.number} is an input"
        self._wire.drive(level, True)
        return None

    __call__ = value

    def irq(self, handler=None, trigger: int = RISING | FALLING) -> None:
        self._wire.handler = handler and (lambda _: handler(self))
        self._wire.edges = trigger


class PWM:
    def __init__(self, pin, freq: int = 0, duty_u16: int = 0) -> None:
        self._pin = pin
        self.freq(freq)
        self.duty_u16(duty_u16)

    def freq(self, hz: int) -> None:
        assert 8 <= hz <= 40000000
        self._bench.traffic.append(("pwm", self._pin.number, "freq", hz))

    def duty_u16(self, duty: int) -> None:
        assert 0 <= duty <= 65535
        self._bench.traffic.append(("pwm", self._pin.number, "duty", duty))


class I2C:
    def __init__(self, number: int, sda=None, scl=None, freq: int = 400000) -> None:
        self.pins = (sda.number, scl.number)

    def writeto(self, address: int, data) -> int:
        self._bench.traffic.append(("i2c", address, bytes(data)))
        self._device(address).write(bytes(data))
        return len(data)

    def readfrom_mem(self, address: int, register: int, count: int) -> bytes:
        return self._device(address).read_from(register, count)

    def writeto_mem(self, address: int, register: int, data) -> None:
        self._bench.traffic.append(("i2c", address, bytes((register,)) + bytes(data)))
        self._device(address).write_to(register, bytes(data))

    def _device(self, address: int):
        if address not in self._bench.i2c:
            raise OSError(ENODEV)
        return self._bench.i2c[address]


class SPI:
    """What is sent goes to the devices whose select pin is low."""

    def __init__(self, number: int, baudrate: int = 0, sck=None, mosi=None, miso=None) -> None:
        assert baudrate <= 16000000

    def write_readinto(self, out, into) -> None:
        for at in range(len(out)):
            into[at] = self._exchange(out[at])

    def write(self, data) -> None:
        for byte in data:
            self._exchange(byte)

    def readinto(self, into, fill: int = 0) -> None:
        for at in range(len(into)):
            into[at] = self._exchange(fill)

    def _exchange(self, byte: int) -> int:
        answer = 0xFF
        for select, device in self._bench.spi.items():
            if self._bench.wire(select).level == 0:
                answer = device.exchange(byte)
        return answer


class ADC:
    ATTN_2_5DB, ATTN_11DB = 1, 3

    def __init__(self, pin, atten: int = 0) -> None:
        self._pin = pin

    def atten(self, value: int) -> None:
        self._bench.traffic.append(("adc", self._pin.number, value))

    def read_uv(self) -> int:
        found = self._bench.microvolts[self._pin.number]
        return found() if callable(found) else found

    def read_u16(self) -> int:
        return self.read_uv() * 65535 // 3300000


class UART:
    def __init__(self, number: int, baudrate: int = 115200, rx=None, tx=None, rxbuf: int = 256) -> None:
        self._number = number

    def read(self):
        found, self._bench.uart[self._number] = self._bench.uart.get(self._number, b""), b""
        return found or None


class Timer:
    ONE_SHOT, PERIODIC = 0, 1

    def __init__(self, number: int) -> None:
        self._entry = None

    def init(self, mode: int = 1, period: int = -1, callback=None) -> None:
        self.deinit()
        self._entry = self._bench.after(1000 * period, lambda: callback(self))

    def deinit(self) -> None:
        self._bench.cancel(self._entry)


class WDT:
    def __init__(self, id: int = 0, timeout: int = 5000) -> None:
        assert timeout <= 8388, "an RP2040 cannot count that far"
        self._bench.watchdog_ms = timeout
        self.feed()

    def feed(self) -> None:
        self._bench.fed_us = self._bench.now_us
