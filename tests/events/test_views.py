"""Views: folded with the append, folded again from the log, and always the same."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_agent.errors import BadEvent, ConfigError
from edge_agent.events.model import MAX_LAMPORT_JUMP
from edge_agent.events.store import EventStore
from meshwire.event import PEOPLE, SENSE, Event
from tests.events.people import ADA, BOB, EVE, event, open_store, says

TABLES = """
CREATE TABLE speech (row INTEGER PRIMARY KEY, author BLOB, text TEXT);
CREATE TABLE speech_count (author BLOB PRIMARY KEY, n INTEGER);
CREATE VIRTUAL TABLE speech_words USING fts5(text);
"""


@dataclass
class Speech:
    """What people said: depends on the order of the events, and notices one that it gets twice."""

    name: str = "speech"
    version: int = 1
    tables: str = TABLES
    topics: tuple[int, ...] = (PEOPLE,)
    folded: list[int] = field(default_factory=list)

    def fold(self, db: sqlite3.Connection, row: int, event: Event) -> None:
        self.folded.append(row)
        db.execute("INSERT INTO speech VALUES (?, ?, ?)", (row, event.author, event.body[0]))
        db.execute("INSERT INTO speech_words (rowid, text) VALUES (?, ?)", (row, event.body[0]))
        db.execute(
            "INSERT INTO speech_count VALUES (?, 1) ON CONFLICT DO UPDATE SET n = 2 * n + ?", (event.author, event.seq)
        )


async def tables(store: EventStore) -> list[list[tuple[object, ...]]]:
    queries = (
        "SELECT * FROM speech ORDER BY row",
        "SELECT * FROM speech_count ORDER BY author",
        "SELECT rowid FROM speech_words WHERE speech_words MATCH 'a' ORDER BY rowid",
    )
    return await store.read(lambda db: [db.execute(query).fetchall() for query in queries])


events = st.builds(
    event,
    st.sampled_from([ADA, BOB, EVE]),
    st.integers(1, 4),
    st.sampled_from(["a", "b"]),  # two texts of one name: a fork
    topic=st.sampled_from([PEOPLE, SENSE]),
)


@settings(max_examples=30)
@given(st.lists(st.lists(events, max_size=6), max_size=6))
async def test_a_rebuilt_view_equals_the_one_that_grew(batches: Sequence[Sequence[Event]]) -> None:
    with TemporaryDirectory() as folder:
        store = await open_store(Path(folder) / "agent.db", Speech())
        for batch in batches:
            await store.append(batch)
        grown = await tables(store)

        assert await store.rebuild() == ["speech"]

        assert await tables(store) == grown
        assert len(grown[0]) == len({(e.author, e.seq) for batch in batches for e in batch if e.topic == PEOPLE})
        await store.close()


async def test_a_view_gets_only_its_topics_and_each_event_once(tmp_path: Path) -> None:
    speech = Speech()
    store = await open_store(tmp_path / "agent.db", speech)
    await store.write(ADA, [says("1"), says("2", topic=SENSE), says("3")])
    await store.append([event(BOB, 1, "4"), event(BOB, 1, "4"), event(BOB, 1, "fork")])

    assert speech.folded == [1, 3, 4]
    await store.close()


async def test_a_view_does_not_keep_what_the_log_refused(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "agent.db", Speech())

    with pytest.raises(BadEvent):
        await store.append([event(ADA, 1, "folded first"), event(ADA, 2, lamport=MAX_LAMPORT_JUMP * 3)])

    assert await tables(store) == [[], [], []]
    await store.close()


async def test_a_start_with_the_same_views_folds_nothing_again(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "agent.db", Speech())
    await store.write(ADA, [says("a")])
    await store.close()
    idle = Speech()

    store = await open_store(tmp_path / "agent.db", idle)

    assert idle.folded == []
    assert len((await tables(store))[0]) == 1
    await store.close()


@dataclass
class LoudSpeech(Speech):
    version: int = 2
    tables: str = TABLES.replace("text TEXT);", "text TEXT, loud TEXT AS (upper(text)));")


async def test_a_new_version_of_a_view_is_folded_again_into_new_tables(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "agent.db", Speech())
    await store.write(ADA, [says("fire")])
    await store.close()

    store = await open_store(tmp_path / "agent.db", LoudSpeech())

    assert await store.read(lambda db: db.execute("SELECT loud FROM speech").fetchall()) == [("FIRE",)]
    await store.close()


async def test_a_view_that_was_not_there_for_an_event_catches_up(tmp_path: Path) -> None:
    store = await open_store(tmp_path / "agent.db", Speech())
    await store.write(ADA, [says("with the view")])
    await store.close()
    store = await open_store(tmp_path / "agent.db")  # a command that knows no views
    await store.write(ADA, [says("without it")])
    await store.close()

    store = await open_store(tmp_path / "agent.db", Speech())

    assert [text for _, _, text in (await tables(store))[0]] == ["with the view", "without it"]
    await store.close()


async def test_two_views_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="speech"):
        await open_store(tmp_path / "agent.db", Speech(), Speech())
