"""log.* and node.backup, node.restore: the log of a running node in its operator's hands."""

import asyncio
from dataclasses import asdict
from pathlib import Path

from edge_agent.bus.capability import Call, Json, Trust, capability
from edge_agent.bus.schema import COUNT, FLAG, TEXT, each, gives, many, maybe, takes, text
from edge_agent.errors import BadRequest
from edge_agent.events.audit import stats
from edge_agent.events.backup import backup
from edge_agent.events.restore import restore
from edge_agent.events.store import EventStore

LONG_S = 55.0  # copying and checking a big log on a slow card; the command line waits for a minute

FILE = takes(("file",), file=text(4096, shortest=1))
STATS = gives(
    **dict.fromkeys(("events", "authors", "feeds", "forks", "lamport", "bytes", "schema"), COUNT), topics=each(COUNT),
    views=each(COUNT),
)  # fmt: skip
BACKED_UP = gives(events=COUNT, root_in_clear=maybe(FLAG))
RESTORED = gives(new=COUNT, known=COUNT, forks=COUNT, fresh=FLAG)


class LogCapabilities:
    def __init__(self, store: EventStore, home: Path) -> None:
        self._store = store
        self._home = home
        self._restoring = asyncio.Lock()  # they share the name of the file that is being checked

    @capability("log.stats", trust=Trust.MEMBER, idempotent=True, input=takes(), output=STATS)
    async def stats(self, call: Call) -> Json:
        return (await self._store.read(stats)).as_json()

    @capability(
        "log.rebuild",
        trust=Trust.OPERATOR,
        timeout_s=LONG_S,
        cost="heavy",
        input=takes(),
        output=gives(views=many(TEXT)),
    )
    async def rebuild(self, call: Call) -> Json:
        return {"views": await self._store.rebuild()}

    @capability("node.backup", trust=Trust.OPERATOR, timeout_s=LONG_S, cost="heavy", input=FILE, output=BACKED_UP)
    async def backup(self, call: Call) -> Json:
        return asdict(await backup(self._home, _file(call.body)))

    @capability("node.restore", trust=Trust.OPERATOR, timeout_s=LONG_S, cost="heavy", input=FILE, output=RESTORED)
    async def restore(self, call: Call) -> Json:
        async with self._restoring:
            return asdict(await restore(self._home, _file(call.body), self._store))


def _file(body: Json) -> Path:
    match body:
        case {"file": str(name)} if name.startswith("/") and "\0" not in name:
            return Path(name)
    raise BadRequest('name the file with its whole path: {"file": "/..."}')
