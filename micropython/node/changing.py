"""The commands of the board's console that do something: tests, settings, a new start. See node.commands.

Loaded when one is typed. Settings are replaced whole, after the board could read the new ones, and count from the next
start on. Nothing here touches an authority's alert.
"""

import json

from meshwire import regions, slots
from meshwire.errors import WireError
from node import telling
from node.alarm import OFF, SEVERE
from node.commands import YES, CommandError, Unsure
from node.screen import COLUMNS, LINES
from node.transfer import replaced

SIREN_S, SCREEN_S, RADIO_S = 3, 5, 15
SETTINGS_FILE = "board.json"
LEAVE_MS = 300  # milliseconds in which the last line leaves the board before it starts anew


def test(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    tests = {"siren": _test_siren, "screen": _test_screen, "radio": _test_radio}
    if len(words) != 1 or words[0] not in tests:
        raise CommandError("test what? siren, screen or radio")
    if workings.face.siren != OFF:
        raise CommandError("the siren sounds for an alert: nothing is tested now; acknowledge it first")
    yield from tests[words[0]](workings)


def name(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    if not words:
        yield [("name", workings.settings.name)], workings.settings.name
        return
    new = _with(workings.hardware.flash, {"name": telling.clean(" ".join(words))})
    yield [("name", new)], f"it is called {new} from its next start on; reboot does that"


def region(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    settings = workings.settings
    if not words:
        every = [regions.find(one) for one in regions.names()]
        fitting = [one.name for one in every if one.low_hz <= settings.frequency_hz <= one.high_hz]  # type: ignore[union-attr]
        pairs = [("frequency_hz", settings.frequency_hz), ("duty_per_mille", settings.duty_per_mille)]
        yield pairs + [("power_dbm", settings.power_dbm), ("regions", " ".join(fitting) or "none")], None
        return
    found = regions.find(words[0])
    if found is None:
        raise CommandError("there is no such region; there are " + " ".join(regions.names()))
    reason = regions.refusal(found, settings.preset)
    if reason:
        raise CommandError(reason + "; provision the board with another preset first")
    power = min(settings.power_dbm, found.power_dbm)
    frequency_hz = _frequency_hz(found, settings)
    mhz, percent = frequency_hz / 1000000, found.duty_per_mille / 10
    if words[1:] != [YES]:
        raise Unsure(f"{mhz:.3f} MHz, {percent:g} % of the time, {power} dBm: is this board used there?")
    duty = found.duty_per_mille
    _with(workings.hardware.flash, {"frequency_hz": frequency_hz, "duty_per_mille": duty, "power_dbm": power})
    pairs = [("region", found.name), ("frequency_hz", frequency_hz), ("duty_per_mille", duty)]
    yield pairs + [("power_dbm", power)], f"{found.name} holds from the next start on; reboot does that"


def _frequency_hz(region, settings) -> int:  # type: ignore[no-untyped-def]
    """In a Meshtastic mesh that of its radios, as they are when nobody named their primary channel."""
    if settings.air != "meshtastic":
        return regions.middle_hz(region)
    try:
        return slots.frequency_hz(region, settings.preset)
    except WireError as error:
        raise CommandError(str(error))


def provision(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    if words:
        raise CommandError("provision SIZE SHA256, then the file in lines of base64; hearthnet board provision does it")
    settings = workings.settings
    if settings is None:
        data = workings.hardware.flash.read(SETTINGS_FILE)
        yield [("size", len(data or b""))], None
        return
    place = settings.place
    shown = [("name", settings.name), ("language", settings.language), ("network", settings.network)]
    shown += [("preset", settings.preset), ("air", settings.air), ("frequency_hz", settings.frequency_hz)]
    codes = [code for _, code in place.geocodes] if place is not None else []
    shown += [("place", place is not None), ("geocodes", " ".join(codes))]
    for what in ("roots", "certificates", "sensors", "updaters"):
        shown.append((what, len(getattr(settings, what))))
    yield shown, None


def update(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    raise CommandError("update SIZE SHA256, then the bundle in lines of base64; hearthnet board update does it")
    yield


def reboot(words: list, workings):  # type: ignore[no-untyped-def, type-arg]
    if words[-1:] != [YES]:
        raise Unsure("start the board anew?")
    if words[0] == "safe":
        workings.hardware.flash.write("safe.json", b"{}")  # node.guard looks for it
    yield [("reboot", True)], "starting anew"
    yield LEAVE_MS
    workings.hardware.reboot()


def _test_siren(workings):  # type: ignore[no-untyped-def]
    yield from _shown(workings, "siren", SIREN_S, SEVERE, None, f"the siren sounds for {SIREN_S} s")


def _test_screen(workings):  # type: ignore[no-untyped-def]
    rows = ["".join([chr(33 + (at + row) % 94) for at in range(COLUMNS)]) for row in range(LINES)]
    text = f"the screen shows {LINES} lines of {COLUMNS} different characters for {SCREEN_S} s"
    yield from _shown(workings, "screen", SCREEN_S, OFF, rows, text)


def _shown(workings, what: str, seconds: int, siren: str, rows: list | None, text: str):  # type: ignore[no-untyped-def, type-arg]
    """Until it is over or stopped; a loud alert ends it, see node.face."""
    yield [("test", what), ("seconds", seconds)], text
    until_ms = workings.hardware.clock.uptime_ms() + 1000 * seconds
    workings.face.try_out(siren, rows, until_ms)
    try:
        yield 1000 * seconds
    finally:
        workings.face.try_out(OFF, None, 0)


def _test_radio(workings):  # type: ignore[no-untyped-def]
    """Ask the neighbours for something that they have, and count who is heard."""
    senders = []  # type: list[str]
    refusal = workings.ask(senders)
    if refusal:
        raise CommandError(refusal)
    before = workings.facts()
    try:
        yield [("test", "radio"), ("seconds", RADIO_S)], f"a question is sent; listening for {RADIO_S} s"
        yield 1000 * RADIO_S
        facts = workings.facts()
        sent, heard = facts["sent"] - before["sent"], facts["heard"] - before["heard"]
        text = "sent %d, heard %d from %s" % (sent, heard, ", ".join(senders) or "nobody")
        yield [("test", "radio"), ("sent", sent), ("heard", heard), ("from", senders)], text
    finally:
        workings.ask(None)


def _with(flash, changes: dict) -> str:  # type: ignore[no-untyped-def, type-arg]
    """The same settings with these, on the flash: the name in them."""
    data = flash.read(SETTINGS_FILE)
    fields = json.loads(data.decode()) if data else {}
    fields.update(changes)
    return replaced(flash, json.dumps(fields).encode())
