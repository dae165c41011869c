"""`hearthnet log`, `backup` and `restore` while no agent runs."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge_agent.cli.main import build_parser
from edge_agent.errors import ConfigError
from edge_agent.events.model import Draft
from meshwire.event import FILES
from tests.events.homes import key_id, log_of, make_home
from tests.events.people import EVE, NOON, event, says, texts


async def hearthnet(home: Path, *words: str) -> list[str]:
    """The lines that a command prints."""
    out = io.StringIO()
    args = build_parser(["log", "backup", "restore"]).parse_args(["--home", str(home), *words])
    await args.run(args, out)
    return out.getvalue().splitlines()


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    home = make_home(tmp_path / "home")
    store, identity = await log_of(home)
    await store.write(identity.key, [says("a"), says("b\x1b[2J"), Draft(FILES, 1, {0: b"\x01\xff"}, time=NOON)])
    await store.close()
    return home


async def test_show_prints_the_newest_events_one_per_line(home: Path) -> None:
    lines = await hearthnet(home, "log", "show", "--limit", "2")

    assert [line.split("\t")[0] for line in lines] == ["2", "3"]
    assert lines[1].endswith('/18/1\t3\t1800000000\t1\t{"0": "01ff"}')


async def test_show_goes_on_behind_a_row_and_keeps_terminal_codes_harmless(home: Path) -> None:
    (line,) = await hearthnet(home, "log", "show", "--after", "1", "--limit", "1")

    assert line.endswith(r'{"0": "b\u001b[2J"}')


async def test_verify_says_that_all_is_right_and_names_forks(home: Path) -> None:
    assert await hearthnet(home, "log", "verify") == ["every signature is right; events: 3"]
    store, _ = await log_of(home)
    await store.append([event(EVE, 1, "left", topic=2), event(EVE, 1, "right", topic=2)])
    await store.close()

    lines = await hearthnet(home, "log", "verify")

    assert lines[0].startswith(f"fork\t{EVE.public.hex()[:8]}/2/1")
    assert lines[1].endswith("events: 4")


async def test_verify_fails_on_a_damaged_log_and_says_what_to_do(home: Path) -> None:
    with closing(sqlite3.connect(home / "agent.db", isolation_level=None)) as db:
        db.execute("UPDATE event SET signature = zeroblob(64) WHERE row = 2")

    with pytest.raises(ConfigError, match="restore"):
        await hearthnet(home, "log", "verify")


async def test_verify_and_show_work_while_the_log_is_held(home: Path) -> None:
    store, identity = await log_of(home)
    await store.write(identity.key, [says("c")])

    assert await hearthnet(home, "log", "verify") == ["every signature is right; events: 4"]
    assert len(await hearthnet(home, "log", "show")) == 4
    await store.close()


async def test_stats_are_lines_that_a_script_can_cut(home: Path) -> None:
    counted = dict(line.split("\t") for line in await hearthnet(home, "log", "stats"))

    assert (counted["events"], counted["forks"], counted["topics"]) == ("3", "0", '{"3": 2, "18": 1}')


async def test_rebuild_leaves_the_views_to_the_next_start(home: Path) -> None:
    with closing(sqlite3.connect(home / "agent.db", isolation_level=None)) as db:
        db.execute("INSERT INTO view VALUES ('speech', 1)")

    await hearthnet(home, "log", "rebuild")

    assert "views\t{}" in await hearthnet(home, "log", "stats")


async def test_a_backup_is_restored_into_an_empty_home_and_into_its_own(home: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "node.backup")

    saved = await hearthnet(home, "backup", file)
    fresh = await hearthnet(tmp_path / "card", "restore", file)
    merged = await hearthnet(home, "restore", file)

    assert saved[0].endswith("node.backup; events: 3")
    assert "root key of the community in clear" in saved[-1]
    assert fresh[0].endswith("; events: 3")
    assert merged == ["events restored: 0; here already: 3"]
    assert key_id(tmp_path / "card") == key_id(home)
    store, _ = await log_of(tmp_path / "card")
    assert await texts(store) == ["a", "b\x1b[2J", b"\x01\xff"]
    await store.close()


@pytest.mark.parametrize("words", [("log", "show"), ("log", "verify"), ("log", "stats"), ("log", "rebuild")])
async def test_a_home_without_a_node_is_named(tmp_path: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match="hearthnet init"):
        await hearthnet(tmp_path, *words)
