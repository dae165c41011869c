"""What a board must not forget: the alerts it judged and keeps, the certificates it heard. No I/O, no clock.

Two files, each written whole and only on a change: three times per alert (heard, acknowledged, over) and once per
certificate.
"""

from meshwire import alert as alerts
from meshwire import cbor, event, frame
from meshwire.errors import WireError
from node.alarm import Notice
from node.receive import Heard, name_of
from node.shelf import Kept
from node.windows import Windows

FLASH_FAULT = "FLASH FULL OR FAILING"
STATE_FILE, ROSTER_FILE = "state.cbor", "roster.cbor"


class Store:
    """The two files. One that is damaged, which a whole write rules out, is reported and begun anew."""

    def __init__(self, flash, log) -> None:  # type: ignore[no-untyped-def]
        self._flash = flash
        self._log = log
        self.writes = 0  # since the board started
        self.fault = ""  # what the screen says about the flash

    def load(self, now_s: int, utc: int) -> tuple[Windows, list, list]:  # type: ignore[type-arg]
        """Windows, notices and what else was kept, as they were saved."""
        data = self._flash.read(STATE_FILE)
        try:
            return decode_state(data, now_s, utc) if data else (Windows(), [], [])
        except WireError as error:
            self._log.note(f"{STATE_FILE}: {error}; starting without it")
            return Windows(), [], []

    def save(self, windows: Windows, in_force: list, kept: list, now_s: int) -> None:  # type: ignore[type-arg]
        self._write(STATE_FILE, state_pieces(windows, in_force, kept, now_s))

    def statements(self) -> list[event.Event]:
        """The certificates and revocations that came over the air."""
        data = self._flash.read(ROSTER_FILE)
        try:
            return decode_roster(data) if data else []
        except WireError as error:
            self._log.note(f"{ROSTER_FILE}: {error}; starting without them")
            return []

    def add_statement(self, signed: event.Event) -> None:
        """Keep it in the place of an older one about the same key; they come rarely and need not stay in memory."""
        name = signed.author, signed.body[0]
        others = [one for one in self.statements() if (one.author, one.body[0]) != name]
        self._write(ROSTER_FILE, roster_pieces(others + [signed]))

    def _write(self, name: str, pieces) -> None:  # type: ignore[no-untyped-def]
        """A flash that takes nothing must not keep a board from warning: it says so, and tries at the next change."""
        self.writes += 1
        try:
            write_pieces(self._flash, name, pieces)
        except OSError as error:
            self.fault = FLASH_FAULT
            self._log.note(f"{name}: the flash is full or fails ({error}); free some of it, or replace the board")
        else:
            self.fault = ""


def write_pieces(flash, name: str, pieces) -> None:  # type: ignore[no-untyped-def]
    """Whole or not at all, without ever holding it whole where the flash can do that."""
    if hasattr(flash, "write_pieces"):
        flash.write_pieces(name, pieces)
    else:
        flash.write(name, b"".join(list(pieces)))


def state_pieces(windows: Windows, in_force: list, kept: list, now_s: int):  # type: ignore[no-untyped-def, type-arg]
    """Windows, alerts in force, and those of `kept` that are not among them; ages are those at this moment.

    Alert by alert: a full heap has no run of 5 kB, which sixteen alerts take together.
    """
    shown = [notice.signature for notice in in_force]
    others = [one for one in kept if one.signature not in shown]
    yield b"\x83"
    found = windows.dump()
    yield _array_head(len(found))
    for window in found:
        yield cbor.dumps(window)
    yield _array_head(len(in_force))
    for notice in in_force:
        age_s = max(now_s - notice.born_s, 0)
        yield cbor.dumps([notice.author, notice.part, notice.signature, age_s, notice.acknowledged])
    yield _array_head(len(others))
    for one in others:
        yield cbor.dumps([one.author, one.part, one.signature, max(now_s - one.born_s, 0)])


def _array_head(count: int) -> bytes:
    return bytes((0x80 | count,)) if count < 24 else bytes((0x98, count))


def decode_state(data: bytes, now_s: int, utc: int) -> tuple[Windows, list, list]:  # type: ignore[type-arg]
    """The inverse; an alert is older by the time without power only if the board has a clock. WireError when damaged.

    The signatures were checked before they were written: who can write the flash can change the program too.
    """
    try:
        windows, notices, others = cbor.loads(data)
        kept = [_kept(fields, now_s, utc) for fields in others]
        return Windows(windows), [_notice(fields, now_s, utc) for fields in notices], kept
    except (TypeError, ValueError):  # WireError is a ValueError
        raise WireError("the saved state is damaged")


def _notice(fields: list, now_s: int, utc: int) -> Notice:  # type: ignore[type-arg]
    author, part, signature, age_s, acknowledged = fields
    signed = event.assemble(author, part, signature)
    age_s = _age_s(signed, age_s, utc)
    said = frame.EventFrame(None, event.author_id(author), part, signature, event.decode_part(part))
    heard = Heard(b"", said, alerts.decode(signed.body), name_of(said), 1000 * (now_s - age_s))
    notice = Notice(author, heard, now_s - age_s)
    notice.acknowledged = bool(acknowledged)
    return notice


def _kept(fields: list, now_s: int, utc: int) -> Kept:  # type: ignore[type-arg]
    author, part, signature, age_s = fields
    signed = event.assemble(author, part, signature)
    return Kept(author, part, signature, now_s - _age_s(signed, age_s, utc), signed.seq, alerts.decode(signed.body))


def _age_s(signed: event.Event, saved_s: int, utc: int) -> int:
    return max(utc - signed.time, 0) if utc and signed.time else saved_s


def roster_pieces(events: list):  # type: ignore[no-untyped-def, type-arg]
    """Certificates and revocations, one by one."""
    yield _array_head(len(events))
    for one in events:
        yield cbor.dumps(event.encode(one))


def decode_roster(data: bytes) -> list[event.Event]:
    """The certificates and revocations that were heard; WireError when damaged."""
    try:
        return [event.decode(one) for one in cbor.loads(data)]  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise WireError("the saved certificates are damaged")
