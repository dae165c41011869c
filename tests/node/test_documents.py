"""A board collects the document of an alert in force, within its memory, and shows the text."""

import asyncio
from collections import namedtuple

import pytest

from meshwire import document, envelope, fragment
from meshwire.errors import WireError
from meshwire.fragment import EVERYTHING, Need
from meshwire.radio_key import control_key, opened, seal
from meshwire.spread import Spread
from node.documents import KEPT_FREE, LOADED, Documents
from node.screen import PAGE_MS
from tests.node.authority import payload
from tests.node.fake_board import FakeBoard

KEY = bytes(32)
FRAME_MS = 2000
Alert = namedtuple("Alert", ("digest", "language"))


class Notice:
    def __init__(self, digest, language=1):
        self.alert = Alert(digest, language)
        self.text = None


class Log:
    def __init__(self):
        self.notes = []

    def note(self, text):
        self.notes.append(text)


def cap(text="High water until Friday. " * 8):
    return f"<alert><info><language>en</language><description>{text}</description></info></alert>".encode()


def rows_of(data):
    packed = document.pack(data)
    spread = Spread(document.digest_of(data)[:8], packed, 1, begun=False)
    spread.push()
    return [fragment.encode(spread.next()) for _ in range(spread.left)]


def documents(free=None, log=None):
    """`free`: what the heap has left each time it is asked."""
    left = iter(free or ())
    return Documents(KEY, FRAME_MS, lambda low, high: low, lambda: next(left, 10**6), log or Log())


DATA = cap()
DIGEST = document.digest_of(DATA)


def test_the_text_of_an_alert_in_force_is_put_together():
    notice, board = Notice(DIGEST), documents()
    board.choose([notice], 0)

    for row in rows_of(DATA):
        board.hear(row, 0)

    assert notice.text == ["High water until Friday. " * 7 + "High water until Friday."]
    assert board.wait_ms(10**9) is None


def test_rows_of_what_it_does_not_want_are_passed_over():
    notice, board = Notice(DIGEST), documents()
    board.choose([notice], 0)

    for row in rows_of(cap("another one")):
        board.hear(row, 0)

    assert (notice.text, board.wait_ms(0)) == (None, 30000)


def test_it_asks_when_no_row_was_heard():
    board = documents()
    board.choose([Notice(DIGEST)], 0)

    early, asked, later = board.next(29999), board.next(30000), board.next(30001)

    assert (early, later) == (None, None)
    assert fragment.decode_need(opened(KEY, asked)) == Need(DIGEST[:8], None, EVERYTHING)


def test_it_does_not_ask_what_a_neighbour_has_just_asked():
    board = documents()
    board.choose([Notice(DIGEST)], 0)

    board.hear(fragment.encode_need(Need(DIGEST[:8], None, EVERYTHING)), 29000)

    assert board.next(30000) is None


@pytest.mark.parametrize("free", [[KEPT_FREE + LOADED - 1], [KEPT_FREE + LOADED, KEPT_FREE]])
def test_a_board_without_the_memory_says_so_once_and_leaves_it(free):
    notice, log = Notice(DIGEST), Log()
    board = documents(free, log)
    board.choose([notice], 0)

    for row in rows_of(DATA):
        board.hear(row, 0)
        board.choose([notice], 0)

    assert notice.text is None
    assert len(log.notes) == 1
    assert "no memory" in log.notes[0]
    assert board.next(10**9) is None


def test_memory_that_runs_out_meanwhile_ends_the_document_and_not_the_board(monkeypatch):
    notice, log = Notice(DIGEST), Log()
    board = documents(log=log)
    board.choose([notice], 0)
    monkeypatch.setattr(document, "unpack", lambda pieces: exhausted())

    for row in rows_of(DATA):
        board.hear(row, 0)

    assert (notice.text, len(log.notes)) == (None, 1)


@pytest.mark.parametrize(("short", "notes"), [(1, 0), (2, 1)])
def test_a_document_lends_its_memory_to_an_alert_and_gives_it_when_that_is_not_enough(short, notes):
    notice, log, looks = Notice(DIGEST), Log(), []
    board = documents(log=log)
    board.choose([notice], 0)

    def check(signature):
        looks.append(signature)
        return exhausted() if len(looks) <= short else signature == b"right"

    assert board.with_room(check, b"right")
    assert (looks, len(log.notes)) == ([b"right"] * (short + 1), notes)
    for row in rows_of(DATA):
        board.hear(row, 0)
    assert (notice.text is None) == bool(notes)


def test_what_has_no_memory_without_a_document_either_is_not_tried_again():
    looks = []
    with pytest.raises(MemoryError):
        documents().with_room(lambda: looks.append(1) or exhausted())
    assert looks == [1]


def exhausted():
    raise MemoryError


def test_one_document_after_the_other():
    other = cap("Second.")
    first, second = Notice(DIGEST), Notice(document.digest_of(other))
    board = documents()
    for data in (DATA, other):
        board.choose([first, second], 0)
        for row in rows_of(data):
            board.hear(row, 0)

    assert (len(first.text), second.text) == (1, ["Second."])


def test_what_ended_is_not_collected_any_more():
    notice, board = Notice(DIGEST), documents()
    board.choose([notice], 0)

    board.choose([], 0)
    for row in rows_of(DATA):
        board.hear(row, 0)

    assert (notice.text, board.wait_ms(0)) == (None, None)


@pytest.mark.parametrize("body", [b"", b"\xe1\x04", b"\xe1\x05" + bytes(5), b"\xe1\x06" + bytes(11)])
def test_what_is_neither_row_nor_need_is_refused(body):
    board = documents()
    board.choose([Notice(DIGEST)], 0)

    with pytest.raises(WireError):
        board.hear(body, 0)


def warned(board, root, office, data):
    """The board shows an alert that names the document."""
    board.hear(payload(root.certify(office, area=None)), payload(office.warn(digest=document.digest_of(data))))


def on_air(root, body):
    return envelope.encode(0, 9, 9, 0, 0, seal(control_key(root.public), body))


def all_pages(board):
    shown = set()
    for _ in range(12):
        board.step(PAGE_MS)
        shown.add(board.screen)
    return "\n".join(sorted(shown))


def test_the_screen_shows_the_text_once_it_has_come(root, office):
    board = FakeBoard(root.public)
    warned(board, root, office, DATA)
    before = all_pages(board)

    board.hear(*[on_air(root, row) for row in rows_of(DATA)])

    assert "High water" not in before
    assert "High water until" in all_pages(board)


def test_the_board_asks_its_neighbours_for_the_document(root, office):
    board = FakeBoard(root.public)
    warned(board, root, office, DATA)

    for _ in range(35):
        board.step(1000)
        asyncio.run(board.board.transmit())

    asked = [envelope.decode(sent) for sent in board.radio.sent]
    needs = [one for one in asked if one.payload[1] == fragment.FNEED]
    assert [(one.hops, one.payload[2:10]) for one in needs] == [(0, DIGEST[:8])]


def test_rows_that_a_stranger_sealed_are_refused(root, office):
    board = FakeBoard(root.public)
    warned(board, root, office, DATA)

    board.hear(*[on_air(office, row) for row in rows_of(DATA)])

    assert board.refused["foreign"] == len(rows_of(DATA))
    assert "High water" not in all_pages(board)
