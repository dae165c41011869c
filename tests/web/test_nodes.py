"""The section with the other nodes: where each one is, and whom it has links with."""

import pytest

from edge_agent.bus.capability import Caller, Trust
from edge_agent.bus.validation import Schema
from edge_agent.web.fragments import CONTENT, Section
from edge_agent.web.mesh_parts import nodes
from edge_agent.web.reader import Reader
from tests.bus.contracts import contracts

READER = Reader(Caller("browser", Trust.MEMBER))
MILL = {
    "node": "hn1mill", "short": "AAAA-1111", "name": "Mill", "trust": "member", "state": "linked", "relayed": False,
    "at": "10.9.0.2:7081", "heard_s": 3, "capabilities": 33, "load": 0.0, "energy": 1.0, "failures": 0,
    "peers": ["hn1hall"],
}  # fmt: skip
HALL = {
    **MILL,
    "node": "hn1hall",
    "short": "BBBB-2222",
    "name": "Hall",
    "relayed": True,
    "trust": "anchor",
    "peers": [],
}
BARN = {
    "node": "hn1barn", "short": "CCCC-3333", "name": "", "trust": "member", "state": "known", "at": "", "heard_s": None,
    "failures": 4,
}  # fmt: skip


def text_of(*peers: dict[str, object]) -> str:
    return str(nodes({"peers": list(peers)}, READER))


def test_without_other_nodes_it_says_how_to_invite_one() -> None:
    assert "Invite one" in text_of()


def test_a_node_is_shown_with_its_way_and_those_it_has_links_with() -> None:
    shown = text_of(MILL, HALL)

    assert "linked directly, offers 33 capabilities" in shown
    assert "linked through a hub" in shown
    assert ", linked with <bdi>Hall</bdi>" in shown


def test_a_node_that_was_never_reached_and_one_that_fell_silent_are_told_apart() -> None:
    silent = {**BARN, "node": "hn1x", "state": "stale", "heard_s": 7300, "name": "Dairy"}

    shown = text_of(BARN, silent)

    assert "not reached yet" in shown
    assert "CCCC-3333" in shown
    assert "last heard 2 h 1 min ago" in shown


def test_a_name_cannot_write_into_the_page() -> None:
    assert "<script>" not in text_of({**MILL, "name": "<script>alert(1)</script>"})


@pytest.mark.parametrize("section", CONTENT.values(), ids=lambda section: section.capability)
def test_every_section_asks_its_capability_in_the_readers_language(section: Section) -> None:
    [contract] = [contract for contract in contracts() if contract.name == section.capability]

    Schema(contract.input, contract.name).check({"language": "uk"})
