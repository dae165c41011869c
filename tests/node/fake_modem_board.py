"""A board in modem mode on CPython: its real program, a line and a radio made of lists, a clock that the test moves."""

from meshwire import modem
from node.hardware import Hardware
from node.modem import Modem
from tests.node.fake_board import Line, Parts, Radio, random_bytes

LONG_FAST = modem.Settings(869525000, 250000, 11, 5, 16, 0x12, 22)


class TunedRadio(Radio):
    """Refuses settings while it is `broken`; `is_stuck` transmissions fail."""

    def __init__(self) -> None:
        super().__init__()
        self.settings: list[modem.Settings] = []
        self.broken = False
        self.is_stuck = False
        self.strengths: list[tuple[int, int]] = []
        self.busy_for = 0  # looks

    def tune(self, settings: modem.Settings) -> bool:
        if not self.broken:
            self.settings.append(settings)
        return not self.broken

    def signals(self) -> list[tuple[int, int]]:
        given, self.strengths = self.strengths, []
        return given

    def is_busy(self) -> bool:
        self.busy_for = max(self.busy_for - 1, 0)
        return self.busy or self.busy_for > 0

    async def send(self, payload: bytes) -> bool:
        assert self.settings, "transmitted before it was told on which channel"
        return not self.is_stuck and await super().send(payload)


class ModemBoard:
    def __init__(self) -> None:
        self.radio, self.line = TunedRadio(), Line()
        self.parts = parts = Parts({}, 0)
        hardware = Hardware(
            self.radio, parts, parts, parts, parts, parts, self.line, parts, lambda low, high: high, self._wait,
            random_bytes, parts.battery, {}, parts.feed, parts.reboot,
        )  # fmt: skip
        self._decoder = modem.Decoder()
        self.slept: list[float] = []
        self.program = Modem("roof", hardware, sleep=self._sleep)
        self.during_wait = lambda: None

    async def _wait(self, ms: int) -> None:
        self.parts.ms += ms

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.parts.ms += int(seconds * 1000)
        self.during_wait()

    def told(self, *messages: tuple[bytes, bytes], ms: int = 0) -> list[tuple[bytes, bytes]]:
        """The gateway says these; what the modem answers, its greeting at boot left out."""
        self.line.keys += b"".join(modem.encode(*message) for message in messages)
        return self.step(ms)

    def step(self, ms: int = 0) -> list[tuple[bytes, bytes]]:
        self.parts.ms += ms
        while True:
            self.program.step()
            if not self.line.keys:
                break
        shown, self.line.shown = self.line.shown, b""
        return self._decoder.feed(shown)

    def set_up(self, settings: modem.Settings = LONG_FAST) -> None:
        self.step()
        self.told((modem.SETTINGS, modem.encode_settings(settings)))

    async def transmitted(self, number: int, payload: bytes) -> list[tuple[bytes, bytes]]:
        """What the modem says to this transmission."""
        said = self.told((modem.TRANSMIT, number.to_bytes(2, "big") + payload))
        if said:
            return said
        await self.program.transmit()
        return self.step()
