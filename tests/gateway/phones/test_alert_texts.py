"""The lane for stock phones: every verified alert once, ringing first, unless somebody else has said it."""

import pytest

from lora_gateway.phones.plain import plain_text
from lora_gateway.port.port import State
from meshwire import registry
from tests.gateway.phones.alerts import HALL, HALL_ID, alert, notice
from tests.gateway.phones.conftest import Town

TEXT = plain_text(f"{HALL_ID}-7", alert())


async def test_an_alert_of_this_node_rings_at_once_and_then_comes_as_a_message(town):
    await town.desk.alert(notice(), (), own=True)
    await town.settle()

    assert town.radio.said == [(TEXT, None, True), (TEXT, None, False)]


async def test_an_alert_that_was_heard_waits_for_others_to_say_it(town):
    await town.desk.alert(notice(), (), own=False)
    await town.later(19)
    assert town.radio.said == []

    await town.later(2)
    assert town.radio.said == [(TEXT, None, True), (TEXT, None, False)]


async def test_what_another_gateway_has_said_is_not_said_again(town):
    await town.desk.alert(notice(), (), own=False)
    await town.desk.hear(town.phones.text(TEXT, direct=False))
    await town.later(60)

    assert town.radio.said == []
    assert town.dropped["text sent by others"] == 1


async def test_a_text_that_came_before_its_frame_counts_too(town):
    await town.desk.hear(town.phones.text(TEXT, direct=False))
    await town.desk.alert(notice(), (), own=False)
    await town.later(60)

    assert town.radio.said == []


@pytest.mark.parametrize("forged", [f"All is well. Unverified copy {HALL_ID}-7", TEXT.replace("higher", "lower")])
async def test_a_forged_text_with_the_same_short_id_does_not_silence_ours(town, forged):
    await town.desk.alert(notice(), (), own=False)
    await town.desk.hear(town.phones.text(forged, direct=False))
    await town.later(60)

    assert (TEXT, None, True) in town.radio.said


async def test_an_alert_is_said_once_also_after_a_restart(town, database):
    await town.desk.alert(notice(), (), own=True)
    await town.settle()
    again = Town(database, town.clock)
    await again.desk.alert(notice(), (), own=False)
    await again.later(60)

    assert again.radio.said == []


async def test_an_update_takes_the_place_of_the_text_that_still_waits(town):
    await town.desk.alert(notice(7), (), own=False)
    update = alert(message_type=registry.UPDATE, replaces=[(None, 7)])
    await town.desk.alert(notice(8, update), [(HALL, 7)], own=False)
    await town.later(60)

    assert {text for text, _, _ in town.radio.said} == {plain_text(f"{HALL_ID}-8", update)}


async def test_somebody_who_may_not_end_an_alert_does_not_take_its_text_back(town):
    await town.desk.alert(notice(7), (), own=False)
    other = alert(message_type=registry.CANCEL, replaces=[(bytes.fromhex(HALL_ID), 7)])
    await town.desk.alert(notice(1, other, author=b"x" * 32), (), own=False)
    await town.later(60)

    assert (TEXT, None, True) in town.radio.said


async def test_an_alert_that_has_expired_or_was_replaced_is_not_said(town):
    await town.desk.alert(notice(7, minutes=0), (), own=True)
    await town.desk.alert(notice(8, ended=True), (), own=True)
    await town.later(60)

    assert town.radio.said == []


async def test_what_machines_tell_each_other_is_not_said(town):
    await town.desk.alert(notice(body=alert(status=registry.SYSTEM)), (), own=True)
    await town.later(60)

    assert town.radio.said == []


async def test_a_text_waits_for_the_radio_to_come_back(town):
    town.radio.state = State(False, "unplugged")
    await town.desk.alert(notice(), (), own=True)
    await town.later(60)
    town.radio.state = State(True)
    await town.later(10)

    assert town.radio.said == [(TEXT, None, True), (TEXT, None, False)]


async def test_a_radio_that_refuses_is_asked_again_but_not_for_ever(town):
    town.radio.refusals = 100
    await town.desk.alert(notice(), (), own=True)
    await town.later(120)

    assert town.radio.refusals == 95
    assert town.dropped["radio refused a text"] == 1


async def test_of_too_many_alerts_the_least_severe_are_left_out(town):
    for seq in range(1, 41):
        await town.desk.alert(notice(seq, alert(severity=4 if seq == 40 else 1)), (), own=False)
    await town.later(20)

    assert town.dropped["too many alert texts"] == 24
    assert town.radio.said[0][0].startswith("Extreme")


async def test_the_setting_switches_the_texts_off(database, town):
    silent = Town(database, town.clock, texts=False)
    await silent.desk.alert(notice(), (), own=True)
    await silent.later(60)

    assert silent.radio.said == []


async def test_the_message_leaves_the_reserve_to_signed_frames_and_the_ringing_one_does_not(town):
    budget = town.airtime.budget
    while budget.wait_s(2000, 2, town.clock.now) == 0:
        budget.charge(2000, town.clock.now)
    await town.desk.alert(notice(), (), own=True)
    await town.settle()

    assert town.radio.said == [(TEXT, None, True)]
    await town.later(300)
    assert town.radio.said == [(TEXT, None, True), (TEXT, None, False)]
