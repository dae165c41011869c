"""micropython-lib's `lora`, as its README describes AsyncSX1262: what the radio driver's tests put in its place.

tests/hardware runs the same driver with the library itself.
"""


class RxPacket(bytearray):
    ticks_ms = snr = rssi = None


class Library:
    """Put into sys.modules as `lora`. `modems` are those that were made, the newest last."""

    def __init__(self, bench) -> None:
        self.bench = bench
        self.modems = []
        self.is_dead = False  # no modem can be made

    def AsyncSX1262(self, spi, cs, busy, **options):
        if self.is_dead:
            raise RuntimeError("BUSY timeout", 7000)
        self.modems.append(Modem(self.bench, options))
        return self.modems[-1]


class Modem:
    def __init__(self, bench, options: dict) -> None:
        self._bench = bench
        self.options = options
        self.configuration = {}
        self.crc_errors = 0
        self.arrived = []  # (payload, rssi in dBm, snr in quarters of a dB)
        self.sent = []
        self.error = None  # what every call raises from now on
        self.never_ends = False
        self.is_receiving = False
        self.given = []  # what poll_recv was given to fill
        self._callback = None
        self._is_triggered = False
        self._sending = None

    def configure(self, configuration: dict) -> None:
        assert not self.is_receiving, "the library refuses to be configured while it receives"
        self._work()
        self.configuration.update(configuration)

    def calibrate_image(self) -> None:
        self._work()

    def set_irq_callback(self, callback) -> None:
        self._callback = callback

    def irq_triggered(self) -> bool:
        return self._is_triggered

    def start_recv(self, timeout_ms=None, continuous: bool = False, rx_length: int = 255) -> bool:
        self._work()
        self.is_receiving = continuous
        return True

    def poll_recv(self, rx_packet=None):
        self._work()
        self.given.append(rx_packet)
        if self._sending is not None:
            return True
        self._is_triggered = False
        if not self.arrived:
            return self.is_receiving
        payload, rssi, snr = self.arrived.pop(0)
        packet = rx_packet if rx_packet is not None and len(rx_packet) == len(payload) else RxPacket(len(payload))
        packet[:] = payload
        packet.rssi, packet.snr = rssi, snr
        return packet

    def get_time_on_air_us(self, payload_len: int) -> int:
        return 1000 * payload_len

    def prepare_send(self, packet) -> None:
        self._work()
        self._prepared = bytes(packet)

    def start_send(self) -> bool:
        self._work()
        self._sending = self._prepared
        self._is_triggered = False
        if not self.never_ends:
            self._bench.after(self.get_time_on_air_us(len(self._sending)), self._end)
        return True

    def poll_send(self):
        self._work()
        if self._sending is None:
            return False
        if not self._is_triggered:
            return True
        self.sent.append(self._sending)
        self._sending = None
        self._is_triggered = False
        return self._bench.ticks_ms()

    def hear(self, payload: bytes, rssi: int = -80, snr: int = 24) -> None:
        """A packet arrives and DIO1 rises."""
        self.arrived.append((payload, rssi, snr))
        self._end()

    def _end(self) -> None:
        self._is_triggered = True
        if self._callback:
            self._callback()

    def _work(self) -> None:
        if self.error is not None:
            raise self.error
