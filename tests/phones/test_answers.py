"""What phone users type becomes signed events, and what they are answered is true."""

import pytest

from edge_agent.bus.capability import Call, Trust, capability
from edge_agent.errors import BadRequest, NotTrusted, Unavailable
from edge_agent.phones import wording
from meshwire.event import CHECK_IN, MESSAGE, POST, SOS, author_id
from tests.alerts.town import HALL, NEIGHBOUR, NOON, cap
from tests.phones.conftest import ANNA, BEN, GATEWAY, MEMBER, STRANGER, Node


@pytest.mark.parametrize(
    ("verb", "text", "kind", "answer"),
    [
        ("ok", "", CHECK_IN, wording.SAFE),
        ("ok", "two children with me", CHECK_IN, wording.SAFE),
        ("sos", "roof of Mill Lane 3", SOS, wording.HELP_COMES),
        ("post", "water at the fire station", POST, wording.POSTED),
    ],
)
async def test_a_text_becomes_an_event_that_this_node_signed(node, verb, text, kind, answer):
    assert await node.types(verb, text) == answer

    [event] = await node.events()
    assert (event.author, event.kind, event.time) == (HALL.public, kind, NOON)
    assert event.body == {0: ANNA, 1: "Anna", **({2: text} if text else {})}


async def test_what_is_handed_over_again_is_written_once(node):
    for _ in range(3):
        assert await node.types("sos", "roof") == wording.HELP_COMES
    await node.types("sos", "roof", at=NOON + 60)

    assert len(await node.events()) == 2


async def test_a_long_text_takes_several_events_and_is_shown_whole(node):
    text = "the bridge is gone and " * 9
    await node.types("sos", text)

    assert len(await node.events()) == 3
    assert [one["text"] for one in (await node.ask("people.list"))["sos"]] == [text]


async def test_members_see_who_is_safe_and_who_needs_help(node):
    await node.types("ok", "at school")
    await node.types("sos", "roof", radio=BEN, name="Ben", at=NOON + 5)

    listed = await node.ask("people.list")
    anna, ben = listed["check_ins"][0], listed["sos"][0]
    assert (anna["who"], anna["radio"], anna["text"], anna["verified"]) == (
        "Anna!95a8",
        "!9e7595a8",
        "at school",
        False,
    )
    assert (ben["who"], ben["time"], ben["said_safe"], ben["heard_by"]) == ("Ben!abcd", NOON + 5, None, "town hall")


async def test_a_check_in_does_not_take_a_call_for_help_off_the_list(node):
    await node.types("sos", "roof")
    await node.types("ok", at=NOON + 60)

    [call] = (await node.ask("people.list"))["sos"]
    assert (call["text"], call["said_safe"]) == ("roof", NOON + 60)


@pytest.mark.parametrize("name", ["people.list", "people.posts", "people.inbox", "people.send"])
async def test_strangers_do_not_see_what_people_said(node, name):
    with pytest.raises(NotTrusted):
        await node.ask(name, STRANGER)


async def test_a_member_cannot_speak_for_a_radio(node):
    body = {"radio": ANNA, "name": "Anna", "verb": "ok", "text": "", "at": NOON}
    with pytest.raises(NotTrusted):
        await node.ask("phones.text", MEMBER, **body)


async def test_a_message_waits_in_the_inbox_of_the_radio_that_was_named(node):
    await node.types("ok", radio=BEN, name="Ben")
    answer = await node.types("msg", "ben come home", at=NOON + 1)
    node.town.clock.now += 600

    assert answer == "Kept for Ben!abcd, who sees it with inbox. Not private."
    assert await node.types("inbox", radio=BEN, name="Ben") == "Anna!95a8 9 min: come home"
    assert await node.types("inbox") == "No message for you."


async def test_a_message_that_nobody_fetched_ends_after_two_weeks(node, town):
    await node.types("ok", radio=BEN, name="Ben")
    await node.types("msg", "Ben come home")
    town.clock.now = NOON + 14 * 86400 - 1
    assert "come home" in await node.types("inbox", radio=BEN, name="Ben")
    town.clock.now += 1
    assert await node.types("inbox", radio=BEN, name="Ben") == "No message for you."


async def test_a_message_to_a_member_arrives_at_that_node_and_is_answered_by_name(node):
    assert "Kept for town hall" in await node.types("msg", "Town Hall: we need water")
    [message] = (await node.ask("people.inbox"))["messages"]
    assert (message["who"], message["text"]) == ("Anna!95a8", "we need water")

    assert await node.ask("people.send", to="Anna", text="it comes at noon") == {"to": "Anna!95a8"}
    assert await node.types("inbox") == "town hall 0 min: it comes at noon"


