"""The documents of the alerts in force: which are here, and one that arrives without its author's signature."""

import base64

from edge_agent.alerts import shelf
from edge_agent.alerts.capabilities import AlertCapabilities
from edge_agent.alerts.documents import NEWS_S, AlertDocuments
from edge_agent.alerts.issuing import document_digest
from edge_agent.bus.capability import Call, Caller, Trust
from meshwire import event
from tests.alerts.town import HALL, NEIGHBOUR, Town, cap

DATA = cap().encode()
STRANGER = Caller("a neighbour", Trust.STRANGER)


def documents(town, key=HALL):
    return AlertDocuments(town.store, town.members, key, now=town.clock)


async def heard_by_radio(town, path):
    """Another node, which has the certificate and the alert and not the document."""
    other = await Town.open(path)
    await other.store.append([one for _, one in await town.store.since(0, (event.ROSTER, event.CIVDEF), 100)])
    return other


async def test_the_document_of_an_alert_of_ours_is_here_and_news(town):
    await town.issuer().issue({"cap": cap()})

    (found,) = await documents(town).in_force()

    assert (found.digest, found.data, found.is_news) == (document_digest(DATA), DATA, True)


async def test_after_a_while_it_is_no_news_and_for_another_node_it_never_was(town):
    await town.issuer().issue({"cap": cap()})
    (other,) = await documents(town, NEIGHBOUR).in_force()
    town.clock.now += NEWS_S

    (found,) = await documents(town).in_force()

    assert (found.is_news, other.is_news) == (False, False)


async def test_alerts_that_are_over_or_replaced_or_restricted_or_without_a_document_are_left_out(town):
    issuer = town.issuer()
    await issuer.issue({"cap": cap("over", minutes=1)})
    replaced = await issuer.issue({"cap": cap("replaced")})
    await issuer.issue({"cap": cap("restricted", scope="Restricted")})
    await issuer.issue(
        {"fields": {"event": "flood", "headline": "Flood", "area": "AGS:05154036", "severity": "Severe"}}
    )
    await issuer.cancel(replaced["id"], "")
    town.clock.now += 61

    assert await documents(town).in_force() == []


async def test_the_alerts_of_a_key_that_was_revoked_want_no_document(town):
    await town.issuer().issue({"cap": cap()})
    await town.revoke(HALL)

    assert await documents(town).in_force() == []


async def test_a_document_that_arrives_shows_as_the_original_to_everybody(town, tmp_path):
    issued = await town.issuer().issue({"cap": cap()})
    other = await heard_by_radio(town, tmp_path / "other.db")
    before = await documents(other).in_force()

    await documents(other, NEIGHBOUR).add(DATA)

    after = await documents(other).in_force()
    capabilities = AlertCapabilities(other.issuer(), other.reader, other.store, NEIGHBOUR)
    shown = await capabilities.export(Call({"id": issued["id"], "original": True}, STRANGER))
    assert ([one.data for one in before], [one.data for one in after]) == ([None], [DATA])
    assert base64.b64decode(shown["cap_base64"]) == DATA
    await other.store.close()


async def test_it_stays_in_the_topic_that_never_leaves_the_node(town):
    await documents(town).add(DATA)

    assert [one.topic for _, one in await town.store.since(0, range(3, 256), 10)] == [event.NODE]


async def test_an_alert_whose_document_came_by_radio_is_not_issued_a_second_time(town, tmp_path):
    await town.issuer().issue({"cap": cap()})
    other = await heard_by_radio(town, tmp_path / "other.db")
    await documents(other).add(DATA)

    answer = await other.issuer().issue({"cap": cap()})

    assert answer["duplicate"]
    await other.store.close()


async def test_a_document_that_cannot_be_read_here_is_kept_under_its_digest(town):
    await documents(town).add(b"<alert/>")

    found = await town.store.read(lambda db: shelf.document(db, document_digest(b"<alert/>")))
    assert (found.sender, found.identifier, found.data) == ("", document_digest(b"<alert/>").hex(), b"<alert/>")
