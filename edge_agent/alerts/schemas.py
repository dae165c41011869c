"""What civdef.alert.* takes and gives, as JSON Schemas. Pure."""

from edge_agent.bus.schema import COUNT, FLAG, LANGUAGE, NUMBER, TEXT, each, gives, many, one_of, takes, text

ID = text(40, shortest=1)
MAX_NOTE = 280
MAX_CAP = 16 << 20  # characters; how many bytes a request has is limited before
FIELDS = takes(
    **dict.fromkeys(("event", "severity", "urgency", "certainty", "status", "category", "language"), text(64)),
    headline=text(2000), area=text(20_000), polygon=text(20_000), circle=text(200),
    instructions=many({"type": ["string", "integer"]}, 64), responses=many(text(40), 16),
    lifetime_min={"type": "integer"},
)  # fmt: skip
ISSUE = takes(
    cap=text(MAX_CAP), cap_base64=text(MAX_CAP), fields=FIELDS, retime=FLAG, status_override=text(20),
    language=LANGUAGE, area=text(20_000), polygon=text(20_000), circle=text(200),
)  # fmt: skip
LIST = takes(language=LANGUAGE, all=FLAG)
GET = takes(("id",), id=ID, language=LANGUAGE)
CANCEL = takes(("id",), id=ID, reason=text(MAX_NOTE))
ACKNOWLEDGE = takes(("id",), id=ID, answer=text(MAX_NOTE), note=text(MAX_NOTE))
EXPORT = takes(("id",), id=ID, original=FLAG)

AREA = gives(
    geocodes=many(many(TEXT, 2)), polygons=many(many(many(NUMBER, 2))), circles=many(many(NUMBER, 3)),
)  # fmt: skip
REPORT = dict(
    payload_bytes=COUNT, frames=COUNT, airtime_ms=each(NUMBER), left_out=many(TEXT), event=TEXT, severity=TEXT,
    area=AREA, lifetime_min=COUNT, instructions=many(COUNT), status=TEXT, scope=one_of(("Public", "Restricted")),
    headline=TEXT, headline_cut=FLAG, area_widened=FLAG,
)  # fmt: skip
PREVIEWED = gives(**REPORT)
ISSUED = gives(REPORT, id=ID, duplicate=FLAG, **REPORT)  # of a duplicate only the id is told
ALERT = gives(
    id=ID, scope=one_of(("Public", "Restricted")), message_type=TEXT, status=TEXT, event=TEXT, event_name=TEXT,
    category=TEXT, urgency=TEXT, severity=TEXT, certainty=TEXT, responses=many(TEXT), language=TEXT,
    instructions=many(COUNT), instruction_texts=many(TEXT), headline=TEXT, headline_cut=FLAG, area=AREA,
    area_widened=FLAG, issued=COUNT, onset=COUNT, expires=COUNT, issuer=gives(key=TEXT, short=TEXT, name=TEXT),
    in_force=FLAG, not_in_force_because=many(TEXT), replaced_by=many(TEXT),
    acknowledged=many(gives(answer=TEXT, count=COUNT)), radio=gives(state=TEXT, tries=COUNT), document=FLAG,
)  # fmt: skip
LISTED = gives(alerts=many(ALERT))
ACKNOWLEDGED = gives(id=ID, answer=TEXT)
EXPORTED = gives(("cap", "cap_base64"), cap=TEXT, cap_base64=TEXT)
