"""What identity.* takes and gives, as JSON Schemas. Pure."""

from edge_agent.bus.schema import COUNT, HEX, NODE_ID, TEXT, gives, many, takes, text

MEMBER = dict(
    node_id=NODE_ID, short=TEXT, revoked=TEXT, name=TEXT, roles=many(TEXT), expires=COUNT, area=TEXT,
)  # fmt: skip
WHOAMI = gives(**MEMBER, community=HEX, root=NODE_ID, twice_signed=COUNT)
ROSTER = gives(
    roots=many(HEX), certificates=many(HEX), members=many(gives(**MEMBER)), next=gives(seq=COUNT, lamport=COUNT),
)  # fmt: skip
NUMBERED = gives(seq=COUNT)
PAIR = takes(trust=text(20), scope=text(20))
CODE = gives(code=TEXT, trust=TEXT, scope=TEXT, expires_in_s=COUNT)
BROWSERS = gives(
    browsers=many(gives(id=TEXT, label=TEXT, trust=TEXT, scope=TEXT, created=COUNT, expires=COUNT))
)  # fmt: skip
REVOKE = takes(("id",), id=text(64, shortest=1))
