"""Takes a new version of the program: whose it is first, then file by file into the slot that does not run.

docs/protocol/update.md. It is loaded when an update comes and holds one chunk and the list of files. Nothing of what
runs is touched before the last file was read back, and then one whole write makes the next start try the new version.
"""

from meshwire import bundle
from meshwire.errors import WireError
from node import slots
from node.heap import largest

MAX_CHUNK = 512  # bytes
BLOCK = 4096  # of the flash; a file takes whole ones
LEAST_RUN = 20480  # bytes of memory in one piece: the list of files, and the table of the signer's key
SPARE = 4 * BLOCK  # for the state of the board while it is written
KIND_FILE = "board.kind"  # written when the board is flashed: the name of its file in boards/
AT_A_DESK = "desk"


def kind_of(flash) -> str:  # type: ignore[no-untyped-def]
    """The kind of board that bundles are made for."""
    return (flash.read(KIND_FILE) or AT_A_DESK.encode()).decode().strip()


class UpdateError(ValueError):
    """This update is refused and the running version stays; the message says why and what to do."""


class Update:
    """One transfer. After an UpdateError it is over: begin anew with another."""

    def __init__(self, flash, updaters: list, kind: str, verify) -> None:  # type: ignore[no-untyped-def, type-arg]
        """`updaters` are the public keys that may sign, `kind` the kind of this board, `verify` as of node.board."""
        self._flash = flash
        self._updaters = updaters
        self._kind = kind
        self._verify = verify
        self._state = slots.decode(flash.read(slots.STATE_FILE))
        self._slot = slots.free_slot(self._state)
        if self._slot is None:
            raise UpdateError("a new version is being tried; reboot, or wait a minute, and send this one again")
        if (largest() or LEAST_RUN) < LEAST_RUN:
            raise UpdateError("no memory for it beside the running program; reboot safe, then send it again")
        self._reader = bundle.Reader()
        self._is_checked = False
        self._is_over = False
        self._file = None

    def feed(self, data: bytes) -> None:
        """The next bytes of the bundle, at most MAX_CHUNK; UpdateError when it is refused."""
        if self._is_over:
            raise UpdateError("this update was refused; begin anew")
        self._is_over = True  # until these bytes are through
        if len(data) > MAX_CHUNK:
            raise UpdateError("a piece of more than %d bytes; send smaller ones" % MAX_CHUNK)
        try:
            pieces = self._reader.feed(data)
        except WireError as error:
            self.end()
            raise UpdateError("%s; make the bundle again and send it again" % error)
        if self._reader.head is not None and not self._is_checked:
            self._check(self._reader.head)
            self._is_checked = True
        for piece in pieces:
            self._write(piece)
        self._is_over = False

    def finish(self) -> str:
        """All was fed: make the next start try the new version, and say so; UpdateError when something is missing."""
        self.end()
        if self._is_over or not self._reader.is_complete:
            raise UpdateError("the bundle is cut short; send it again")
        head = self._reader.head.manifest  # type: ignore[union-attr]
        state = slots.install(self._state, self._slot, head.version, head.counter)  # type: ignore[arg-type]
        self._guarded(lambda: self._flash.write(slots.STATE_FILE, slots.encode(state)))
        return "version %s is on the board; reboot to try it, it is kept when it runs well for a minute" % head.version

    def end(self) -> None:
        """Close what is open; what was written of a bundle that did not come whole is never run."""
        file, self._file = self._file, None
        if file is not None:
            file.close()  # type: ignore[unreachable]

    def _check(self, head: bundle.Head) -> None:
        listed = head.manifest
        if head.signer not in self._updaters:
            raise UpdateError("signed by a key that may not update this board; add it to updaters in board.json")
        if not self._verify(head.signer, head.digest, head.signature):
            raise UpdateError("the signature is wrong; make the bundle again and send it again")
        if listed.board not in (bundle.ANY_BOARD, self._kind):
            raise UpdateError("made for %s, and this is %s; take the bundle for it" % (listed.board, self._kind))
        if listed.counter <= slots.counter(self._state):
            raise UpdateError(
                "version %s (%d) is not newer than what runs (%d)"
                % (listed.version, listed.counter, slots.counter(self._state))
            )
        self._guarded(self._make_room)

    def _make_room(self) -> None:
        """The slot is emptied first, or its old version would count as used."""
        self._flash.remove(self._folder())
        free = self._flash.free()
        needed = SPARE
        for one in self._reader.head.manifest.files:  # type: ignore[union-attr]
            needed += (one.size + BLOCK - 1) // BLOCK * BLOCK
        if free is not None and free < needed:
            raise UpdateError("needs %d kB of flash and %d kB are free" % (needed // 1024, free // 1024))

    def _write(self, piece: bundle.Piece) -> None:
        path = self._folder() + "/" + piece.entry.path
        self._guarded(lambda: self._put(path, piece))

    def _put(self, path: str, piece: bundle.Piece) -> None:
        if self._file is None:
            self._file = self._flash.writer(path)
        self._file.write(piece.data)  # type: ignore[union-attr]
        if piece.is_last:
            self.end()
            if self._flash.digest(path) != piece.entry.digest:
                raise UpdateError("the flash does not hold what was written to it: %s; replace the board" % path)

    def _guarded(self, work) -> None:  # type: ignore[no-untyped-def]
        try:
            work()
        except OSError as error:
            self.end()
            raise UpdateError("the flash fails or is full (%s); the running version stays" % error)

    def _folder(self) -> str:
        return "%s/%s" % (slots.FOLDER, self._slot)
