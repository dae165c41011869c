"""A root, an authority that it certified for Tuebingen, and a board that trusts the root."""

import pytest

from tests.node.authority import TUEBINGEN, Signer


@pytest.fixture
def root() -> Signer:
    return Signer("root")


@pytest.fixture
def office(root: Signer) -> Signer:
    """An alert authority; `office.certificate` is what the root signed for it."""
    signer = Signer("office")
    signer.certificate = root.certify(signer, area=TUEBINGEN)  # type: ignore[attr-defined]
    return signer
