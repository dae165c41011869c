"""Nobody speaks in the name of another node: what a node signs, or keeps for its people, no other node can ask for."""

import json

import pytest

from edge_agent.bus.capability import Call, Caller, Json, Trust, capability
from edge_agent.bus.peer import Request
from edge_agent.errors import NotTrusted
from tests.bus.contracts import contracts
from tests.bus.town import key, node

# What another node may ask for although it is not only read. Each has a reason; one more is a decision.
OPEN = {
    "community.join",  # a newcomer's request, which proves by itself what it may
    "community.join.code",
    "community.words",
    "community.invite.list",
    "community.request.list",
    "log.stats",
    "sync.status",
}
SIGNED = {
    "civdef.alert.ack", "civdef.alert.cancel", "civdef.alert.issue", "community.expel", "community.invite",
    "people.send",
}  # fmt: skip


class Diary:
    def __init__(self) -> None:
        self.written = 0

    @capability("diary.write", trust=Trust.MEMBER, own=True)
    async def write(self, call: Call) -> Json:
        self.written += 1
        return {}


def test_whatever_acts_is_the_nodes_own_or_the_operators_or_named_here():
    acting = [one for one in contracts() if not one.idempotent and not one.shared and one.trust < Trust.OPERATOR]
    assert {one.name for one in acting if not one.own} - OPEN - {"civdef.alert.preview"} == set()


def test_what_is_signed_with_the_key_of_a_node_is_its_own():
    assert {one.name for one in contracts() if one.own} >= SIGNED


@pytest.mark.parametrize("level", [Trust.MEMBER, Trust.MODERATOR, Trust.ANCHOR])
async def test_no_level_lets_another_node_ask_for_it(level):
    diary = Diary()
    bus = node("a", diary)

    with pytest.raises(NotTrusted, match="ask your own node"):
        await bus.serve(Request("diary.write", input={}, trust=Trust.ANCHOR), Caller("node b", level, key("b")))
    await bus.call("diary.write", {}, Caller("a browser", Trust.MEMBER))

    assert diary.written == 1


def test_no_other_node_is_told_of_it():
    assert node("a", Diary()).adverts() == []


@pytest.mark.parametrize(("name", "body"), [
    ("people.send", {"to": "mill", "text": "all is well"}),
    ("people.inbox", {}),
    ("civdef.alert.ack", {"id": "4f2a91c0-7"}),
])  # fmt: skip
def test_a_member_gets_it_done_by_its_own_node_only(pair, name, body):
    said = pair.refused("tower", "call", name, json.dumps(body), "--node", pair.node_id("mill"))
    assert name in said


def test_a_message_carries_the_name_of_the_node_that_sent_it(pair):
    pair.called("tower", "people.send", {"to": "mill", "text": "is the bridge open?"})

    pair.until(lambda: pair.called("mill", "people.inbox")["messages"] != [], "the message is there")

    [message] = pair.called("mill", "people.inbox")["messages"]
    assert (message["who"], message["verified"]) == ("tower", True)
