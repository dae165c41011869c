"""What community.* and identity.token.* take and give, as JSON Schemas."""

from edge_agent.bus.schema import COUNT, FLAG, HEX, NODE_ID, TEXT, Schema, gives, many, one_of, takes, text, whole
from edge_agent.identity.inviting import MAX_DAYS
from edge_agent.identity.joincodes import NONCE_SIZE
from edge_agent.identity.joinwire import MAX_REQUEST
from edge_agent.identity.membership import MAX_USES
from edge_agent.identity.scopes import SCOPES
from edge_agent.identity.tokens import MAX_DAYS as MAX_TOKEN_DAYS
from edge_agent.identity.tokens import MAX_NAME
from meshwire.trust import MAX_NAME as MAX_NOTE
from meshwire.trust import MAX_REASON

PROOF_SIZE = 32


def _hex(size: int) -> Schema:
    """At most so many bytes."""
    return {**HEX, "maxLength": 2 * size}


INVITE = takes(uses=whole(1, MAX_USES), days=whole(1, MAX_DAYS), trusted=FLAG, note=text(MAX_NOTE))
INVITED = gives(link=TEXT, words=TEXT, expires=COUNT, uses=COUNT, code=TEXT, code_expires_in_s=COUNT, asks=FLAG)
INVITES = gives(
    invites=many(gives(id=TEXT, note=TEXT, roles=many(TEXT), uses=COUNT, asked=COUNT, expires=COUNT, mine=FLAG))
)  # fmt: skip
INVITE_ID = takes(("id",), id=text(64, shortest=1))
WORDS = gives(words=TEXT)
KNOCK = takes(("request",), request=_hex(MAX_REQUEST))
ANSWER = gives(answer=HEX)
CODE = takes(nonce=_hex(NONCE_SIZE), proof=_hex(PROOF_SIZE))
CODE_ANSWER = gives(("salt", "link"), salt=HEX, link=HEX)
NODE = takes(("node",), node=NODE_ID)
REQUESTS = gives(
    grants=FLAG,
    requests=many(
        gives(
            node_id=NODE_ID, short=TEXT, name=TEXT, matter=TEXT, words=TEXT, settled=FLAG, time=COUNT,
            signs=many(gives(kind=COUNT, body=HEX)),
        )
    ),
)  # fmt: skip
REASON = text(MAX_REASON)
LEAVE = takes(reason=REASON)
EXPEL = takes(("node",), node=NODE_ID, reason=REASON)
EXPELLED = gives(agree=COUNT, needed=COUNT, expelled=FLAG)
ROTATED = gives(key=NODE_ID, short=TEXT, certified=FLAG)
NONE, NOTHING = takes(), gives()

NAME = text(MAX_NAME, shortest=1)
TOKEN = takes(("name", "scope", "days"), name=NAME, scope=one_of(list(SCOPES)), days=whole(1, MAX_TOKEN_DAYS))
CREATED = gives(token=TEXT)
TOKENS = gives(
    tokens=many(
        gives(name=TEXT, scope=TEXT, created=COUNT, expires=COUNT, used=COUNT, used_last=COUNT, used_by=TEXT)
    ),
    audit=many(gives(time=COUNT, done=TEXT, name=TEXT, scope=TEXT)),
)  # fmt: skip
TOKEN_NAME = takes(("name",), name=NAME)
