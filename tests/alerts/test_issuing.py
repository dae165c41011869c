"""Issuing: what is signed, what is refused, and that nothing is stored for a refusal."""

import asyncio

import pytest

from edge_agent.alerts.issuing import AlertIssuer
from edge_agent.errors import BadRequest, NotFound, NotTrusted
from tests.alerts.town import HALL, KLEVE, NEIGHBOUR, NOON, cap, reference

FIELDS = {"event": "flood", "headline": "Flood: leave the river side", "area": "AGS:05154036", "severity": "Severe"}


async def events_of(town):
    return [event for _, event in await town.store.since(0, range(2, 256), 1000)]


async def test_a_document_becomes_an_alert_and_its_document_in_one_go(town):
    answer = await town.issuer().issue({"cap": cap()})

    assert await town.in_force() == ["Flood: leave the river side"]
    assert answer["frames"] == 1
    assert answer["payload_bytes"] <= 231
    assert answer["airtime_ms"]["LongFast"] > 1000
    assert [event.topic for event in await events_of(town)] == [18, 2]


async def test_fields_become_an_alert(town):
    answer = await town.issuer().issue({"fields": {**FIELDS, "lifetime_min": 30, "instructions": ["leave-now", 12]}})

    alert = await town.reader.one(answer["id"], language="en", restricted=False)
    assert alert["expires"] == NOON + 30 * 60
    assert len(alert["instruction_texts"]) == 2
    assert alert["document"] is False


async def test_a_preview_says_what_issuing_would_and_stores_nothing(town):
    preview = await town.issuer().preview({"cap": cap()})
    stored = await events_of(town)
    issued = await town.issuer().issue({"cap": cap()})

    assert stored == []
    assert preview["payload_bytes"] == issued["payload_bytes"]
    assert preview["headline"] == issued["headline"]


async def test_the_same_document_again_is_the_same_alert(town):
    first = await town.issuer().issue({"cap": cap()})
    again = await asyncio.gather(*[town.issuer().issue({"cap": cap()}) for _ in range(3)])

    assert [(answer["id"], answer["duplicate"]) for answer in again] == [(first["id"], True)] * 3
    assert len(await town.in_force()) == 1


async def test_two_at_once_are_one_alert(town):
    issuer = town.issuer()
    answers = await asyncio.gather(*[issuer.issue({"cap": cap()}) for _ in range(5)])

    assert sorted(answer["duplicate"] for answer in answers) == [False, True, True, True, True]


async def test_an_update_takes_the_place_of_the_alert(town):
    await town.issuer().issue({"cap": cap()})
    await town.issuer().issue({"cap": cap("flood-2", kind="Update", headline="Flood: rising", references=reference())})

    assert await town.in_force() == ["Flood: rising"]


async def test_an_update_of_an_unknown_alert_is_issued_and_says_so(town):
    answer = await town.issuer().issue({"cap": cap(kind="Update", references=reference("elsewhere-9"))})

    assert any("elsewhere-9" in text for text in answer["left_out"])


async def test_a_cancel_ends_the_whole_chain(town):
    await town.issuer().issue({"cap": cap()})
    await town.issuer().issue({"cap": cap("flood-2", kind="Update", references=reference())})
    both = f"{reference()} {reference('flood-2')}"
    await town.issuer().issue({"cap": cap("flood-3", kind="Cancel", references=both)})

    assert await town.in_force() == []


async def test_a_cancel_of_nothing_is_refused(town):
    with pytest.raises(BadRequest, match="nothing to cancel"):
        await town.issuer().issue({"cap": cap(kind="Cancel", references=reference())})


async def test_an_alert_can_be_cancelled_by_its_number(town):
    issued = await town.issuer().issue({"cap": cap()})
    await town.issuer().cancel(issued["id"], "All clear")

    assert await town.in_force() == []
    with pytest.raises(NotFound):
        await town.issuer().cancel("00000000-1", "")


async def test_what_has_expired_cannot_be_cancelled(town):
    issued = await town.issuer().issue({"cap": cap(minutes=1)})
    town.clock.now += 61

    with pytest.raises(BadRequest, match="has ended already"):
        await town.issuer().cancel(issued["id"], "")


@pytest.mark.parametrize("scope", ["Restricted", "Private"])
async def test_what_is_not_for_everybody_stays_on_the_node(town, scope):
    answer = await town.issuer().issue({"cap": cap(scope=scope)})

    assert answer["frames"] == 0
    assert {event.topic for event in await events_of(town)} == {20}
    assert await town.in_force(restricted=False) == []
    assert len(await town.in_force(restricted=True)) == 1
    with pytest.raises(NotFound):
        await town.reader.one(answer["id"], language="en", restricted=False)


async def test_a_key_without_authority_issues_nothing(town):
    with pytest.raises(NotTrusted, match="unknown key"):
        await town.issuer(NEIGHBOUR).issue({"cap": cap()})
    assert await events_of(town) == []


