"""board.json: what is accepted, and what is said about the rest."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meshwire import event, trust
from meshwire.area import Place
from node import settings
from tests.node.authority import Signer
from tests.node.fake_board import PROVISIONED

ROOT = Signer("root")
VALID = {**PROVISIONED, "roots": [ROOT.public.hex()]}


def parse(**changes: object) -> settings.Settings:
    return settings.parse(json.dumps({**VALID, **changes}).encode())


def test_a_whole_file_is_read():
    certificate = ROOT.certify(Signer("office"))
    found = parse(certificates=[event.encode(certificate).hex()])
    assert found.roots == [ROOT.public]
    assert found.certificates == [certificate]
    assert found.place == Place(48520, 9060, ((5, "08416041"),))


def test_plain_members_are_passed_over():
    members = [ROOT.certify(Signer(f"member {number}"), roles=trust.MEMBER) for number in range(63)]
    office = ROOT.certify(Signer("office"))
    found = parse(certificates=[event.encode(signed).hex() for signed in [*members, office]])
    assert found.certificates == [office]


def test_a_board_may_have_no_place():
    assert parse(place=None).place is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"roots": []}, "roots is empty"),
        ({"roots": ["00"]}, "32 bytes"),
        ({"roots": ["zz" * 32]}, "hexadecimal"),
        ({"roots": [5]}, "hexadecimal"),
        ({"roots": "00"}, "roots is not a list"),
        ({"certificates": ["00" * 40]}, "a certificate cannot be read"),
        ({"name": ""}, "name is not a text"),
        ({"language": "xx"}, "language cannot be xx"),
        ({"preset": "Fast"}, "preset cannot be Fast"),
        ({"network": 65536}, "network is not a whole number"),
        ({"network": True}, "network is not a whole number"),
        ({"place": []}, "place is neither"),
        ({"place": {"lat": 91, "lon": 0, "geocodes": []}}, "lat is not a number of degrees"),
        ({"place": {"lat": None, "lon": None, "geocodes": [["AGS", "08"]]}}, "a geocode is a pair"),
    ],
)
def test_what_is_wrong_is_named(changes, said):
    with pytest.raises(settings.SettingsError, match=said):
        parse(**changes)


@given(
    st.binary(max_size=100)
    | st.recursive(st.none() | st.text(max_size=3), st.lists).map(lambda v: json.dumps(v).encode())
)
def test_anything_else_is_refused(data):
    with pytest.raises(settings.SettingsError):
        settings.parse(data)
