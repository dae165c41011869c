"""The fake radio answers a recorded client as the genuine firmware did."""

import pytest

from tests.gateway.meshtastic.recordings import NAMES
from tests.gateway.meshtastic.replay import about, recorded, replayed

UNSEEN = {"10_second_client"}  # the other client is not in the recording; test_device.py plays it


@pytest.mark.parametrize("name", sorted(set(NAMES) - UNSEEN))
def test_the_fake_answers_as_the_firmware_did(name):
    assert about(replayed(name), name) == about(recorded(name), name)
