"""What an alert costs on the air: the corpus of tests/data/alerts as our frames and as others would send it.

Every form carries a signature of 64 bytes and 7 bytes that name the author, except the plain text, which is what a
stock Meshtastic phone would send: nothing proves who wrote it. Forms longer than a frame of 231 bytes are sent in
fragments with 8 bytes of their own each. Ours carries codes, area, headline and a digest of the document, not the
description. The dictionaries and the corpus have the same author: the row without them is the floor for strangers.
"""

import json
import tempfile
import time
import zlib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from statistics import mean

import brotli
import LXMF
import RNS

from bench.report import Figure, figure, write
from edge_agent.alerts import cap as cap_document
from edge_agent.alerts.cap import CapAlert
from edge_agent.alerts.compose import from_cap
from edge_agent.alerts.encode import signed_frame
from meshwire import airtime, frame
from meshwire.alert import Alert
from meshwire.event import SIGNATURE_SIZE
from meshwire.text import pack

CORPUS = Path(__file__).parents[1] / "tests" / "data" / "alerts"
SIGNED = frame.HEADER_SIZE + SIGNATURE_SIZE
FRAGMENT_HEADER = 8
PRESET = "LongFast"
ROUNDS = 5


class Sample:
    """One document, the alert made of it and its signed frame."""

    def __init__(self, path: Path) -> None:
        self.xml = path.read_bytes()
        self.language = path.stem.split("-")[1]
        self.cap = cap_document.parse(self.xml)
        self.alert = self.compose()
        self.frame = signed_frame(self.alert, int(self.cap.sent.timestamp()))

    def compose(self) -> Alert:
        cap = cap_document.parse(self.xml)
        replaces = [(None, number) for number, _ in enumerate(cap.references, 1)]
        now = int(cap.sent.timestamp())
        return from_cap(cap, prefer_language=self.language, now=now, digest=bytes(12), replaces=replaces).alert


def without_dictionary(sample: Sample) -> int:
    """The frame with its headline as text or deflated alone."""
    headline = sample.alert.headline.encode()
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    alone = packer.compress(headline) + packer.flush()
    packed = pack(sample.alert.headline, sample.alert.language)
    ours = len(packed.encode() if isinstance(packed, str) else packed)
    return len(sample.frame) - ours + min(len(alone), len(headline))


def as_json(cap: CapAlert) -> bytes:
    fields = asdict(cap)
    del fields["data"], fields["is_signed"], fields["version"]
    return json.dumps(fields, default=str, ensure_ascii=False, separators=(",", ":")).encode()


def plain_text(sample: Sample) -> str:
    """What a person would type: headline and instruction."""
    info = next((one for one in sample.cap.infos if one.language.startswith(sample.language)), sample.cap.infos[0])
    return f"{info.headline or info.event} {info.instruction}".strip()


def start_reticulum() -> None:
    """Reticulum without any interface: LXMF packs no message otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "config").write_text("[reticulum]\nshare_instance = no\n[logging]\nloglevel = 0\n[interfaces]\n")
        RNS.Reticulum(configdir=folder)


def lxmf_bytes(content: str) -> int:
    """An opportunistic LXMF message to one recipient as it goes on the air, without the radio's own header."""
    recipient = RNS.Destination(RNS.Identity(), RNS.Destination.IN, RNS.Destination.SINGLE, "lxmf", "delivery")
    sender = RNS.Destination(RNS.Identity(), RNS.Destination.IN, RNS.Destination.SINGLE, "lxmf", "delivery")
    message = LXMF.LXMessage(recipient, sender, content, desired_method=LXMF.LXMessage.OPPORTUNISTIC)
    message.pack()
    body = recipient.identity.encrypt(message.packed[LXMF.LXMessage.DESTINATION_LENGTH :])
    return int(RNS.Reticulum.HEADER_MINSIZE) + len(body)


