"""board.json: whom a board trusts, where it stands, what it speaks. Only public keys go there."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from edge_agent.errors import BadRequest, LinkLost
from edge_agent.firmware.program import languages
from edge_agent.usb.files import Files
from edge_agent.usb.line import Line
from meshwire import regions, slots
from meshwire.airtime import PRESETS
from meshwire.errors import WireError

SETTINGS = "/board.json"
RAW, MESHTASTIC = AIRS = ("raw", "meshtastic")  # its own packets; packets inside a mesh of Meshtastic radios
BOARD, MODEM = ROLES = ("board", "modem")
MAX_NAME = 32  # characters, node/settings.py
DEFAULT_POWER_DBM = 14  # of 22 that the chip has: what batteries and most antennas like
# The board makes its key itself and keeps the seed: the second half of key.bin is the public one (node/own_key.py).
OWN_KEY = """
import sys,json
try:
 with open('/slots.json') as f: s='/slots/'+json.load(f)[0]
 sys.path[:0]=[s,s+'/lib']
except (OSError,ValueError): pass
def own_key():
 from node.own_key import OwnKey
 from node.files import Files
 class Log:
  def note(self,text): pass
 key=OwnKey(Files('/',os,open,Log()),os.urandom,Log())
 feed()
 return binascii.hexlify(key.public).decode() if key.public else ''
"""


class Wishes(NamedTuple):
    """What a person says of one board."""

    name: str
    region: str | None = None
    preset: str = "LongFast"
    language: str = "en"
    latitude: float | None = None
    longitude: float | None = None
    geocodes: Sequence[tuple[int, str]] = ()
    air: str = RAW
    network: int = 0
    frequency_hz: int | None = None
    role: str = BOARD


def settings(wishes: Wishes, roster: dict[str, object], updater: bytes) -> bytes:
    """The file; BadRequest when the radio may not be used so."""
    if not 0 < len(wishes.name) <= MAX_NAME:
        raise BadRequest(f"the name has {len(wishes.name)} characters; 1 to {MAX_NAME} are allowed")
    if wishes.role == MODEM:
        return json.dumps({"name": wishes.name, "role": MODEM, "updaters": [updater.hex()]}).encode()
    if wishes.region is None:
        raise BadRequest(f"where is its radio used? say --region, one of {', '.join(regions.names())}")
    region = regions.find(wishes.region)
    if region is None:
        raise BadRequest(f"there is no region {wishes.region}; there are {', '.join(regions.names())}")
    if wishes.preset not in PRESETS:
        raise BadRequest(f"there is no preset {wishes.preset}; there are {', '.join(PRESETS)}")
    if reason := regions.refusal(region, wishes.preset):
        raise BadRequest(reason)
    if wishes.language not in languages():
        raise BadRequest(f"there are no phrases in {wishes.language}; there are {', '.join(languages())}")
    fields = {
        "name": wishes.name, "roots": roster["roots"], "certificates": roster["certificates"],
        "place": _place(wishes), "language": wishes.language, "network": wishes.network, "preset": wishes.preset,
        "air": wishes.air, "frequency_hz": _frequency_hz(region, wishes), "duty_per_mille": region.duty_per_mille,
        "power_dbm": min(region.power_dbm, DEFAULT_POWER_DBM), "updaters": [updater.hex()],
    }  # fmt: skip
    return json.dumps(fields).encode()


def write(line: Line, data: bytes) -> None:
    """Put the settings on the board; LinkLost when it reads back something else."""
    files = Files(line)
    files.write(SETTINGS, data)
    if files.read(SETTINGS) != data:
        raise LinkLost("board.json reads back as something else; repeat the command")


def own_key(line: Line) -> bytes:
    """The board's own public key, which it makes when it has none."""
    line.run(OWN_KEY)
    told = line.value("own_key()")
    if not isinstance(told, str) or len(told) != 64:
        raise LinkLost("the board could not make a key of its own; switch it off and on and repeat the command")
    return bytes.fromhex(told)


def _frequency_hz(region: regions.Region, wishes: Wishes) -> int:
    """In a mesh that of its radios, where they choose it by themselves; or what the person read off one of them."""
    if wishes.frequency_hz is not None:
        half_hz = PRESETS[wishes.preset][0] // 2
        low_hz, high_hz = region.low_hz + half_hz, region.high_hz - half_hz
        if not low_hz <= wishes.frequency_hz <= high_hz:
            raise BadRequest(
                f"with {wishes.preset} the middle of a channel of {region.name} is from {low_hz} to {high_hz} Hz"
            )
        return wishes.frequency_hz
    if wishes.air == RAW:
        return regions.middle_hz(region)
    try:
        return slots.frequency_hz(region, wishes.preset)
    except WireError as error:
        raise BadRequest(f"{error}: say --frequency-hz") from None


def _place(wishes: Wishes) -> dict[str, object] | None:
    """None: alerts of every area concern it."""
    if wishes.latitude is None and not wishes.geocodes:
        return None
    return {"lat": wishes.latitude, "lon": wishes.longitude, "geocodes": [list(code) for code in wishes.geocodes]}
