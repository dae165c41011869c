"""Reading: what is in force, for whom, and that no clock raises an alert twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.alerts import shelf
from edge_agent.alerts.view import AlertView
from edge_agent.errors import NotFound
from edge_agent.events.model import Draft
from meshwire import cbor, event
from meshwire.event import CIVDEF, author_id
from tests.alerts.folding import folded
from tests.alerts.town import HALL, KLEVE, NEIGHBOUR, Town, cap


async def test_an_alert_ends_with_its_time(town):
    await town.issuer().issue({"cap": cap(minutes=60)})
    town.clock.now += 3599
    before = await town.in_force()
    town.clock.now += 1

    assert (len(before), await town.in_force()) == (1, [])


async def test_a_clock_that_jumps_back_raises_nothing_again(town):
    issued = await town.issuer().issue({"cap": cap(minutes=60)})
    town.clock.now += 3600
    assert await town.reader.mark_expired()
    town.clock.now -= 1800

    assert await town.in_force() == []
    alert = await town.reader.one(issued["id"], language="en", restricted=False)
    assert "expired" in alert["not_in_force_because"]


async def test_an_idle_look_writes_nothing(town):
    await town.issuer().issue({"cap": cap()})
    assert not await town.reader.mark_expired()


async def test_actual_comes_before_exercise_and_severe_before_minor(town):
    for number, (status, severity) in enumerate([("Exercise", "Extreme"), ("Actual", "Minor"), ("Actual", "Severe")]):
        document = cap(f"a-{number}", status=status, headline=f"{status} {severity}").replace(
            "<severity>Severe<", f"<severity>{severity}<"
        )
        await town.issuer().issue({"cap": document})

    assert await town.in_force() == ["Actual Severe", "Actual Minor", "Exercise Extreme"]


async def test_an_alert_that_nobody_certified_is_known_but_not_in_force(town):
    issued = await town.issuer().issue({"cap": cap()})
    _, genuine = (await town.store.since(0, [CIVDEF], 10))[0]
    await town.store.write(NEIGHBOUR, [Draft(CIVDEF, event.ALERT, genuine.body)])

    alerts = await town.known()
    assert [alert["in_force"] for alert in alerts] == [False, True]
    assert alerts[0]["not_in_force_because"] == ["unknown key"]
    assert alerts[1]["id"] == issued["id"]


async def test_a_stranger_cannot_cancel(town):
    issued = await town.issuer().issue({"cap": cap()})
    _, genuine = (await town.store.since(0, [CIVDEF], 10))[0]
    seq = int(str(issued["id"]).split("-")[1])
    forged = {**genuine.body, 0: bytes([2]) + genuine.body[0][1:], 9: [[author_id(HALL.public), seq]]}
    await town.store.write(NEIGHBOUR, [Draft(CIVDEF, event.ALERT, forged)])

    assert len(await town.in_force()) == 1


async def test_another_authority_of_the_area_can_cancel(town):
    issued = await town.issuer().issue({"cap": cap()})
    await town.certify(NEIGHBOUR, area=KLEVE)
    await town.issuer(NEIGHBOUR).cancel(str(issued["id"]), "")

    assert await town.in_force() == []


async def test_an_exercise_does_not_end_an_actual_alert(town):
    issued = await town.issuer().issue({"cap": cap()})
    reference = "hall@town.example,flood-1,2027-01-15T08:00:00+00:00"
    await town.issuer().issue({"cap": cap("drill", kind="Cancel", references=reference, status="Exercise")})

    assert await town.in_force() == ["Flood: leave the river side"]
    assert issued["duplicate"] is False


async def test_a_revoked_authority_is_silenced(town):
    await town.issuer().issue({"cap": cap()})
    await town.revoke(HALL)

    assert await town.in_force() == []


async def test_the_state_of_the_radio_stands_beside_the_alert(town):
    issued = await town.issuer().issue({"cap": cap()})
    seq = int(str(issued["id"]).split("-")[1])
    town.radio[cbor.dumps([HALL.public, CIVDEF, seq]).hex()] = {"state": "relayed", "tries": 2}

    alert = await town.reader.one(str(issued["id"]), language="en", restricted=False)
    assert alert["radio"] == {"state": "relayed", "tries": 2}


async def test_words_come_in_the_language_of_the_reader(town):
    await town.issuer().issue({"fields": {"event": "flood", "headline": "x", "area": "AGS:05", "instructions": [11]}})

    english, german = [
        (await town.reader.listed(language=language, all_known=False, restricted=False))[0] for language in ("en", "de")
    ]
    assert english["event_name"] != german["event_name"]
    assert english["instruction_texts"] != german["instruction_texts"]


async def test_an_unknown_alert_is_not_found(town):
    with pytest.raises(NotFound, match="no alert 'x'|no alert x"):
        await town.reader.one("x", language="en", restricted=True)


@given(body=st.dictionaries(st.integers(0, 12), st.binary(max_size=8) | st.integers(-5, 5) | st.text(max_size=3)))
def test_no_body_of_an_event_breaks_the_fold(body):
    for topic, kind in ((2, 1), (3, 1), (18, 1), (20, 1), (20, 2)):
        with folded(AlertView(), topic, kind, body) as db:
            assert len(shelf.answers(db, "x")) == 0


async def test_a_rebuilt_view_is_the_same(town: Town):
    await town.issuer().issue({"cap": cap()})
    await town.issuer().issue({"cap": cap("b")})
    before = await town.known()
    await town.store.rebuild()

    assert await town.known() == before