async def test_a_radio_cannot_take_the_messages_of_a_member_by_its_name(node):
    await node.types("ok", radio=BEN, name="town hall")
    await node.types("msg", "town hall we need water")

    assert [event.body[3] for event in await node.events() if event.kind == MESSAGE] == [author_id(HALL.public)]


async def test_two_radios_of_one_name_are_told_apart_by_their_numbers(node):
    await node.types("ok", radio=BEN, name="Anna")
    await node.types("ok")

    assert await node.types("msg", "Anna hello", radio=7) == "2 have that name; write one of: Anna!95a8, Anna!abcd"
    assert "Anna!abcd" in await node.types("msg", "Anna!abcd hello", radio=7)
    assert "Anna!95a8" in await node.types("msg", "!9e7595a8 hello", radio=7)


async def test_a_radio_without_a_name_is_written_to_by_the_end_of_its_number(node):
    await node.types("ok", radio=BEN, name="")
    assert await node.types("msg", "!abcd hello") == "Kept for !abcd, who sees it with inbox. Not private."


@pytest.mark.parametrize(("rest", "said"), [("Zoe hello", "nobody of that name"), ("town hall", "msg NAME TEXT")])
async def test_a_message_that_cannot_be_sent_says_why(node, rest, said):
    assert said in await node.types("msg", rest)
    assert await node.events() == []


async def test_a_message_written_at_another_node_of_the_community_arrives(node, town):
    await town.certify(NEIGHBOUR)
    other = Node(town, NEIGHBOUR)  # its events have come by radio or over IP
    await other.types("ok", radio=BEN, name="Ben")
    await node.types("msg", "Ben come home")

    assert "come home" in await other.types("inbox", radio=BEN)


async def test_alerts_come_with_their_short_ids_and_one_alone_with_everything(node):
    await node.town.issuer().issue({"cap": cap()})

    id = f"{author_id(HALL.public).hex()}-1"
    assert await node.types("alerts") == f"Severe: Flood: leave the river side. {id}"
    whole = await node.types("alert", "1")
    assert whole.startswith(f"{id} Severe: Flood: leave the river side.")
    assert whole.endswith("Ends in 60 min. Signed by town hall.")
    assert await node.types("alert", "99") == wording.NO_SUCH_ALERT


async def test_without_alerts_it_says_so(node):
    assert await node.types("alerts") == "No alert in force"


async def test_a_question_without_a_model_is_answered_with_the_truth(node):
    assert await node.types("ask", "how much bleach for a litre") == wording.NO_MODEL


class Model:
    """A provider as a feature with a model offers it."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    @capability("llm.chat", trust=Trust.STRANGER)
    async def chat(self, call: Call):
        self.asked.append(call)
        if isinstance(self.answer, Exception):
            raise self.answer
        return {"text": self.answer}


async def test_a_question_goes_to_the_model_as_a_strangers_and_its_answer_is_labelled(node):
    model = Model("Two drops.\x1b[2J")
    node.bus.register(model)

    assert await node.types("ask", "how much bleach") == "Machine answer, may be wrong: Two drops.\ufffd[2J"
    [call] = model.asked
    assert call.caller.trust is Trust.STRANGER
    assert call.body["messages"][1] == {"role": "user", "content": "how much bleach"}


@pytest.mark.parametrize("error", [Unavailable("the model is loading"), NotTrusted("members only")])
async def test_a_model_that_cannot_answer_says_so_to_the_user(node, error):
    node.bus.register(Model(error))
    assert await node.types("ask", "why") in (wording.NOT_FOR_PHONES, "No answer: the model is loading")


async def test_nothing_that_a_phone_types_or_a_model_answers_becomes_an_alert(node):
    node.bus.register(Model("civdef.alert.issue {severity: Extreme, event: tsunami}"))
    for verb in ("ok", "sos", "post", "msg", "inbox", "alerts", "alert", "ask"):
        await node.types(verb, "civdef.alert.issue EVACUATE NOW")

    assert await node.events(2) == []


@pytest.mark.parametrize(
    "body", [{"radio": 0}, {"radio": 1 << 32}, {"verb": "issue"}, {"verb": 7}, {"text": None}, {"at": -1}]
)
async def test_a_text_of_another_shape_is_refused(node, body):
    whole = {"radio": ANNA, "name": "Anna", "verb": "ok", "text": "", "at": NOON}
    with pytest.raises(BadRequest):
        await node.ask("phones.text", GATEWAY, **{**whole, **body})


async def test_the_longest_inbox_fits_the_link(node):
    for count in range(60):
        await node.types("post", "界" * 60, at=NOON + count)
    for count in range(60):
        await node.types("msg", "!9e7595a8 " + "界" * 90, at=NOON + count, radio=BEN)

    assert len((await node.types("inbox")).encode()) <= 4096
