"""Frames of a Meshtastic radio that survive a noisy line: our decoder and the official parser on the same bytes.

The frames are what the genuine firmware sent in tests/data/meshtastic, drawn at random. Every one of them is whole;
only what stands between them differs. A share counts the frames that come out as they went in, and in their order.
"""

import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from meshtastic.stream_interface import StreamInterface  # type: ignore[import-untyped]

from bench.report import Figure, figure, write
from lora_gateway.port.meshtastic.framing import START, Decoder, encode
from lora_gateway.port.meshtastic.messages import is_from_radio

RECORDINGS = Path(__file__).parents[1] / "tests" / "data" / "meshtastic"
FRAMES = 10000
READ_SIZE = 1 << 16
SEED = 1
LOG = (
    b"INFO  | 12:00:01 61 [Router] Received text msg from=0x11, id=0x2a, msg=hello\r\n",
    b"\x1b[34mDEBUG | ??:??:?? 3 [Power] Battery: usbPower=1, isCharging=0, batMv=4105\x1b[0m\r\n",
    b"ets Jul 29 2019 12:21:46\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n",
)
Noise = Callable[[random.Random, list[bytes]], bytes]


class Official(StreamInterface):  # type: ignore[misc]
    """The official parser, which has no types, without its thread, its port and its node list."""

    def __init__(self, stream: bytes) -> None:
        self.payloads: list[bytes] = []
        self.cur_log_line = ""
        self._bytes = iter(stream)
        self._rxBuf = b""
        self._wantExit = False

    def _readBytes(self, length: int) -> bytes:
        byte = next(self._bytes, None)
        self._wantExit = byte is None
        return b"" if byte is None else bytes([byte])

    def _handleFromRadio(self, fromRadioBytes: bytes) -> None:
        self.payloads.append(bytes(fromRadioBytes))

    def _handleLogLine(self, line: str) -> None:
        pass

    def _disconnected(self) -> None:
        pass

    def run(self) -> list[bytes]:
        self._StreamInterface__reader()  # what its thread runs
        return self.payloads


def cut_frame(rng: random.Random, frames: list[bytes]) -> bytes:
    whole = encode(rng.choice(frames))
    return whole[: rng.randrange(1, len(whole))]


def false_header(rng: random.Random, frames: list[bytes]) -> bytes:
    return START + rng.randrange(513).to_bytes(2, "big") + rng.randbytes(rng.randrange(20))


NOISES: dict[str, Noise] = {
    "clean": lambda rng, frames: b"",
    "log_text": lambda rng, frames: rng.choice(LOG),
    "random_bytes": lambda rng, frames: rng.randbytes(rng.randrange(40)),
    "stray_start": lambda rng, frames: START[:1],
    "false_header": false_header,
    "cut_frame": cut_frame,
}


def mixed(rng: random.Random, frames: list[bytes]) -> bytes:
    """Three frames of ten have something in front of them."""
    return rng.choice(list(NOISES.values()))(rng, frames) if rng.random() < 0.3 else b""


def recorded() -> list[bytes]:
    decoder = Decoder(is_from_radio)
    streams = (path.read_bytes() for path in sorted(RECORDINGS.glob("*.d2c.bin")))
    return [payload for stream in streams for payload in decoder.feed(stream) + decoder.expire()]


def delivered(sent: list[bytes], received: Iterable[bytes]) -> float:
    """The share that came out in order: a received payload counts for the next sent one that is the same."""
    at = found = 0
    for payload in received:
        if payload in sent[at : at + 100]:
            at = sent.index(payload, at) + 1
            found += 1
    return found / len(sent)


def ours(stream: bytes, size: int) -> list[bytes]:
    decoder = Decoder(is_from_radio)
    payloads = [payload for at in range(0, len(stream), size) for payload in decoder.feed(stream[at : at + size])]
    return payloads + decoder.expire()


def compare(name: str, noise: Noise, frames: list[bytes], size: int = READ_SIZE) -> Figure:
    rng = random.Random(f"{SEED} {name}")
    sent = rng.choices(frames, k=FRAMES)
    stream = b"".join(noise(rng, frames) + encode(payload) for payload in sent)
    shares = [delivered(sent, received) for received in (ours(stream, size), Official(stream).run())]
    return figure(f"air.framing.{name}", shares[0], "of 1", "higher", goal=1, against=("official client", shares[1]))


def speed(frames: list[bytes]) -> Figure:
    """What one core decodes in a second."""
    stream = b"".join(map(encode, frames)) * 10
    parsers: list[Callable[[], list[bytes]]] = [lambda: ours(stream, READ_SIZE), Official(stream).run]
    rates = []
    for run in parsers:
        began = time.process_time()
        run()
        rates.append(len(stream) / 1e6 / (time.process_time() - began))
    return figure("air.framing.speed", rates[0], "MB/s", "higher", against=("official client", rates[1]))


def main() -> None:
    frames = recorded()
    figures = [compare(name, noise, frames) for name, noise in (*NOISES.items(), ("mixed", mixed))]
    figures.append(compare("mixed_byte_by_byte", mixed, frames, size=1))
    write("air", [*figures, speed(frames)])


if __name__ == "__main__":
    main()
