"""A week on a busy street: frames of every kind that a board may hear, from a seed, and the board that hears them."""

import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from edge_agent.desk.node_runtime import node_command
from edge_agent.firmware import image
from edge_agent.firmware.compiler import compile_module, find_compiler
from meshwire import event
from tests.node.authority import HAMBURG, NOW, TUEBINGEN, Signer, forged, payload
from tests.node.fake_board import PROVISIONED
from tests.node.neighbourhood import sealed, tells

ROOT = Path(__file__).parents[2]
RUNNER, SOAK = ROOT / "micropython" / "wasm" / "run.mjs", ROOT / "micropython" / "soak.py"
DAY_S = 86400
KINDS = ("copy", "foreign", "noise", "unknown", "forged", "alert", "elsewhere", "certificate", "summary", "fragment")


class Week:
    """What is on the air; `alerts` and `forgeries` are so many of a thousand frames: each costs a signature check."""

    def __init__(self, seed: int, *, alerts: int, forgeries: int) -> None:
        self._chance = random.Random(seed)
        self._root, self._office, self._harbour = Signer("root"), Signer("office"), Signer("harbour")
        self._forger = Signer("office")  # numbers of its own
        self._weights = (400, 150, 100, 100, forgeries, alerts, alerts // 3, 1, 100, 50)
        self._last: list[bytes] = [payload(self._office.warn(time=NOW))]
        self._certified = 0
        certified = ((self._office, TUEBINGEN), (self._harbour, HAMBURG))
        certificates = [event.encode(self._root.certify(one, area=area)).hex() for one, area in certified]
        roots = [self._root.public.hex()]
        self.settings = json.dumps({**PROVISIONED, "roots": roots, "certificates": certificates})

    def frames(self, count: int, days: float) -> Iterator[tuple[int, bytes]]:
        """Seconds since the last one, and the payload."""
        at, pause = 0.0, DAY_S * days / count
        for number in range(count):
            until = pause * (number + self._chance.random())
            seconds, at = int(until - at), at + int(until - at)
            (kind,) = self._chance.choices(KINDS, self._weights)
            yield max(seconds, 0), getattr(self, f"_{kind}")(NOW + int(at))

    def _copy(self, now: int) -> bytes:
        return self._chance.choice(self._last)

    def _foreign(self, now: int) -> bytes:
        return tells(Signer(f"other {self._chance.randrange(4)}"), (self._office.id, self._chance.randrange(1, 99)))

    def _noise(self, now: int) -> bytes:
        return self._chance.randbytes(self._chance.randrange(1, 240))

    def _unknown(self, now: int) -> bytes:
        return payload(Signer(f"stranger {self._chance.randrange(100)}").warn(time=now))

    def _forged(self, now: int) -> bytes:
        return payload(forged(self._forger.warn(time=now, seq=900_000 + self._chance.randrange(1 << 20))))

    def _alert(self, now: int) -> bytes:
        words = "".join(self._chance.choice("abcdefgh ") for _ in range(self._chance.randrange(10, 60)))
        lifetime = self._chance.choice((30, 60, 240))
        return self._remember(self._office.warn(time=now, headline=words, lifetime_min=lifetime))

    def _elsewhere(self, now: int) -> bytes:
        return self._remember(self._harbour.warn(time=now, area=HAMBURG))

    def _certificate(self, now: int) -> bytes:
        self._certified += 1
        signer = Signer(f"county {self._certified % 5}")
        return payload(self._root.certify(signer, area=None, expires=NOW + 400 * DAY_S + self._certified))

    def _summary(self, now: int) -> bytes:
        held = [(self._office.id, number) for number in range(1, self._chance.randrange(2, 8))]
        return tells(self._root, *held)

    def _fragment(self, now: int) -> bytes:
        return sealed(self._root, b"\xe1\x04" + self._chance.randbytes(self._chance.randrange(20, 180)))

    def _remember(self, signed: event.Event) -> bytes:
        data = payload(signed, packet=self._chance.randrange(65536))
        self._last = [*self._last[-15:], data]
        return data


def lived(week: Week, folder: Path, *, count: int, days: float = 7, clock: bool = True, limit_s: float = 900) -> dict:  # type: ignore[type-arg]
    """What the real board in 128 kB made of it; "samples" are free bytes and the longest run of them."""
    settings, rom, script = folder / "board.json", folder / "rom", folder / "live.py"
    settings.write_text(week.settings, encoding="utf-8")
    compiler = find_compiler()
    rom.write_bytes(image.romfs({**image.compiled(compiler), "soak.mpy": compile_module(compiler, SOAK, "soak.py")}))
    script.write_text(f"import soak\nsoak.live('/board.json', {NOW if clock else 0}, {max(count // 100, 1)})\n")
    frames = b"".join(
        seconds.to_bytes(2, "big") + bytes((len(data),)) + data for seconds, data in week.frames(count, days)
    )
    command = [*node_command(), str(RUNNER), "--rom", str(rom), "--mount", f"{settings}=/board.json", str(script)]
    done = subprocess.run(command, input=frames, capture_output=True, timeout=limit_s, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"[")]
    found = dict(lines)
    found["samples"] = [value for name, value in lines if name == "sample"]
    return found
