"""API tokens in the node's real database."""

import sqlite3

import pytest

from edge_agent.bus.capability import Trust
from edge_agent.errors import BadRequest, Expired, NotFound, NotTrusted, Unavailable, Unidentified
from edge_agent.events.database import migrate, migrations
from edge_agent.identity.scopes import SCOPES, check_scope, reaches, scope_named, scope_of
from edge_agent.identity.tokens import KEPT_S, MAX_AUDIT, MAX_TOKENS, NOTED_S, Tokens
from tests.identity.founder import NOW, Clock
from tests.rules.sources import files, text

READ, CHAT, OPERATOR, ADMIN = (SCOPES[name] for name in ("read", "chat", "operator", "admin"))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def tokens(log, clock):
    return Tokens(log, now=clock)


async def test_a_token_stands_for_its_name_and_scope(tokens):
    token = await tokens.create("home-assistant", READ, 30)

    visitor = await tokens.visitor(token, "192.0.2.7")

    assert token.startswith("hnt_")
    assert len(token) == 47
    assert (visitor.caller.name, visitor.caller.trust, visitor.scope) == ("token home-assistant", Trust.MEMBER, READ)


@pytest.mark.parametrize(
    "token", ["", "hnt_", "hnt_" + "A" * 43, "A" * 43, "hnt_" + "A" * 5000, "\ud800", "' OR 1=1 --"]
)
async def test_any_other_token_is_nobody(tokens, token):
    await tokens.create("a", READ, 30)

    with pytest.raises(Unidentified, match="hearthnet token create"):
        await tokens.visitor(token, "")


async def test_a_token_with_one_wrong_character_is_nobody(tokens):
    token = await tokens.create("a", READ, 30)
    for place in range(4, len(token) - 1):
        near = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(Unidentified):
            await tokens.visitor(near, "")


async def test_the_hash_in_the_database_is_no_token(tokens, log):
    await tokens.create("a", READ, 30)
    [(digest,)] = await log.read(lambda db: db.execute("SELECT hash FROM token").fetchall())

    for text_of_hash in (digest.hex(), "hnt_" + digest.hex()[:43]):
        with pytest.raises(Unidentified):
            await tokens.visitor(text_of_hash, "")


async def test_the_database_holds_no_token(tokens, log, tmp_path):
    token = await tokens.create("a name to find", READ, 30)
    await log.close()

    stored = b"".join(path.read_bytes() for path in tmp_path.glob("agent.db*"))

    assert b"a name to find" in stored
    assert token.encode() not in stored
    assert token[4:].encode() not in stored


async def test_a_token_ends_by_time(tokens, clock):
    token = await tokens.create("a", READ, 1)

    clock.now += 86400 - 1
    assert await tokens.visitor(token, "")
    clock.now += 1
    with pytest.raises(Expired, match="a has expired"):
        await tokens.visitor(token, "")


async def test_a_revoked_token_is_nobody(tokens):
    token = await tokens.create("a", READ, 30)
    await tokens.revoke("a")

    with pytest.raises(Unidentified, match="revoked"):
        await tokens.visitor(token, "")
    with pytest.raises(NotFound, match="token list"):
        await tokens.revoke("a")


async def test_uses_are_counted_with_when_and_from_where(tokens, clock):
    token = await tokens.create("a", READ, 30)
    await tokens.create("never", READ, 30)
    for client in ("192.0.2.7", "192.0.2.8", "192.0.2.9"):
        clock.now += 1
        await tokens.visitor(token, client)

    used = {one.name: (one.used, one.used_last, one.used_by) for one in await tokens.tokens()}

    assert used == {"a": (3, NOW + 3, "192.0.2.9"), "never": (0, 0, "")}


async def test_a_busy_token_costs_one_write_a_minute(tokens, clock, log):
    token = await tokens.create("a", READ, 30)
    for _ in range(50):
        await tokens.visitor(token, "")
    query = "SELECT used FROM token"
    assert await log.read(lambda db: db.execute(query).fetchone()) == (1,)

    clock.now += NOTED_S
    await tokens.visitor(token, "")

    assert await log.read(lambda db: db.execute(query).fetchone()) == (51,)


async def test_what_was_done_with_tokens_is_kept(tokens, clock):
    await tokens.create("a", READ, 1)
    await tokens.create("b", ADMIN, 365)
    await tokens.revoke("b")
    clock.now += 86400 + KEPT_S
    await tokens.create("c", CHAT, 1)

    assert [line[1:] for line in await tokens.audit()] == [
        ("created", "c", "chat"), ("expired", "a", "read"), ("revoked", "b", "admin"), ("created", "b", "admin"),
        ("created", "a", "read"),
    ]  # fmt: skip


