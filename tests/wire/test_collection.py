"""When a station asks for the missing rows of an object."""

import random

from meshwire import document
from meshwire.collection import FIRST_MS, LONGEST_PAUSE_MS, MAX_UNANSWERED, Collection
from meshwire.fragment import EVERYTHING, Need
from meshwire.spread import Spread

FRAME_MS = 2000
DATA = random.Random(3).randbytes(1800)
DIGEST = document.digest_of(DATA)
SPREAD = Spread(DIGEST[:8], document.pack(DATA), 1, begun=False)
SPREAD.push()
ROWS = [SPREAD.next() for _ in range(SPREAD.left)]
K = 9


def collection(random_ms=lambda low, high: low, *, rows=0, left=0):
    """One that has heard so many rows at time 0, with `left` more announced in the last one."""
    made = Collection(DIGEST, 0, FRAME_MS, random_ms)
    for row in ROWS[:rows]:
        made.hear(row._replace(left=left), 0)
    return made


def test_it_gives_the_sender_time_to_begin():
    assert FIRST_MS[0] <= collection(random.Random(1).randint).due_ms <= FIRST_MS[1]


def test_it_waits_for_the_rows_that_were_announced():
    assert collection(rows=3, left=9).due_ms > 9 * 2 * FRAME_MS
    assert collection(rows=3, left=0).due_ms < 9 * 2 * FRAME_MS


def test_it_learns_how_slow_the_sender_is():
    made = collection(rows=1, left=9)

    made.hear(ROWS[1]._replace(left=8), 30_000)

    assert made.due_ms >= 30_000 + 8 * 30_000


def test_whoever_lacks_more_asks_first_and_both_ask_in_time():
    latest = [collection(lambda low, high: high, rows=rows).due_ms for rows in (K - 1, K - 2, K - 4)]
    earliest = [collection(lambda low, high: low, rows=rows).due_ms for rows in (K - 1, K - 2, K - 4)]

    assert earliest[0] >= latest[1] > earliest[1] >= latest[2]


def test_it_asks_for_as_many_rows_as_it_lacks():
    assert collection(rows=K - 2).ask(0) == Need(DIGEST[:8], ROWS[0].packing, 2)


def test_without_an_answer_the_pauses_grow_to_a_limit_and_then_it_gives_up():
    made = collection()
    at, pauses = made.due_ms, []
    while made.due_ms is not None:
        made.ask(made.due_ms)
        if made.due_ms is not None:
            pauses.append(made.due_ms - at)
            at = made.due_ms

    assert len(pauses) == MAX_UNANSWERED - 1
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_MS


def test_a_row_begins_it_anew():
    made = collection()
    while made.due_ms is not None:
        made.ask(made.due_ms)

    made.hear(ROWS[0]._replace(left=0), 10**8)

    assert made.due_ms < 10**8 + 60_000


def test_a_row_that_it_has_changes_nothing():
    made = collection(rows=3)
    due_ms = made.due_ms

    made.hear(ROWS[0]._replace(left=255), 1000)

    assert made.due_ms == due_ms


def test_the_need_of_a_neighbour_counts_when_its_answer_is_enough():
    packing = ROWS[0].packing
    lacks_two = [collection(rows=K - 2) for _ in range(5)]
    needs = [
        Need(DIGEST[:8], packing, 2), Need(DIGEST[:8], packing, 1), Need(DIGEST[:8], None, EVERYTHING),
        Need(DIGEST[:8], b"\xab\xcd", 9), Need(DIGEST[:8], packing, 9),
    ]  # fmt: skip

    covered = [made.hear_need(need, 0) for made, need in zip(lacks_two, needs, strict=True)]

    assert covered == [True, False, True, False, True]


def test_who_knows_nothing_is_not_helped_by_the_few_rows_that_another_one_lacks():
    assert not collection().hear_need(Need(DIGEST[:8], ROWS[0].packing, 3), 0)
    assert collection().hear_need(Need(DIGEST[:8], None, EVERYTHING), 0)
