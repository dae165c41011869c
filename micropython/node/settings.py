"""What a board is provisioned with: board.json on its flash, written by the desk or by `hearthnet board provision`."""

import binascii
import json
from collections import namedtuple

from meshwire import event, trust
from meshwire.airtime import PRESETS
from meshwire.area import Place
from meshwire.errors import WireError
from meshwire.languages import LANGUAGES
from node import sensor_settings

MAX_ROOTS = 4  # own community, county, country, and one to change over to; each costs a comb table on flash
MAX_CERTIFICATES = 64  # those of plain members are passed over; others arrive over the air

AIRS = ("raw", "meshtastic")  # our own envelope, or packets inside a mesh of Meshtastic radios
ROLES = ("board", "modem")
MAX_SENSORS = 4
MAX_UPDATERS = 4
SPEAKERS = trust.AUTHORITY | trust.ANCHOR

Settings = namedtuple(
    "Settings",
    (
        "name", "roots", "certificates", "place", "language", "network", "preset",
        "air", "frequency_hz", "power_dbm", "duty_per_mille", "sensors", "updaters", "channel", "role",
    ),
)  # fmt: skip


class SettingsError(ValueError):
    """board.json cannot be used: whoever provisions the board has to correct it."""


def parse(data: bytes) -> Settings:
    """`place` is None when the board has none: alerts of every area then concern it."""
    try:
        fields = json.loads(data.decode())
    except ValueError:  # UnicodeError is one
        raise SettingsError("board.json: not JSON in UTF-8; provision the board again")
    if not isinstance(fields, dict):
        raise SettingsError("board.json: not a JSON object; provision the board again")
    role = _choice(fields, "role", ROLES, ROLES[0])
    if role == "modem":  # it needs nothing else: the gateway tells it the rest
        return Settings(_choice(fields, "name", None), *([None] * 13), role)
    roots = [_key(text) for text in _list(fields, "roots", MAX_ROOTS)]
    if not roots:
        raise SettingsError("board.json: roots is empty; a board without a root can trust no alert")
    certificates = [_certificate(text) for text in _list(fields, "certificates", MAX_CERTIFICATES)]
    certificates = [signed for signed in certificates if _concerns_boards(signed)]
    if fields.get("own_certificate") is not None:
        certificates.append(_certificate(fields["own_certificate"]))
    return Settings(
        _choice(fields, "name", None),
        roots,
        certificates,
        _place(fields.get("place")),
        _choice(fields, "language", LANGUAGES),
        _number(fields, "network", 0, 65535),
        _choice(fields, "preset", PRESETS),
        _choice(fields, "air", AIRS, AIRS[0]),
        _number(fields, "frequency_hz", 137000000, 1020000000, 869525000),
        _number(fields, "power_dbm", -9, 22, 14),
        _number(fields, "duty_per_mille", 1, 1000, 100),
        _sensors(_list(fields, "sensors", MAX_SENSORS, [])),
        [_key(text, "updaters") for text in _list(fields, "updaters", MAX_UPDATERS, [])],
        _channel(fields.get("channel")),
        role,
    )


def _list(fields: dict, name: str, limit: int, default: list | None = None) -> list:  # type: ignore[type-arg]
    value = fields.get(name, default)
    if not isinstance(value, list) or len(value) > limit:
        raise SettingsError(f"board.json: {name} is not a list of at most {limit}")
    return value


def _choice(fields: dict, name: str, allowed: object, default: str | None = None) -> str:  # type: ignore[type-arg]
    value = fields.get(name, default)
    if not isinstance(value, str) or not 0 < len(value) <= 32:
        raise SettingsError(f"board.json: {name} is not a text of 1 to 32 characters")
    if allowed is not None and value not in allowed:
        raise SettingsError(f"board.json: {name} cannot be {value}")
    return value


def _number(fields: dict, name: str, low: int, high: int, default: int | None = None) -> int:  # type: ignore[type-arg]
    value = fields.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise SettingsError(f"board.json: {name} is not a whole number from {low} to {high}")
    return value


def _bytes(text: object, what: str) -> bytes:
    try:
        return binascii.unhexlify(text)
    except (TypeError, ValueError):  # binascii.Error is a ValueError
        raise SettingsError(f"board.json: {what} are written in hexadecimal")


def _key(text: object, what: str = "roots") -> bytes:
    key = _bytes(text, what)
    if len(key) != event.KEY_SIZE:
        raise SettingsError(f"board.json: {what} are public keys of 32 bytes")
    return key


def _channel(value: object) -> tuple[bytes, bytes] | None:
    """{"name", "key"} of a Meshtastic channel, or None for that of the community."""
    if value is None:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("name"), str) or len(value["name"].encode()) > 11:
        raise SettingsError("board.json: channel has no name of at most 11 bytes")
    key = _bytes(value.get("key"), "keys of a channel")
    if len(key) not in (16, 32):
        raise SettingsError("board.json: the key of a channel has 16 or 32 bytes")
    return value["name"].encode(), key


def _certificate(text: object) -> event.Event:
    try:
        return event.decode(_bytes(text, "certificates"))
    except WireError as error:
        raise SettingsError(f"board.json: a certificate cannot be read: {error}")


def _concerns_boards(signed: event.Event) -> bool:
    """Of the roster a board needs those who warn, those who tell the time, and the revocations."""
    try:
        return signed.kind == event.REVOCATION or bool(trust.decode_certificate(signed).roles & SPEAKERS)
    except WireError as error:
        raise SettingsError(f"board.json: a certificate cannot be read: {error}")


def _sensors(entries: list) -> list:  # type: ignore[type-arg]
    try:
        return sensor_settings.parse(entries)
    except ValueError as error:
        raise SettingsError(f"board.json: {error}")


def _place(value: object) -> Place | None:
    """{"lat", "lon" (degrees, or both null), "geocodes": [[scheme code, value], ...]}."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise SettingsError("board.json: place is neither an object nor null")
    geocodes = []
    for pair in _list(value, "geocodes", 16):
        if not (isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], int) and isinstance(pair[1], str)):
            raise SettingsError("board.json: a geocode is a pair of scheme number and text")
        geocodes.append((pair[0], pair[1]))
    return Place(_thousandths(value, "lat", 90), _thousandths(value, "lon", 180), tuple(geocodes))


def _thousandths(place: dict, name: str, limit: int) -> int | None:  # type: ignore[type-arg]
    degrees = place.get(name)
    if degrees is None:
        return None
    if not isinstance(degrees, (int, float)) or isinstance(degrees, bool) or not -limit <= degrees <= limit:
        raise SettingsError(f"board.json: {name} is not a number of degrees")
    return round(degrees * 1000)
