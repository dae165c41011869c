"""What must reach the agent does: once, durably, and the user is told the truth about it."""

import pytest

from lora_gateway.link.messages import FIRST_TEXT
from lora_gateway.phones import words
from lora_gateway.phones.users import KEPT_PER_HOUR, MARK
from tests.gateway.phones.alerts import notice
from tests.gateway.phones.conftest import Town
from tests.gateway.phones.radio import ANNA, BEN


async def waiting(town):
    return [(text.verb, text.text) for text in await town.desk.texts_after(0, 100)]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ok", ("ok", "")),
        ("OK at the school with two children", ("ok", "at the school with two children")),
        ("I am safe", ("ok", "")),
        ("SOS trapped, Mill Lane 3", ("sos", "trapped, Mill Lane 3")),
        ("İmdat köprü çöktü", ("sos", "köprü çöktü")),
        ("助けて", None),
        ("post Water at the fire station", ("post", "Water at the fire station")),
        ("msg Ben come home", ("msg", "Ben come home")),
        ("救助 屋根の上", ("sos", "屋根の上")),
    ],
)
async def test_what_must_not_be_lost_is_kept_and_the_user_told_that_the_node_restarts(town, typed, kept):
    answers = await town.types(typed)

    assert await waiting(town) == ([kept] if kept else [])
    assert answers == [MARK + (words.KEPT if kept else words.HELP)]


async def test_a_kept_text_says_who_and_when_and_stays_until_it_is_taken(town, database):
    await town.types("sos roof", name="An\x1b[1mna!beef" + "x" * 40)
    [kept] = await town.desk.texts_after(0, 10)
    again = Town(database, town.clock)

    assert (kept.n, kept.radio, kept.name, kept.at) == (FIRST_TEXT, ANNA, "An [1mnabeefxxxxx…", 1_800_000_000)
    assert await again.desk.texts_after(0, 10) == [kept]
    await again.desk.taken(kept.n)
    assert await again.desk.texts_after(0, 10) == []


async def test_a_radio_without_a_name_is_kept_without_one(town):
    await town.types("ok", name="!9e7595a8")
    assert [kept.name for kept in await town.desk.texts_after(0, 10)] == [""]


async def test_a_replayed_packet_is_not_kept_again_even_after_a_restart(town, database):
    await town.types("sos roof", number=7)
    await town.desk.taken(FIRST_TEXT)
    again = Town(database, town.clock)

    assert await again.types("sos roof", number=7) == []
    assert await waiting(again) == []


async def test_the_agent_that_is_there_answers_itself(town):
    town.desk.agent_is_there(True)

    assert await town.types("ok") == []
    town.desk.reply(ANNA, "Recorded: you are safe.")
    await town.settle()
    assert town.radio.told() == [MARK + "Recorded: you are safe."]


async def test_an_agent_that_stays_silent_is_not_covered_up(town):
    town.desk.agent_is_there(True)
    await town.types("sos roof")
    await town.types("alerts", sender=BEN)
    await town.later(31)

    assert town.radio.told() == [MARK + words.SLOW_KEPT]
    assert town.radio.told(BEN) == [MARK + words.SLOW]


async def test_a_question_is_handed_over_once_and_not_kept(town):
    town.desk.agent_is_there(True)
    await town.types("ask how much bleach for a litre")

    [asked] = await town.desk.texts_after(0, 10)
    assert (asked.n, asked.verb, asked.text) == (0, "ask", "how much bleach for a litre")
    assert await town.desk.texts_after(0, 10) == []


async def test_a_call_for_help_is_heard_from_somebody_who_types_in_panic(town):
    for _ in range(10):
        await town.types("help")
    await town.types("sos the water rises")

    assert await waiting(town) == [("sos", "the water rises")]


async def test_one_phone_cannot_fill_the_inbox_and_is_told_that_it_was_not_taken(town):
    for count in range(KEPT_PER_HOUR + 1):
        answers = await town.types(f"sos {count}")

    assert len(await waiting(town)) == KEPT_PER_HOUR
    assert answers == [MARK + words.NOT_KEPT]


async def test_a_flood_of_posts_leaves_room_for_those_who_are_safe(town):
    for user in range(1, 300):
        await town.desk.hear(town.phones.text("post spam", sender=user))
    for user in range(1, 40):
        await town.desk.hear(town.phones.text("ok", sender=1000 + user))

    verbs = [verb for verb, _ in [(text.verb, 0) for text in await town.desk.texts_after(0, 1000)]]
    assert (verbs.count("post"), verbs.count("ok")) == (150, 39)


async def test_a_hundred_check_ins_at_once_are_all_kept_and_most_are_told(town):
    for user in range(1, 101):
        await town.desk.hear(town.phones.text("ok", sender=user))
    await town.later(250)

    assert len(await waiting(town)) == 100
    assert town.radio.spent_ms([text for text, _, _ in town.radio.said]) <= 360_000 * 0.25
    assert len(town.radio.said) > 50


async def test_an_endless_text_is_bounded(town):
    await town.types("sos " + "界" * 100_000)

    [kept] = await town.desk.texts_after(0, 10)
    assert len(kept.text.encode()) <= 240


@pytest.fixture
async def full_disk(database):
    """Writes fail as on a full or read-only disk; reads go on."""
    await database._connection.execute("PRAGMA query_only = ON")


async def test_a_disk_that_takes_nothing_is_admitted(town, full_disk):
    assert await town.types("sos roof") == [MARK + words.NO_DISK]


async def test_a_disk_that_takes_nothing_does_not_keep_a_call_for_help_from_the_agent(town, full_disk):
    town.desk.agent_is_there(True)
    await town.types("sos roof")
    [text] = await town.desk.texts_after(0, 10)
    await town.later(31)

    assert (text.n, text.verb, text.text) == (0, "sos", "roof")
    assert town.radio.told() == [MARK + words.SLOW]


async def test_a_disk_that_takes_nothing_does_not_silence_alert_texts(town, full_disk):
    await town.desk.alert(notice(), (), own=True)
    await town.settle()

    assert len(town.radio.said) == 2