FORMS: dict[str, Callable[[Sample], int]] = {
    "ours": lambda sample: len(sample.frame),
    "ours without dictionary": without_dictionary,
    "CAP XML": lambda sample: SIGNED + len(sample.xml),
    "CAP XML and brotli": lambda sample: SIGNED + len(brotli.compress(sample.xml)),
    "JSON": lambda sample: SIGNED + len(as_json(sample.cap)),
    "JSON and brotli": lambda sample: SIGNED + len(brotli.compress(as_json(sample.cap))),
    "plain text, unsigned": lambda sample: len(plain_text(sample).encode()),
    "LXMF, headline, to one": lambda sample: lxmf_bytes(sample.alert.headline),
}


def pieces(size: int) -> list[int]:
    """The frames that a message of this size needs."""
    if size <= frame.MAX_FRAME:
        return [size]
    room = frame.MAX_FRAME - FRAGMENT_HEADER
    count = -(-size // room)
    return [frame.MAX_FRAME] * (count - 1) + [size - (count - 1) * room + FRAGMENT_HEADER]


def airtime_ms(size: int) -> int:
    return sum(airtime.time_on_air_ms(airtime.meshtastic_phy_bytes(piece), PRESET) for piece in pieces(size))


def main() -> None:
    start_reticulum()
    samples = [Sample(path) for path in sorted(CORPUS.glob("*.xml"))]
    sizes = {name: [measure(sample) for sample in samples] for name, measure in FORMS.items()}
    print(f"{'form':26}{'mean B':>8}{'max B':>8}{'in 1':>8}{'frames':>8}{PRESET + ' s':>12}")
    for name, found in sizes.items():
        whole = sum(len(pieces(size)) == 1 for size in found)
        frames, seconds = mean(len(pieces(size)) for size in found), mean(map(airtime_ms, found)) / 1000
        print(f"{name:26}{mean(found):8.0f}{max(found):8}{whole:5}/{len(found)}{frames:8.1f}{seconds:12.1f}")
    ours = sizes["ours"]
    started = time.process_time()
    for sample in samples * ROUNDS:
        sample.compose()
    compose_ms = (time.process_time() - started) * 1000 / (ROUNDS * len(samples))
    others = {name: mean(found) for name, found in sizes.items()}
    air = {name: mean(map(airtime_ms, found)) for name, found in sizes.items()}
    write(
        "alert",
        [
            figure("alert.mean_bytes", mean(ours), "B", "lower", goal=190,
                   against=("CAP XML and brotli", others["CAP XML and brotli"])),
            figure("alert.max_bytes", max(ours), "B", "lower", goal=frame.MAX_FRAME,
                   against=("CAP XML and brotli", max(sizes["CAP XML and brotli"]))),
            figure("alert.one_frame_share", mean(size <= frame.MAX_FRAME for size in ours), "of 1", "higher", goal=1),
            figure("alert.whole_headline_share", mean(not s.alert.headline_cut for s in samples), "of 1", "higher"),
            figure("alert.exact_area_share", mean(not s.alert.area_widened for s in samples), "of 1", "higher"),
            figure("alert.longfast_ms", air["ours"], "ms", "lower",
                   against=("plain text, unsigned", air["plain text, unsigned"])),
            figure("alert.compose_ms", compose_ms, "ms CPU", "lower"),
            *(one for name in FORMS if name != "ours" for one in form_figures(name, sizes)),
        ],
    )  # fmt: skip


def form_figures(name: str, sizes: dict[str, list[int]]) -> list[Figure]:
    """Mean size and airtime of the corpus in another form, ours beside it."""
    word = name.replace(", ", "_").replace(" ", "_").lower()
    bytes_, ms = ([mean(map(cost, sizes[form])) for form in (name, "ours")] for cost in (int, airtime_ms))
    return [
        figure(f"alert.as_{word}_bytes", bytes_[0], "B", "lower", against=("ours", bytes_[1])),
        figure(f"alert.as_{word}_longfast_ms", ms[0], "ms", "lower", against=("ours", ms[1])),
    ]


if __name__ == "__main__":
    main()
