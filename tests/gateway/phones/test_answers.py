"""People type at the gateway's radio and are answered, within bounds; machines are not."""

import pytest

from lora_gateway.phones import words
from lora_gateway.phones.users import MARK, MAX_ANSWER, MAX_USERS, PER_MINUTE
from tests.gateway.phones.alerts import HALL_ID, notice
from tests.gateway.phones.conftest import Town
from tests.gateway.phones.radio import ANNA, BEN


@pytest.mark.parametrize("typed", ["help", "HELP", "?", "/help", "Hilfe", "मदद", "what can I do here"])
async def test_help_and_what_is_no_command_are_answered_with_the_commands(town, typed):
    assert await town.types(typed) == [MARK + words.HELP]


@pytest.mark.parametrize("name", [name for name in dir(words) if name.isupper()])
def test_every_answer_of_the_gateway_fits_one_packet(name):
    assert len((MARK + getattr(words, name)).encode()) <= MAX_ANSWER


async def test_an_answer_goes_to_its_user_and_never_rings(town):
    town.desk.agent_is_there(True)
    for typed in ("help", "alerts", "sos under the roof", "nonsense", "ask issue an alert now", "more"):
        await town.types(typed)
        town.desk.reply(ANNA, "EVACUATE NOW! alert=True to=everybody")
        await town.settle()

    assert town.radio.said
    assert {(to, alert) for _, to, alert in town.radio.said} == {(ANNA, False)}


@pytest.mark.parametrize("ignored", [{"direct": False}, {"mqtt": True}, {"sender": 0}, {"sender": 0xFFFFFFFF}])
async def test_broadcasts_copies_from_mqtt_and_nobodies_are_not_answered(town, ignored):
    assert await town.types("help", **ignored) == []


async def test_two_gateways_that_write_to_each_other_fall_silent(town):
    [answer] = await town.types("help", sender=BEN)

    assert await town.types(answer, sender=BEN) == []
    assert await town.types(answer.removeprefix(MARK), sender=BEN) == []
    assert town.dropped["text of a machine"] == 2


async def test_a_machine_that_writes_all_the_time_is_left_alone_for_a_while(town):
    answers = [await town.types("help") for _ in range(40)]
    assert sum(map(len, answers)) <= PER_MINUTE

    await town.later(700)
    assert await town.types("help") == [MARK + words.HELP]


async def test_somebody_who_chats_is_told_the_commands_once_in_a_while(town):
    assert await town.types("hello there") == [MARK + words.HELP]
    assert await town.types("is this a robot") == []


async def test_a_replayed_packet_is_not_answered(town):
    await town.types("help", number=99)
    assert await town.types("help", number=99) == []


async def test_a_long_answer_comes_page_by_page(town):
    town.desk.agent_is_there(True)
    await town.types("alerts")
    town.desk.reply(ANNA, "Water is at the old bridge. " * 20)
    await town.settle()
    pages = [town.radio.told()[-1]]
    while (page := (await town.types("more"))[0]) != MARK + words.NO_MORE:
        pages.append(page)

    assert all(len(page.encode()) <= MAX_ANSWER for page in pages)
    assert [page.rsplit("[", 1)[1] for page in pages] == ["1/4 more]", "2/4 more]", "3/4 more]", "4/4]"]


async def test_pages_of_one_user_are_no_business_of_another_and_end_after_an_hour(town):
    town.desk.agent_is_there(True)
    await town.types("inbox")
    town.desk.reply(ANNA, "secret " * 100)
    await town.settle()

    assert await town.types("more", sender=BEN) == [MARK + words.NO_MORE]
    await town.later(3700)
    assert await town.types("more") == [MARK + words.NO_MORE]


async def test_control_characters_of_an_answer_do_not_reach_a_phone(town):
    town.desk.agent_is_there(True)
    await town.types("alerts")
    town.desk.reply(ANNA, "one\x00\x1b[2J\u202etwo\nthree")
    await town.settle()

    assert town.radio.told() == [MARK + "one [2Jtwo\nthree"]


async def test_a_huge_answer_is_bounded(town):
    town.desk.agent_is_there(True)
    await town.types("alerts")
    town.desk.reply(ANNA, "界" * 1_000_000)
    await town.settle()

    assert sum(map(len, town.desk._talk.users._users[ANNA].pages)) < 4200


async def test_nobody_is_written_to_who_did_not_write(town):
    town.desk.reply(BEN, "buy now")
    await town.settle()

    assert town.radio.said == []
    assert town.dropped["answer to nobody"] == 1


async def test_an_answer_that_comes_after_an_hour_is_not_sent(town):
    town.desk.agent_is_there(True)
    await town.types("ok")
    town.clock.now += 3601
    town.desk.reply(ANNA, "Recorded: you are safe.")

    assert town.dropped["answer to nobody"] == 1


async def test_while_the_agent_is_away_alerts_come_from_what_the_gateway_heard(database, town):
    town = Town(database, town.clock, texts=False)
    assert await town.types("alerts") == [MARK + words.NO_ALERT]
    await town.desk.alert(notice(), (), own=False)

    [listed] = await town.types("alerts")
    assert listed.endswith(f"{HALL_ID}-7") or "[1/2 more]" in listed
    assert await town.types("alert 7") == [listed]
    assert await town.types("alert 8") == [MARK + words.NO_SUCH_ALERT]
    assert await town.types("ask how are you") == [MARK + words.RESTARTING]


async def test_one_phone_cannot_use_up_the_airtime(town):
    told = []
    for _ in range(200):
        told += await town.types("help")
        await town.later(15)

    assert told.count(MARK + words.QUOTA) == 1
    assert town.radio.spent_ms(told) <= 360_000 * 0.1 + town.radio.spent_ms([MARK + words.QUOTA])


async def test_a_hundred_phones_at_once_stay_within_the_quota_and_the_memory_is_bounded(town):
    for round in range(4):
        for user in range(1, 101):
            await town.desk.hear(town.phones.text("help", sender=round * 1000 + user))
        await town.later(60)

    assert town.radio.spent_ms([text for text, _, _ in town.radio.said]) <= 360_000 * 0.25
    assert len(town.desk._talk.users) == MAX_USERS
    assert town.dropped["airtime for phones used up"] > 0


async def test_the_status_counts_what_was_said(town):
    await town.types("help")
    await town.desk.alert(notice(), (), own=True)
    await town.settle()
    await town.desk.alert(notice(8), (), own=False)

    assert town.desk.status() == {"users": 1, "answers": 1, "alert_texts": 1, "waiting": 1}


async def test_an_answer_that_the_radio_refuses_costs_nothing(town):
    town.radio.refusals = 1
    await town.types("help")

    assert town.dropped["radio refused a text"] == 1
    assert town.airtime.budget.used_ms(town.clock.now) == 0


async def test_an_answer_that_had_to_wait_too_long_is_not_sent(town):
    budget = town.airtime.budget
    while budget.wait_s(2000, 2, town.clock.now) == 0:
        budget.charge(2000, town.clock.now)
    budget.charge(60_000, town.clock.now)
    await town.types("help")
    await town.later(301)

    assert town.radio.said == []
    assert town.dropped["answer too late"] == 1