async def test_an_authority_stays_in_its_area(town):
    await town.certify(HALL, area=KLEVE)

    await town.issuer().issue({"cap": cap()})
    with pytest.raises(NotTrusted, match="outside the authority's area"):
        await town.issuer().issue({"cap": cap("flood-2", geocode="09162000")})


async def test_a_revoked_authority_issues_nothing(town):
    await town.revoke(HALL)
    with pytest.raises(NotTrusted, match="revoked"):
        await town.issuer().issue({"cap": cap()})


async def test_an_expired_document_is_refused_and_retime_helps(town):
    town.clock.now += 7200

    with pytest.raises(BadRequest, match="--retime"):
        await town.issuer().issue({"cap": cap()})
    first = await town.issuer().issue({"cap": cap(), "retime": True})
    alert = await town.reader.one(first["id"], language="en", restricted=False)
    assert alert["expires"] == NOON + 7200 + 3600


async def test_a_drill_can_be_repeated_later(town):
    await town.issuer().issue({"cap": cap(), "retime": True})
    town.clock.now += 60
    assert (await town.issuer().issue({"cap": cap(), "retime": True}))["duplicate"] is False


async def test_an_actual_document_can_be_made_an_exercise_and_never_the_other_way(town):
    answer = await town.issuer().issue({"cap": cap(), "status_override": "Exercise"})
    assert answer["status"] == "Exercise"

    with pytest.raises(BadRequest, match="status_override"):
        await town.issuer().issue({"cap": cap("x", status="Exercise"), "status_override": "Actual"})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "cap"),
        ({"cap": 5}, "cap"),
        ({"cap": "<alert"}, "line 1"),
        ({"cap": cap().replace("Immediate", "Soon")}, "urgency.*Soon"),
        ({"cap": cap().replace("<sender>hall@town.example</sender>", "")}, "sender"),
        ({"cap": "<!DOCTYPE a [<!ENTITY b 'c'>]>" + cap().split("?>")[1]}, "document types and entities"),
        ({"cap": cap().replace("</alert>", "<x/>" * 30_000 + "</alert>")}, "more than|bytes"),
        ({"cap_base64": "!"}, "not base64"),
        ({"fields": {}}, "headline"),
        ({"fields": {**FIELDS, "evnt": "x"}}, "no field evnt"),
        ({"fields": {**FIELDS, "event": "blood"}}, "event 'blood' is not known"),
        ({"fields": {**FIELDS, "severity": "Apocalypse"}}, "severity 'Apocalypse'"),
        ({"fields": {**FIELDS, "area": ""}}, "needs an area"),
        ({"fields": {**FIELDS, "area": "AGS"}}, "geocode"),
        ({"fields": {**FIELDS, "lifetime_min": 0}}, "lifetime_min"),
        ({"fields": {**FIELDS, "lifetime_min": True}}, "lifetime_min"),
        ({"fields": {**FIELDS, "instructions": [0]}}, "instructions"),
        ({"fields": {**FIELDS, "instructions": "leave"}}, "instructions"),
        ({"fields": {**FIELDS, "headline": 7}}, "headline must be a text"),
    ],
)
async def test_a_bad_request_is_named_and_stores_nothing(town, body, said):
    with pytest.raises(BadRequest, match=said):
        await town.issuer().issue(body)
    assert await events_of(town) == []


WORDS_ONLY = cap().replace(cap()[cap().index("<geocode>") : cap().index("</area>")], "")


async def test_a_document_that_names_its_area_only_in_words_needs_one(town):
    with pytest.raises(BadRequest, match="--area"):
        await town.issuer().issue({"cap": WORDS_ONLY})
    answer = await town.issuer().issue({"cap": WORDS_ONLY, "area": "AGS:05154036"})

    alert = await town.reader.one(answer["id"], language="en", restricted=False)
    assert alert["area"]["geocodes"] == [["AGS", "05154036"]]


async def test_the_area_of_a_document_wins_over_a_given_one(town):
    answer = await town.issuer().issue({"cap": cap(), "area": "AGS:09"})

    alert = await town.reader.one(answer["id"], language="en", restricted=False)
    assert alert["area"]["geocodes"] == [["AGS", "05154036"]]


async def test_of_several_languages_the_wanted_one_goes_on_the_air(town):
    english = cap()[cap().index("<info>") : cap().index("</alert>")]
    german = english.replace("en-GB", "de-DE").replace("Flood: leave the river side", "Hochwasser: Ufer verlassen")
    document = cap().replace("</alert>", german + "</alert>")

    answers = [await town.issuer().preview({"cap": document, **wanted}) for wanted in ({}, {"language": "de"})]
    by_setting = await AlertIssuer(town.store, town.members, HALL, now=town.clock, language="de").preview(
        {"cap": document}
    )

    assert [answer["headline"].split(":")[0] for answer in (*answers, by_setting)] == [
        "Flood",
        "Hochwasser",
        "Hochwasser",
    ]
