"""What was said between the genuine firmware and its clients. tests/data/meshtastic/README.md."""

from pathlib import Path

DATA = Path(__file__).parents[2] / "data/meshtastic"
NAMES = sorted(path.stem for path in DATA.glob("*.idx"))


def sent(name, direction):
    """All bytes of one direction: `c2d` to the device, `d2c` from it."""
    return (DATA / f"{name}.{direction}.bin").read_bytes()


def chunks(name, direction):
    """The same as it was read, with the time of each in ms."""
    data = sent(name, direction)
    for line in (DATA / f"{name}.idx").read_text().splitlines():
        at_ms, *rest = line.split()
        if rest[0] == direction and rest[1] != "eof":
            offset, length = map(int, rest[1:])
            yield int(at_ms), data[offset : offset + length]


def plain_frames(data):
    """Payloads as the official parser cuts them out of a stream without noise."""
    at = 0
    while (at := data.find(b"\x94\xc3", at)) >= 0:
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        at += 4
        if size <= 512:
            yield data[at : at + size]
            at += size
