"""A process that writes until it is killed: several writers, each prints what was acknowledged, and only then.

python -m tests.events.writer_process LOG
"""

import asyncio
import itertools
import os
import sys
from pathlib import Path

from edge_agent.events.store import EventStore
from tests.events.people import ADA, BOB, Author, open_store, says

WRITERS = 6
TOGETHER = 3  # events of one write: all of them or none may be found


async def keep_writing(store: EventStore, author: Author, writer: int) -> None:
    for n in itertools.count():
        tag = f"{os.getpid()}-{writer}-{n}"
        written = await store.write(author, [says(tag)] * TOGETHER)
        line = f"{tag} {' '.join(str(own.seq) for own in written)}\n"
        os.write(1, line.encode())  # one system call, so that no line is half when the process is killed


async def main(path: Path) -> None:
    store = await open_store(path)
    async with asyncio.TaskGroup() as group:
        for writer in range(WRITERS):
            group.create_task(keep_writing(store, (ADA, BOB)[writer % 2], writer))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