async def test_the_audit_does_not_grow_for_ever(tokens, log):
    def fill(db):
        rows = [(number, "created", "n", "read") for number in range(MAX_AUDIT + 50)]
        db.executemany("INSERT INTO token_audit (time, done, name, scope) VALUES (?, ?, ?, ?)", rows)

    await log.local(fill)
    await tokens.create("newest", READ, 1)

    lines = await tokens.audit()
    assert len(lines) == MAX_AUDIT
    assert lines[0][2] == "newest"


@pytest.mark.parametrize(
    ("name", "days"), [("", 1), ("n" * 41, 1), ("two\nlines", 1), ("n", 0), ("n", 3651), ("\x1b[31m", 1)]
)
async def test_an_impossible_token_is_refused(tokens, name, days):
    with pytest.raises(BadRequest):
        await tokens.create(name, READ, days)
    assert await tokens.tokens() == []


async def test_two_tokens_do_not_share_a_name(tokens):
    await tokens.create("a", READ, 1)

    with pytest.raises(BadRequest, match="already"):
        await tokens.create("a", ADMIN, 1)


async def test_more_tokens_than_the_node_keeps_are_refused(tokens, log):
    def fill(db: sqlite3.Connection) -> None:
        rows = [(number.to_bytes(32, "big"), str(number), "read", NOW, NOW + 60) for number in range(MAX_TOKENS)]
        db.executemany("INSERT INTO token (hash, name, scope, created, expires) VALUES (?, ?, ?, ?, ?)", rows)

    await log.local(fill)

    with pytest.raises(Unavailable, match="token revoke"):
        await tokens.create("one more", READ, 1)


@pytest.mark.parametrize(
    ("scope", "capability", "needed"),
    [
        (READ, "people.list", Trust.MEMBER), (READ, "civdef.alert.get", Trust.STRANGER),
        (CHAT, "people.send", Trust.MEMBER), (CHAT, "llm.chat", Trust.TRUSTED),
        (OPERATOR, "civdef.alert.issue", Trust.MODERATOR),
        (ADMIN, "node.backup", Trust.OPERATOR), (READ, "community.join", Trust.STRANGER),
    ],
)  # fmt: skip
def test_a_scope_reaches_what_it_is_for(scope, capability, needed):
    check_scope(scope, capability, needed)


@pytest.mark.parametrize(
    ("scope", "capability", "needed", "enough"),
    [
        (READ, "people.send", Trust.MEMBER, "chat"), (READ, "civdef.alert.ack", Trust.MEMBER, "chat"),
        (READ, "market.post", Trust.MEMBER, "operator"), (CHAT, "civdef.alert.issue", Trust.MODERATOR, "operator"),
        (READ, "community.request.list", Trust.MODERATOR, "operator"),
        (OPERATOR, "identity.token.create", Trust.OPERATOR, "admin"),
        (CHAT, "node.log", Trust.OPERATOR, "admin"), (READ, "anchors.only", Trust.ANCHOR, "admin"),
    ],
)  # fmt: skip
def test_a_scope_that_is_too_small_names_the_one_that_is_enough(scope, capability, needed, enough):
    with pytest.raises(NotTrusted, match=f"needs a token with the scope {enough}; this one has {scope.name}"):
        check_scope(scope, capability, needed)


@pytest.mark.parametrize("name", ["", "READ", "root", None, 3, ["read"]])
def test_a_scope_that_does_not_exist_is_refused(name):
    with pytest.raises(BadRequest, match="read, chat, operator, admin"):
        scope_named(name)


def test_every_browser_that_was_paired_before_keeps_what_it_could_do():
    declared = [
        line.split('"')[1:3]
        for path in files(".py", under="edge_agent")
        for line in text(path).splitlines()
        if line.strip().startswith('@capability("')
    ]
    levels = {name: Trust[rest.partition("Trust.")[2].split(",")[0].split(")")[0]] for name, rest in declared}
    assert len(levels) > 20
    lost = [
        f"{trust.name} {name}"
        for trust in list(Trust)[1:]
        for name, needed in levels.items()
        if Trust.STRANGER < needed <= trust and not reaches(scope_of(trust), name)
    ]
    assert lost == []


def test_the_pairings_of_an_older_database_become_scopes(tmp_path):
    old = tmp_path / "schema"
    old.mkdir()
    for number, sql in migrations()[:4]:
        (old / f"{number:03}_old.sql").write_text(sql)
    db = sqlite3.connect(tmp_path / "agent.db", isolation_level=None)
    migrate(db, old)
    for trust in (1, 2, 3, 4):
        row = (bytes([trust]), trust, str(trust), 0, 1)
        db.execute("INSERT INTO pairing (token_hash, trust, label, created, expires) VALUES (?, ?, ?, ?, ?)", row)

    migrate(db)

    found = db.execute("SELECT trust, scope FROM pairing ORDER BY token_hash").fetchall()
    db.close()
    assert [(Trust(trust), scope) for trust, scope in found] == [
        (Trust.MEMBER, "chat"), (Trust.TRUSTED, "chat"), (Trust.MODERATOR, "operator"), (Trust.OPERATOR, "admin"),
    ]  # fmt: skip
