"""A week on a busy street: frames of every kind that a board may hear, from a seed, and the board that hears them."""

import json
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

from edge_agent.desk.node_runtime import node_command
from edge_agent.firmware.image import image_path
from meshwire import envelope, event
from tests.node.authority import HAMBURG, NOW, TUEBINGEN, Signer, forged, payload
from tests.node.fake_board import PROVISIONED
from tests.node.neighbourhood import sealed, tells

ROOT = Path(__file__).parents[2]
RUNNER, SCRIPT = ROOT / "micropython" / "wasm" / "run.mjs", ROOT / "micropython" / "soak.py"
DAY_S = 86400
KINDS = ("copy", "foreign", "noise", "unknown", "forged", "alert", "elsewhere", "certificate", "summary", "fragment")


class Week:
    """What is on the air; `alerts` and `forgeries` are so many of a thousand frames, and cost a signature check each."""

    def __init__(self, seed: int, *, alerts: int, forgeries: int) -> None:
        self._chance = random.Random(seed)
        self._root, self._office, self._harbour = Signer("root"), Signer("office"), Signer("harbour")
        self._weights = (400, 150, 100, 100, forgeries, alerts, alerts // 3, 1, 100, 50)
        self._last: list[bytes] = [payload(self._office.warn(time=NOW))]
        self._certified = 0
        certificates = [
            self._root.certify(self._office, area=TUEBINGEN), self._root.certify(self._harbour, area=HAMBURG),
        ]  # fmt: skip
        self.settings = json.dumps({
            **PROVISIONED, "roots": [self._root.public.hex()], "certificates": [event.encode(one).hex() for one in certificates],
        })  # fmt: skip

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
        return payload(forged(self._office.warn(time=now, seq=900_000 + self._chance.randrange(1 << 20))))

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


def lived(week: Week, folder: Path, *, count: int, days: float = 7, clock: bool = True, limit_s: float = 600) -> dict:  # type: ignore[type-arg]
    """What the real board in 128 kB made of it."""
    settings = folder / "board.json"
    settings.write_text(week.settings, encoding="utf-8")
    frames = b"".join(
        seconds.to_bytes(2, "big") + bytes((len(data),)) + data for seconds, data in week.frames(count, days)
    )
    command = [
        *node_command(), str(RUNNER), "--rom", str(image_path()), "--mount", f"{settings}=/board.json", str(SCRIPT),
        "/board.json", str(NOW if clock else 0), str(max(count // 100, 1)),
    ]  # fmt: skip
    done = subprocess.run(command, input=frames, capture_output=True, timeout=limit_s, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found: dict = json.loads(done.stdout)  # type: ignore[type-arg]
    return found
