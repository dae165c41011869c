"""What the console sees of a board and may do to it: the other half of node.board, loaded when somebody asks."""

from meshwire import event, need, radio_key
from meshwire.errors import WireError
from node import commands

MAX_SENDERS = 8


def facts(board) -> dict:  # type: ignore[no-untyped-def, type-arg]
    """Numbers and short texts, of the board and of every part that has a method `facts`."""
    now_ms = board._hardware.clock.uptime_ms()
    found = {
        "name": board._settings.name, "heard": board._receiver.frames, "sent": board._relayed, "shown": board._shown,
        "refused": dict(board._receiver.refused), "writes": board._store.writes,
    }  # fmt: skip
    if board._guard is not None:
        found.update(board._guard.facts())
    found.update(board._relay.facts(now_ms))
    found.update(board._air.facts())
    for part in board._parts:
        tell = getattr(part, "facts", None)
        if tell is not None:
            found.update(tell())
    return found


def open_commands(board):  # type: ignore[no-untyped-def]
    def ask(senders):  # type: ignore[no-untyped-def]
        return _ask(board, senders)

    def take_settings(size):  # type: ignore[no-untyped-def]
        return __import__("node.transfer", None, None, ("NewSettings",)).NewSettings(board._hardware.flash, size)

    def take_update(size):  # type: ignore[no-untyped-def]
        parts = __import__("node.update", None, None, ("Update",))
        flash = board._hardware.flash
        return parts.Update(flash, board._settings.updaters, parts.kind_of(flash), board._verify)

    return commands.Commands(
        commands.Workings(
            board._hardware, board._log, board.facts, board._settings, board._alarm, board._authors, board._face,
            board._phrases, ask, {"provision": take_settings, "update": take_update},
        )
    )  # fmt: skip


class Question:
    """A part of the board that once asks for a certificate that its neighbours have too: any of them answers."""

    KINDS = ()

    def __init__(self, key: bytes, author_id: bytes) -> None:
        self._frame = radio_key.seal(key, need.encode(need.Need([], [author_id], None, None)))

    def next(self, now_ms: int) -> bytes | None:
        frame, self._frame = self._frame, None  # type: ignore[assignment]
        return frame

    def wait_ms(self, now_ms: int) -> int | None:
        return None if self._frame is None else 0


def _ask(board, senders: list | None) -> str:  # type: ignore[no-untyped-def, type-arg]
    """See node.commands.Workings."""
    board._parts = [part for part in board._parts if not isinstance(part, Question)]
    board._listener = None
    if senders is None:
        return ""
    known = [key for key in board._authors.subjects() if board._authors.roster.certificate(key) is not None]
    if not known:
        return "the board knows no authority that it could ask its neighbours about; provision it with certificates"

    def listen(payload: bytes) -> None:
        try:
            packet = board._air.decode(payload)
        except WireError:
            return
        sender = packet and "%04x" % packet.sender
        if sender and sender not in senders and len(senders) < MAX_SENDERS:
            senders.append(sender)

    key = radio_key.control_key(board._settings.roots[0])
    author_id = event.author_id(known[0])
    board._parts.append(Question(key, author_id))
    board._listener = listen
    return ""
