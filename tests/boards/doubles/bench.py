"""A bench to put a board on: time that only the test moves, pins, buses, and a record of all that goes over them.

It stands in for MicroPython's `machine` and `time`, on CPython and in the real interpreter, and keeps to their dialect.
"""

TICKS_PERIOD = 1 << 30  # of MicroPython's counters


class Bench:
    def __init__(self, started_ms: int = 0) -> None:
        """`started_ms` is what the chip's millisecond counter says at first: perhaps shortly before it begins again."""
        self.now_us = 0
        self.traffic = []  # ("pin", number, level), ("pwm", pin, what, value), ("i2c", address, bytes), ...
        self.wires = {}  # number of a pin: Wire
        self.i2c = {}  # address: device with write(data), read_from(register, count), write_to(register, data)
        self.spi = {}  # number of the select pin: device with select(level), exchange(byte) -> byte
        self.microvolts = {}  # number of a pin: what the ADC measures
        self.uart = {}  # number of a UART: bytes that have come
        self.epoch = 946684800  # of the chip's clock, in Unix time
        self.utc = 946684800  # when its clock was started
        self.watchdog_ms = None
        self.fed_us = 0
        self.resets = 0
        self.echo_us = -1
        self._started_ms = started_ms
        self._due = []
        self._order = 0
        self.time = Time(self)

    def wire(self, number: int):
        if number not in self.wires:
            self.wires[number] = Wire(self, number)
        return self.wires[number]

    def after(self, us: int, work) -> list:
        """Do something later; the returned entry can be given to `cancel`."""
        self._order += 1
        entry = [self.now_us + int(us), self._order, work]
        self._due.append(entry)
        return entry

    def cancel(self, entry) -> None:
        if entry in self._due:
            self._due.remove(entry)

    def pass_us(self, us: int) -> None:
        """Let time go by, and happen in it what is due, in order."""
        until = self.now_us + int(us)
        while True:
            due = sorted([entry for entry in self._due if entry[0] <= until], key=lambda entry: entry[:2])
            if not due:
                break
            self._due.remove(due[0])
            self.now_us = max(self.now_us, due[0][0])
            due[0][2]()
        self.now_us = until
        if self.watchdog_ms is not None and self.now_us - self.fed_us > 1000 * self.watchdog_ms:
            self.resets += 1
            self.watchdog_ms = None

    def pass_ms(self, ms: float) -> None:
        self.pass_us(ms * 1000)

    def ticks_us(self) -> int:
        return (self._started_ms * 1000 + self.now_us) % TICKS_PERIOD

    def ticks_ms(self) -> int:
        return (self._started_ms + self.now_us // 1000) % TICKS_PERIOD

    async def sleep(self, seconds: float) -> None:
        """In place of asyncio.sleep, where nobody else runs."""
        self.pass_us(seconds * 1000000)

    def run(self, coroutine):
        """The result of a coroutine that waits for nothing but `sleep`."""
        try:
            while True:
                coroutine.send(None)
        except StopIteration as done:
            return done.value


class Wire:
    """What hangs on one pin: a level that the board or something outside drives, and who hears of edges."""

    def __init__(self, bench, number: int) -> None:
        self._bench = bench
        self.number = number
        self.level = 1
        self.is_output = False
        self.pull = None
        self.listeners = []  # called with the level after every change
        self.handler = None
        self.edges = 0

    def drive(self, level: int, by_board: bool = False) -> None:
        level = int(level)
        before, self.level = self.level, level
        if by_board:
            self._bench.traffic.append(("pin", self.number, level))
        if before == level:
            return
        for listener in self.listeners:
            listener(level)
        if self.handler is not None and self.edges & (1 if level else 2):
            self.handler(self)


class Time:
    """MicroPython's `time`."""

    def __init__(self, bench) -> None:
        self._bench = bench

    def ticks_ms(self) -> int:
        return self._bench.ticks_ms()

    def ticks_us(self) -> int:
        return self._bench.ticks_us()

    def ticks_add(self, ticks: int, delta: int) -> int:
        return (ticks + delta) % TICKS_PERIOD

    def ticks_diff(self, end: int, start: int) -> int:
        return (end - start + TICKS_PERIOD // 2) % TICKS_PERIOD - TICKS_PERIOD // 2

    def sleep_ms(self, ms: int) -> None:
        self._bench.pass_us(1000 * ms)

    def sleep_us(self, us: int) -> None:
        self._bench.pass_us(us)

    def time(self) -> int:
        return self._bench.utc - self._bench.epoch + self._bench.now_us // 1000000

    def gmtime(self, seconds: int):
        """As far as years go, and the fields that a real-time clock is set with."""
        days, rest = divmod(seconds + self._bench.epoch, 86400)
        year, month, day = _date(days)
        return year, month, day, rest // 3600, rest // 60 % 60, rest % 60, (days + 3) % 7, 0


def _date(days: int):
    """Civil date of days since 1970-01-01."""
    days += 719468
    era, day_of_era = divmod(days, 146097)
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return year + era * 400 + (month <= 2), month, day
