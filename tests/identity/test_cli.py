"""`hearthnet init`, `whoami`, `cert` and `pair`, with and without a running agent."""

import asyncio
import io
from contextlib import asynccontextmanager

import pytest

from edge_agent.bus.bus import Bus
from edge_agent.cli.client import agent_socket, is_running
from edge_agent.cli.main import build_parser
from edge_agent.clock import steady_s
from edge_agent.errors import BadRequest, ConfigError, NotFound, NotTrusted, Unavailable
from edge_agent.identity.capabilities import IdentityCapabilities
from edge_agent.identity.community import load_identity, open_log, root_path
from edge_agent.identity.keys import Key
from edge_agent.identity.members import Members
from edge_agent.identity.pairing import Pairing
from edge_agent.web.live import Live
from edge_agent.web.server import WebServer

ADA = Key(b"a" * 32)


async def hearthnet(home, *words):
    """What the command prints."""
    out = io.StringIO()
    parser = build_parser([words[0]])
    args = parser.parse_args(["--home", str(home), *words])
    await args.run(args, out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())


@pytest.fixture
async def home(tmp_path):
    await hearthnet(tmp_path, "init", "--name", "mill", "--area", "AGS:05154")
    return tmp_path


@asynccontextmanager
async def agent(home):
    """The doors of a node with its identity and nothing else."""
    identity = load_identity(home)
    log = await open_log(home, identity)
    bus, pairing = Bus(), Pairing(log)
    bus.register(IdentityCapabilities(identity, log, Members(log, identity.root), pairing))
    server = WebServer(
        bus=bus, sessions=pairing, live=Live(), not_ready=lambda: (), languages=("en",), listen="127.0.0.1", port=0,
        names=(), operator_socket=agent_socket(home), clock=steady_s,
    )  # fmt: skip
    task = asyncio.create_task(server.run())
    await server.started()
    try:
        yield pairing
    finally:
        task.cancel()
        await asyncio.wait([task])
        await log.close()


async def test_init_says_what_was_made(tmp_path):
    said = await hearthnet(tmp_path, "init", "--name", "mill", "--area", "AGS:05154")

    identity = load_identity(tmp_path)
    assert identity.key.node_id in said
    assert f"{identity.key.short}  mill" in said
    assert "AGS:05154" in said
    assert "without a passphrase" in said


async def test_init_twice_is_refused(home):
    with pytest.raises(ConfigError, match="already; nothing was changed"):
        await hearthnet(home, "init")
    async with agent(home):
        with pytest.raises(ConfigError, match="running already; nothing was changed"):
            await hearthnet(home, "init")


async def test_a_wrong_area_makes_nothing(tmp_path):
    with pytest.raises(BadRequest, match="LAT,LON"):
        await hearthnet(tmp_path, "init", "--polygon", "51.7 6.1")
    assert list(tmp_path.iterdir()) == []


async def test_whoami_says_the_same_with_and_without_an_agent(home):
    alone = await hearthnet(home, "whoami")
    async with agent(home):
        running = await hearthnet(home, "whoami")

    assert alone == running
    assert load_identity(home).key.node_id in alone
    assert "member, anchor, authority until never, AGS:05154" in alone


async def granted(home):
    """Certify, list, revoke and list again, as an operator would."""
    await hearthnet(
        home, "cert", "grant", ADA.node_id, "--roles", "member,authority", "--area", "AGS:05154036", "--name", "Ada",
        "--expires", "2199-12-31",
    )  # fmt: skip
    before = await hearthnet(home, "cert", "list")
    await hearthnet(home, "cert", "revoke", ADA.short.lower(), "--reason", "lost")
    return before.splitlines(), (await hearthnet(home, "cert", "list")).splitlines()


async def test_the_root_certifies_and_revokes_without_an_agent(home):
    before, after = await granted(home)

    assert before[1] == f"{ADA.short}\tAda\tmember, authority until 2199-12-31, AGS:05154036\t{ADA.node_id}"
    assert after[1] == f"{ADA.short}\t\trevoked: lost\t{ADA.node_id}"


async def test_the_root_certifies_and_revokes_through_the_agent(home, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    await hearthnet(other, "init")
    async with agent(home):
        running = await granted(home)

    assert [lines[1:] for lines in running] == [lines[1:] for lines in await granted(other)]
    assert not is_running(home)


async def test_a_sealed_root_key_kept_elsewhere_certifies_with_its_passphrase(tmp_path):
    home, stick, words = tmp_path / "home", tmp_path / "stick.key", tmp_path / "words"
    words.write_text("correct horse\nnot read\n")
    said = await hearthnet(home, "init", "--passphrase-file", str(words))
    root_path(home).rename(stick)
    grant = ("cert", "grant", ADA.node_id, "--root-key", str(stick))

    with pytest.raises(NotTrusted, match="--passphrase-file"):
        await hearthnet(home, *grant)
    with pytest.raises(ConfigError, match=r"root\.key is missing"):
        await hearthnet(home, *grant[:3])
    await hearthnet(home, *grant, "--passphrase-file", str(words))

    assert "sealed" in said
    assert ADA.short in await hearthnet(home, "cert", "list")


async def test_the_root_key_of_another_community_is_refused(home, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    await hearthnet(other, "init")

    with pytest.raises(ConfigError, match="another community"):
        await hearthnet(home, "cert", "grant", ADA.node_id, "--root-key", str(root_path(other)))


@pytest.mark.parametrize("words", [(), ("--everywhere", "--area", "AGS:05154")])
async def test_an_authority_needs_one_clear_area(home, words):
    with pytest.raises(BadRequest, match="--everywhere"):
        await hearthnet(home, "cert", "grant", ADA.node_id, "--roles", "authority", *words)


async def test_revoking_an_unknown_short_id_is_refused(home):
    with pytest.raises(NotFound, match="cert list"):
        await hearthnet(home, "cert", "revoke", "ABCD-2345")


async def test_an_empty_passphrase_file_is_refused(tmp_path):
    (tmp_path / "words").write_text("\n")

    with pytest.raises(ConfigError, match="first line"):
        await hearthnet(tmp_path / "home", "init", "--passphrase-file", str(tmp_path / "words"))
    assert not (tmp_path / "home").exists()


async def test_pair_prints_a_code_that_works_and_lists_and_ends_the_browser(home):
    async with agent(home) as pairing:
        code = (await hearthnet(home, "pair", "--trust", "trusted")).splitlines()[0]
        token = await pairing.redeem(code, label="phone", client="")
        listed = (await hearthnet(home, "pair", "list")).split("\t")
        await hearthnet(home, "pair", "revoke", listed[0])

        assert listed[1:3] == ["phone", "trusted"]
        assert await pairing.visitor(token) is None


async def test_pair_needs_a_running_agent(home):
    with pytest.raises(Unavailable, match="hearthnet run"):
        await hearthnet(home, "pair")
