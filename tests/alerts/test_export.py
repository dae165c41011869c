"""CAP out: valid by the standard, names the original, and reads back as the same alert."""

import pytest
from hypothesis import given, settings

from edge_agent.alerts import cap, compose
from edge_agent.alerts.export import replaced_ids, to_cap
from edge_agent.alerts.model import RESTRICTED, Stored, expiry
from edge_agent.alerts.shelf import Document
from edge_agent.identity.keys import Key
from meshwire import alert as alert_codec
from meshwire import event
from meshwire.alert import Alert
from meshwire.area import Area
from tests.alerts.cap_rules import violations
from tests.alerts.corpus import DOCUMENT, NAMES, document, language
from tests.wire.test_alert import FLOOD, alerts

KEY = Key(b"h" * 32)
SENT = 1_777_600_000


def stored(one: Alert, *, seq: int = 7, topic: int = event.CIVDEF, time: int = SENT) -> Stored:
    part = event.encode_part(topic, seq, 9, time, event.ALERT, alert_codec.encode(one))
    signed = event.assemble(KEY.public, part, KEY.sign(event.digest(event.CIVDEF_REALM, KEY.public, part)))
    read = alert_codec.decode(signed.body)
    return Stored(1, signed, read, expiry(signed, read))


def source(text: bytes) -> Document:
    parsed = cap.parse(text)
    return Document(parsed.sender, parsed.identifier, text)


@pytest.mark.parametrize("name", NAMES)
def test_every_alert_of_the_corpus_comes_out_valid_and_reads_back_the_same(name):
    original = cap.parse(document(name))
    sent = int(original.sent.timestamp())
    carried = compose.from_cap(original, prefer_language=language(name), now=sent).alert

    exported = to_cap(stored(carried, time=sent), source(document(name)))

    assert violations(exported) == []
    again = compose.from_cap(cap.parse(exported), prefer_language=language(name), now=sent).alert
    cut_and_widened = {"headline_cut": carried.headline_cut, "area_widened": carried.area_widened}
    assert again._replace(digest=carried.digest, **cut_and_widened) == carried


@settings(max_examples=60)
@given(alerts)
def test_whatever_an_alert_holds_it_comes_out_valid(one):
    assert violations(to_cap(stored(one), None)) == []


def test_the_original_is_named():
    exported = cap.parse(to_cap(stored(FLOOD), source(DOCUMENT.encode())))

    assert ("hearthnet:original", "desk@example.org,EX-1,2026-05-01T07:10:00+01:00") in exported.infos[0].parameters
    assert ("hearthnet:digest", FLOOD.digest.hex()) in exported.infos[0].parameters


def test_a_document_that_cannot_be_read_is_named_without_its_time():
    exported = cap.parse(to_cap(stored(FLOOD), Document("a@example.org", "X-1", b"not CAP")))

    assert ("hearthnet:original", "a@example.org,X-1") in exported.infos[0].parameters


def test_an_alert_from_fields_needs_no_document():
    exported = cap.parse(to_cap(stored(FLOOD._replace(digest=None)), None))

    assert [name for name, _ in exported.infos[0].parameters] == ["hearthnet:instructions"]


def test_an_update_refers_to_what_it_replaces():
    first = stored(FLOOD)
    update = stored(FLOOD._replace(message_type=1, replaces=[(None, 7), (bytes(4), 3)]), seq=8, time=SENT + 60)

    exported = cap.parse(to_cap(update, None, [first]))

    assert replaced_ids(update) == [first.id, "00000000-3"]
    named = cap.parse(to_cap(first, None)).reference
    assert [(one.sender, one.identifier) for one in exported.references] == [(named.sender, named.identifier)]


def test_a_restricted_alert_stays_restricted():
    exported = to_cap(stored(FLOOD, topic=RESTRICTED), None)

    assert violations(exported) == []
    assert cap.parse(exported).scope == "Restricted"


def test_a_shortened_headline_and_a_simpler_area_say_so():
    exported = cap.parse(to_cap(stored(FLOOD._replace(headline_cut=True, area_widened=True)), None))

    assert {("hearthnet:headline", "shortened"), ("hearthnet:area", "simplified")} <= set(exported.infos[0].parameters)


def test_an_unnamed_geocode_scheme_gets_its_name_back():
    area = Area(((0, "STATE_CODE=TX"),), (), ())

    assert cap.parse(to_cap(stored(FLOOD._replace(area=area)), None)).infos[0].areas[0].geocodes == (
        ("STATE_CODE", "TX"),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<sender>desk@example.org</sender>", ""),
        (">Immediate<", ">Soon<"),
        ("51.4,-0.7 51.5,-0.9", "51.4,-0.7 51.5,-0.8"),
        ("18:00:00+00:00", "18:00:00Z"),
        ("<event>Flood</event>", "<event>Flood</event><colour>red</colour>"),
        ("<scope>Public</scope>", "<scope>Restricted</scope>"),
    ],
)
def test_the_check_itself_finds_what_is_wrong(old, new):
    assert violations(DOCUMENT.encode()) == []
    assert violations(DOCUMENT.replace(old, new).encode()) != []
