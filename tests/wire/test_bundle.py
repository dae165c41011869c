"""Update bundles arrive in chunks of any size and are never more than their signed list says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire import bundle
from meshwire.errors import WireError
from tests.node import bundles


def read(data: bytes, sizes: list[int]) -> dict[str, bytes]:
    """What a reader makes of it in chunks of these sizes, again and again."""
    reader, at, turn, found = bundle.Reader(), 0, 0, {}
    while at < len(data):
        size = sizes[turn % len(sizes)]
        for piece in reader.feed(data[at : at + size]):
            found[piece.entry.path] = found.get(piece.entry.path, b"") + piece.data
        at, turn = at + size, turn + 1
    assert reader.is_complete
    return found


@given(st.lists(st.integers(1, 600), min_size=1, max_size=5))
def test_the_size_of_the_chunks_does_not_matter(sizes):
    assert read(bundles.make(), sizes) == bundles.FILES


def test_the_head_is_there_before_the_first_piece_of_a_file():
    whole, reader = bundles.make(), bundle.Reader()
    size = len(whole) - sum(map(len, bundles.FILES.values()))
    assert reader.feed(whole[: size - 1]) == []
    assert reader.head is None
    assert reader.feed(whole[size - 1 : size]) == []
    assert reader.head is not None


def test_a_file_that_was_changed_never_ends_well():
    whole = bytearray(bundles.make())
    whole[-1] ^= 1
    reader = bundle.Reader()
    pieces = reader.feed(bytes(whole[:-1]))
    assert [piece.entry.path for piece in pieces if piece.is_last] == ["lib/meshwire/cbor.mpy"]
    with pytest.raises(WireError, match="main.mpy is not the file that was signed"):
        reader.feed(bytes(whole[-1:]))


def test_what_went_wrong_once_cannot_be_continued():
    reader = bundle.Reader()
    with pytest.raises(WireError, match="not an update bundle"):
        reader.feed(b"HNU2" + bytes(4))
    with pytest.raises(WireError, match="an earlier chunk was wrong"):
        reader.feed(bundles.make())


def test_a_list_that_a_board_would_refuse_cannot_be_made():
    with pytest.raises(WireError, match="may not write"):
        bundle.encode_manifest(bundle.Manifest("2.0", "any", 2, bundles.entries({"../main.mpy": b"x"})))


def test_an_endless_head_is_refused_before_it_is_collected():
    with pytest.raises(WireError, match="longer than"):
        bundle.Reader().feed(b"HNU1" + (bundle.MAX_MANIFEST + 1).to_bytes(4, "big"))


def test_the_largest_list_fits():
    files = {f"lib/meshwire/module_{number:03}.mpy": b"x" for number in range(110)}
    head, contents = bundle.decode(bundles.make(files))
    assert len(head.manifest.files) == len(contents) == 110
