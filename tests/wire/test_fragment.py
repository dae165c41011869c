"""Objects in fragments: what an assembly makes of good, foreign, wrong and missing rows, and which rows are sent."""

import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire import document, fragment
from meshwire.errors import WireError
from meshwire.fragment import EVERYTHING, Assembly, Fragment, Need
from meshwire.spread import Spread, answer, burst
from tests.interpreter import ROOT

SENDER = 4711


def text(size, seed=1):
    """A document that does not pack well."""
    chance = random.Random(seed)
    return (
        b"<alert>" + bytes(chance.choice(b"abcdefghijklmnopqrstuvwxyz 0123456789") for _ in range(size)) + b"</alert>"
    )


def spread_of(data, sender=SENDER, *, begun=False):
    return Spread(document.digest_of(data)[:8], document.pack(data), sender, begun=begun)


def rows_of(data, count=None, sender=SENDER):
    spread = spread_of(data, sender)
    spread.left = count or fragment.shape(len(document.pack(data)))[0] * 2
    return [spread.next() for _ in range(spread.left)]


def fed(assembly, rows):
    """What it gave, and after how many rows."""
    for count, row in enumerate(rows, 1):
        pieces = assembly.add(row)
        if pieces is not None:
            return pieces, count
    return None, len(rows)


DATA = text(2000)
ROWS = rows_of(DATA)
K = len(ROWS) // 2


def assembly_of(data=DATA):
    return Assembly(document.digest_of(data))


@given(st.permutations(ROWS))
def test_the_first_k_rows_that_come_restore_the_document(rows):
    pieces, count = fed(assembly_of(), rows)

    assert count == K
    assert b"".join(document.unpack(pieces)) == DATA


@given(st.binary(max_size=600))
def test_any_document_comes_back_as_it_was(data):
    pieces, _ = fed(assembly_of(data), rows_of(data))

    assert b"".join(document.unpack(pieces)) == data


@given(st.binary(min_size=8, max_size=8), st.integers(1, document.MAX_OBJECT), st.integers(0, 255), st.integers(0, 255))
def test_a_fragment_is_read_as_it_was_written(name, length, index, left):
    one = Fragment(name, b"\x01\x02", length, index, left, bytes(fragment.shape(length)[1]))

    assert fragment.decode(fragment.encode(one)) == one


def test_a_sealed_fragment_of_the_longest_object_fills_a_frame():
    one = Fragment(bytes(8), b"\x01\x02", document.MAX_OBJECT, 0, 0, bytes(fragment.MAX_ROW))
    assert len(fragment.encode(one)) + 4 == 231


def test_an_assembly_asks_for_everything_then_for_what_is_missing():
    assembly = assembly_of()
    before = assembly.need()

    assembly.add(ROWS[0])

    assert before == Need(assembly.name, None, EVERYTHING)
    assert assembly.need() == Need(assembly.name, ROWS[0].packing, K - 1)


def test_a_wrong_row_spoils_one_attempt_and_not_the_next():
    wrong = Fragment(*ROWS[1][:5], bytes(len(ROWS[1].data)))
    assembly = assembly_of()

    spoilt = fed(assembly, [wrong, ROWS[0], *ROWS[2:K]])
    again, count = fed(assembly, ROWS[:K])

    assert (spoilt, assembly.spoilt) == ((None, K), 1)
    assert (b"".join(document.unpack(again)), count) == (DATA, K)


def test_the_rows_of_another_document_under_the_same_name_are_found_out():
    other = text(2000, seed=2)
    assembly = assembly_of()

    pieces, _ = fed(assembly, [row._replace(name=assembly.name) for row in rows_of(other)[:K]])

    assert (pieces, assembly.spoilt) == (None, 1)


def test_a_contradicting_row_does_not_end_what_others_began():
    stray = ROWS[0]._replace(packing=b"\xab\xcd")
    assembly = assembly_of()

    pieces, count = fed(assembly, [ROWS[0], stray, *ROWS[1:]])

    assert (pieces is not None, count) == (True, K + 1)


def test_a_contradicting_row_that_came_first_gives_way_to_the_others():
    stray = ROWS[0]._replace(packing=b"\xab\xcd")
    assembly = assembly_of()

    pieces, count = fed(assembly, [stray, *ROWS])

    assert (pieces is not None, count) == (True, K + 2)


def test_an_assembly_holds_no_more_rows_than_it_needs():
    longest = Fragment(bytes(8), b"\x01\x02", document.MAX_OBJECT, 0, 0, bytes(fragment.MAX_ROW))
    assembly = assembly_of()
    needs = set()

    for index in (*range(20), *range(20), *range(256)):
        assembly.add(longest._replace(index=index))
        needs.add(assembly.need().rows)

    assert needs <= set(range(40))


def test_the_first_burst_is_the_sources_and_then_repairs():
    spread = spread_of(DATA)
    spread.push()

    rows = [spread.next() for _ in range(burst(K))]

    assert [row.index for row in rows[:K]] == list(range(K))
    assert len({row.index for row in rows}) == burst(K)
    assert [row.left for row in rows] == list(range(burst(K) - 1, -1, -1))


def test_an_answer_is_made_of_rows_that_nobody_has_sent():
    spread = spread_of(DATA)
    spread.push()
    sent = {spread.next().index for _ in range(spread.left)}

    spread.asked(Need(spread.name, spread.packing, 3))
    answered = {spread.next().index for _ in range(spread.left)}

    assert len(answered) == answer(3)
    assert not sent & answered


def test_after_all_rows_repairs_are_sent_again():
    spread = spread_of(DATA)
    spread.left = 300

    rows = [spread.next().index for _ in range(300)]

    assert len(set(rows[:256])) == 256
    assert min(rows[256:]) >= K


def test_helpers_do_not_repeat_each_other():
    answers = []
    for sender in (1, 2, 3):
        helper = spread_of(DATA, sender, begun=True)
        helper.asked(Need(helper.name, None, EVERYTHING))
        answers.append({helper.next().index for _ in range(helper.left)})

    assert not answers[0] & answers[1] | answers[1] & answers[2] | answers[0] & answers[2]


def test_a_row_that_another_station_sent_is_one_less_to_send():
    spread = spread_of(DATA)
    spread.push()

    spread.overheard(ROWS[0])

    assert spread.left == burst(K) - 1
    assert spread.next().index == 1


def test_a_need_of_other_bytes_is_not_answered():
    spread = spread_of(DATA)

    assert not spread.asked(Need(spread.name, b"\xab\xcd", 3))
    assert spread.left == 0


def test_needs_do_not_add_up():
    spread = spread_of(DATA)

    for _ in range(50):
        spread.asked(Need(spread.name, spread.packing, 255))

    assert spread.left == answer(K)


def test_a_document_that_unpacks_without_end_is_refused():
    bomb = document.pack(bytes(document.MAX_DOCUMENT + 1))

    assert len(bomb) < document.MAX_OBJECT
    with pytest.raises(WireError, match="too long"):
        list(document.unpack([bomb]))


def test_the_dictionary_makes_documents_a_third_shorter():
    documents = [path.read_bytes() for path in sorted((ROOT / "tests" / "data" / "alerts").glob("*.xml"))]

    with_it = sum(len(document.pack(one)) for one in documents)
    without = sum(len(zlib.compress(one, 9, -15)) for one in documents)

    assert with_it < 0.67 * without
