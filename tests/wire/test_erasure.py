"""The erasure code against a slow solver that knows nothing of Cauchy matrices."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire import erasure


def times(one, other):
    """Russian peasants' multiplication in GF(256)."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one <<= 1
        if one & 0x100:
            one ^= 0x11D
        other >>= 1
    return product


INVERSE = [0] + [next(b for b in range(1, 256) if times(a, b) == 1) for a in range(1, 256)]


def textbook_row(data, k, size, index):
    """Byte by byte, from the definition in docs/protocol/objects.md."""
    sources = [data[at * size : (at + 1) * size].ljust(size, b"\0") for at in range(k)]
    if index < k:
        return sources[index]
    factors = [INVERSE[(255 - (index - k)) ^ at] for at in range(k)]
    return bytes(textbook_sum(factors, column) for column in zip(*sources, strict=True))


def textbook_sum(factors, values):
    total = 0
    for factor, value in zip(factors, values, strict=True):
        total ^= times(factor, value)
    return total


def solved(rows, k):
    """The sources from k rows, by Gauss and Jordan on single bytes."""
    table = [([int(at == index) for at in range(k)] if index < k else
              [INVERSE[(255 - (index - k)) ^ at] for at in range(k)]) + list(row) for index, row in rows]  # fmt: skip
    for at in range(k):
        pivot = next(number for number in range(at, k) if table[number][at])
        table[at], table[pivot] = table[pivot], table[at]
        scale = INVERSE[table[at][at]]
        table[at] = [times(scale, value) for value in table[at]]
        for number in range(k):
            factor = table[number][at]
            if number != at and factor:
                table[number] = [a ^ times(factor, b) for a, b in zip(table[number], table[at], strict=True)]
    return b"".join(bytes(line[k:]) for line in table)


def decoded(rows, k, size):
    decoder = erasure.Decoder(k, size)
    enough = [decoder.add(index, row) for index, row in rows]
    assert enough == [False] * (k - 1) + [True]
    return b"".join(decoder.result())


@st.composite
def objects(draw, most=39):
    k = draw(st.integers(1, most))
    size = draw(st.integers(1, 12))
    data = draw(st.binary(min_size=(k - 1) * size + 1, max_size=k * size))
    return data, k, size


@given(objects(), st.data())
def test_any_k_rows_restore_the_object(one, data):
    original, k, size = one
    indexes = data.draw(st.lists(st.integers(0, 255), min_size=k, max_size=k, unique=True))
    sources = erasure.split(original, k, size)

    found = decoded([(index, erasure.row(sources, size, index)) for index in indexes], k, size)

    assert found == original.ljust(k * size, b"\0")


@given(objects(), st.integers(0, 255))
def test_every_row_is_the_one_that_the_definition_gives(one, index):
    data, k, size = one
    assert erasure.row(erasure.split(data, k, size), size, index) == textbook_row(data, k, size, index)


@given(objects(most=8), st.data())
def test_a_solver_that_knows_nothing_of_cauchy_agrees(one, data):
    original, k, size = one
    indexes = data.draw(st.lists(st.integers(0, 255), min_size=k, max_size=k, unique=True))
    rows = [(index, textbook_row(original, k, size, index)) for index in indexes]

    assert decoded(rows, k, size) == solved(rows, k)


@pytest.mark.parametrize("k", [1, 2, 38, 39])
def test_repairs_alone_restore_the_object(k):
    data = random.Random(k).randbytes(k * 211)
    sources = erasure.split(data, k, 211)

    found = decoded([(index, erasure.row(sources, 211, index)) for index in range(256 - k, 256)], k, 211)

    assert found == data


def test_a_row_that_came_before_changes_nothing():
    sources = erasure.split(b"abcdef", 3, 2)
    decoder = erasure.Decoder(3, 2)

    enough = [decoder.add(index, erasure.row(sources, 2, index)) for index in (4, 4, 1, 1, 4, 0)]

    assert enough == [False] * 5 + [True]
    assert decoder.result() == [b"ab", b"cd", b"ef"]


def test_a_row_too_many_changes_nothing():
    sources = erasure.split(b"abcdef", 3, 2)
    decoder = erasure.Decoder(3, 2)

    enough = [decoder.add(index, erasure.row(sources, 2, index)) for index in (9, 2, 5, 7)]

    assert enough == [False, False, True, True]
    assert decoder.result() == [b"ab", b"cd", b"ef"]
